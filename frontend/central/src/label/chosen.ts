import type { BodyOf } from "../api/client";
import type { paths } from "../api/schema";
import type { Query } from "../nav/router";

export type Print = BodyOf<paths["/v1/labels"]["post"]>;
export type What = Pick<Print, "asset_ids" | "place_ids" | "receipt_id" | "assets">;
type Filter = NonNullable<Print["assets"]>;

/** So many ids an address bears. */
export const mostIds = 200;

const lists = ["status", "site_id", "place_id", "item_type_id"] as const;
const singles = ["rent_action_id", "holder_id", "q"] as const;

/** What the address asks labels for; undefined where it names nothing. */
export function whatOf(query: Query): What | undefined {
  const ids = (name: string): string[] => (query[name] ?? "").split(",").filter((id) => id !== "");
  if (query["receipt_id"] !== undefined) return { receipt_id: query["receipt_id"] };
  if (ids("asset_ids").length > 0) return { asset_ids: ids("asset_ids") };
  if (ids("place_ids").length > 0) return { place_ids: ids("place_ids") };
  if (query["of"] !== "items") return undefined;
  const assets: Record<string, string | string[]> = {};
  for (const name of lists) if (ids(name).length > 0) assets[name] = ids(name);
  for (const name of singles) if ((query[name] ?? "") !== "") assets[name] = query[name] ?? "";
  return { assets: assets as Filter };
}

/** Whether labels can be asked for by just what narrows a list of items: a filter that is left out would print more. */
export function fitsFilter(asked: Readonly<Record<string, string>>): boolean {
  const known = new Set<string>([...lists, ...singles, "sort"]);
  return Object.entries(asked).every(([name, value]) => value === "" || (known.has(name) && value !== "none"));
}

export interface Sheet {
  columns: number;
  rows: number;
}

const a4 = { width: 210, height: 297 };

/** How labels lie on a page, from their size and number; undefined for a roll. */
export function sheetOf({ per_page, width_mm, roll }: { per_page: number; width_mm: number; roll: boolean }): Sheet | undefined {
  if (roll || per_page < 2) return undefined;
  const most = Math.max(1, Math.floor(a4.width / width_mm));
  for (let columns = most; columns > 0; columns--) if (per_page % columns === 0) return { columns, rows: per_page / columns };
  return undefined;
}

/** Pages for so many labels, the first of them begun at `start`. */
export const pagesOf = (labels: number, perPage: number, start: number): number => Math.ceil((labels + start - 1) / perPage);

/** The end of a tag, which tells it from its neighbours, in so many characters as a small label shows. */
export const endOf = (tag: string, most = 6): string => (tag.length <= most ? tag : `…${tag.slice(1 - most)}`);
