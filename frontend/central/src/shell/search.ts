import type { components } from "../api/schema";
import type { To } from "../nav/router";
import type { Words } from "../i18n/words";
import type { Central } from "../state/central";

type Found = components["schemas"]["Hit"];

export interface Hit {
  kind: "item" | "type" | "order" | "job" | "person" | "place" | "company" | "kiosk" | "question" | "user" | "page";
  id: string;
  code: string;
  title: string;
  detail: string;
  to: To;
}

const few = 20;
const kinds = ["assets", "item_types", "rent_actions", "projects", "people", "places", "companies", "kiosks", "exceptions"] as const;
const fewUsers = 5;

/** What each kind is called here, and the page that shows one of it: a company is known by its people, a question stands in its list. */
const shown: Partial<Record<Found["kind"], { kind: Hit["kind"]; to: (f: Found) => To }>> = {
  assets: { kind: "item", to: (f) => ({ route: "item", id: f.id }) },
  item_types: { kind: "type", to: (f) => ({ route: "type", id: f.id }) },
  rent_actions: { kind: "order", to: (f) => ({ route: "order", id: f.id }) },
  projects: { kind: "job", to: (f) => ({ route: "job", id: f.id }) },
  people: { kind: "person", to: (f) => ({ route: "person", id: f.id }) },
  places: { kind: "place", to: (f) => ({ route: "place", id: f.id }) },
  companies: { kind: "company", to: (f) => ({ route: "people", query: { company_id: f.id } }) },
  kiosks: { kind: "kiosk", to: (f) => ({ route: "kiosk", id: f.id }) },
  exceptions: { kind: "question", to: (f) => ({ route: "exceptions", query: { show: f.id, ...(f.state === "open" ? {} : { answered: "true" }) } }) },
};

/** What fits, the closest first, of all that has a page. */
export async function search({ client, may }: Central, words: Words, q: string, signal: AbortSignal): Promise<Hit[]> {
  const [found, users] = await Promise.all([
    client.get("/v1/search", { q, kinds: [...kinds], limit: few }, { signal }),
    // Accounts are an admin's to see, and in no other list.
    may("put_account") ? client.get("/v1/users", { q, limit: fewUsers }, { signal }) : { items: [] },
  ]);
  const things = found.items.flatMap((f): Hit[] => {
    const one = shown[f.kind];
    return one === undefined ? [] : [{ kind: one.kind, id: f.id, code: one.kind === "kiosk" ? "" : f.code, title: one.kind === "question" ? words.maybe("asked", f.title) : f.title, detail: detailOf(f, one.kind, words), to: one.to(f) }];
  });
  return [...things, ...users.items.map((u): Hit => ({ kind: "user", id: u.id, code: u.login, title: u.name, detail: words.maybe("role", u.role), to: { route: "user", id: u.id } }))];
}

function detailOf(f: Found, kind: string, words: Words): string {
  const parts = [kind === "place" ? words.maybe("place", f.detail) : f.detail];
  if (f.state === "archived") parts.push(words.t("archive.sign"));
  else if (f.state !== undefined && kind !== "kiosk") parts.push(words.maybe("status", f.state));
  return parts.filter((p) => p !== "").join(" · ");
}
