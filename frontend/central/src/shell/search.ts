import type { To } from "../nav/router";
import type { Central } from "../state/central";

export interface Hit {
  kind: "item" | "type" | "place" | "page";
  id: string;
  code: string;
  title: string;
  detail: string;
  to: To;
}

const few = 6;

/** What fits in each list, the lists one after another. */
export async function search({ client, rows }: Central, q: string, signal: AbortSignal): Promise<Hit[]> {
  const [items, types, places] = await Promise.all([
    client.get("/v1/inventory/assets", { q, limit: few }, { signal }),
    client.get("/v1/catalog/item-types", { q, limit: few }, { signal }),
    client.get("/v1/places", { q, limit: few }, { signal }),
  ]);
  rows.put("item_type", types.items);
  rows.put("place", places.items);
  return [
    ...items.items.map((a): Hit => ({ kind: "item", id: a.id, code: a.tag, title: rows.find("item_type", a.item_type_id)?.name ?? "", detail: rows.find("place", a.place_id)?.name ?? "", to: { route: "item", id: a.id } })),
    ...types.items.map((t): Hit => ({ kind: "type", id: t.id, code: t.code, title: t.name, detail: t.maker ?? "", to: { route: "type", id: t.id } })),
    ...places.items.map((p): Hit => ({ kind: "place", id: p.id, code: p.code, title: p.name, detail: p.address ?? "", to: { route: "place", id: p.id } })),
  ];
}
