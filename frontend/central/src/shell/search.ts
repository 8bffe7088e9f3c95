import type { components } from "../api/schema";
import type { To } from "../nav/router";
import type { Words } from "../i18n/words";
import type { Central } from "../state/central";

type Found = components["schemas"]["Hit"];

export interface Hit {
  kind: "item" | "type" | "order" | "job" | "person" | "place" | "page";
  id: string;
  code: string;
  title: string;
  detail: string;
  to: To;
}

const few = 20;
const kinds = ["assets", "item_types", "rent_actions", "projects", "people", "places"] as const;

/** What each kind is called here, and the page that shows one of it. */
const shown: Partial<Record<Found["kind"], Exclude<Hit["kind"], "page">>> = { assets: "item", item_types: "type", rent_actions: "order", projects: "job", people: "person", places: "place" };

/** What fits, the closest first, of all that has a page. */
export async function search({ client }: Central, words: Words, q: string, signal: AbortSignal): Promise<Hit[]> {
  const found = await client.get("/v1/search", { q, kinds: [...kinds], limit: few }, { signal });
  return found.items.flatMap((f) => {
    const kind = shown[f.kind];
    return kind === undefined ? [] : [{ kind, id: f.id, code: f.code, title: f.title, detail: detailOf(f, kind, words), to: { route: kind, id: f.id } }];
  });
}

function detailOf(f: Found, kind: string, words: Words): string {
  const parts = [kind === "place" ? words.maybe("place", f.detail) : f.detail];
  if (f.state === "archived") parts.push(words.t("archive.sign"));
  else if (f.state !== undefined) parts.push(words.maybe("status", f.state));
  return parts.filter((p) => p !== "").join(" · ");
}
