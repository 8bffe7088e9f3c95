import type { Query, To } from "../nav/router";

/** What lists understand of their addresses: names and values are those of central's own lists. */
export const filtersOf = {
  orders: ["status", "site_id", "project_id", "requester_id", "overdue", "has_out", "starts_from", "starts_to", "ends_from", "ends_to", "overlaps_from", "overlaps_to"],
  items: ["status", "item_type_id", "place_id", "site_id", "holder_id", "rent_action_id", "out", "overdue", "due_before"],
  exceptions: ["site_id", "severity"],
  kiosks: ["site_id", "waiting"],
} as const;

export type ListRoute = keyof typeof filtersOf;

/** What a list asks central for: of an address that which the list understands and that says something. Its values are words of an address, where lists too are words: they fit any parameter. */
export function askedOf(query: Query, ...names: readonly (readonly string[])[]): Record<string, never> {
  return Object.fromEntries(names.flat().map((n) => [n, query[n] ?? ""]).filter(([, v]) => v !== "")) as Record<string, never>;
}

const routes: Readonly<Record<string, ListRoute>> = {
  "/v1/rent-actions": "orders", "/v1/inventory/assets": "items", "/v1/exceptions": "exceptions", "/v1/kiosks": "kiosks",
};

/** Open questions are what the page of questions shows when nothing is said. */
const understood: Readonly<Record<ListRoute, Query>> = { orders: {}, items: {}, exceptions: { status: "open" }, kiosks: {} };

/**
 * The page that shows a list of central's ("/v1/rent-actions?status=pending"): as many rows, no more and no fewer. Undefined
 * where the page does not understand all that narrows it: no link is better than one to other rows.
 */
export function pageOf(list: string): To | undefined {
  const [path = "", search = ""] = list.split("?");
  const route = routes[path];
  if (route === undefined) return undefined;
  const query: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(search)) {
    if (understood[route][name] === value) continue;
    if (!(filtersOf[route] as readonly string[]).includes(name) || name in query) return undefined;
    query[name] = value;
  }
  return { route, query };
}
