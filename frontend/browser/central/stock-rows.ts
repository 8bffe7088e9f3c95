import type { Stock, StockEntry } from "../../central/src/api/types";
import { now } from "../fixtures";
import { longName } from "../lengthen";

const hour = 3_600_000;
const day = 24 * hour;

const pool = (id: string, type: readonly [string, string, string], place: readonly [string, string, string], on_hand: number, more: Partial<Stock> = {}): Stock => ({
  id, item_type_id: type[0], item_type: type[1], item_type_code: type[2], place_id: place[0], place: place[1], place_code: place[2], site: "Berlin", site_id: "s1", on_hand,
  anchor_at: now - 9 * day, changed_by: "Mara Lindqvist", rev: 4, created_at: now - 90 * day, updated_at: now - 3 * hour, ...more,
});
const cables = ["r2", "Cables", "BLN-H1-B"] as const;
const shelf = ["h1", "Shelf A-01", "BLN-A-01"] as const;
const power = ["t6", "CEE 32 A, 10 m", "CEE32-10"] as const;
const tape = ["t8", "Gaffer tape, 50 m", "GAFF-50"] as const;

export const stock: Stock[] = [
  pool("sp1", power, cables, 148),
  pool("sp2", power, ["s2", "London", "LDN"], 36, { site: "London", site_id: "s2", anchor_at: now - 40 * day }),
  pool("sp3", tape, shelf, 0, { anchor_at: now - 5 * hour }),
  pool("sp4", tape, cables, 1250, { anchor_at: 0 }),
];

const entry = (id: string, kind: StockEntry["kind"], quantity: number, on_hand: number, occurred: number, more: Partial<StockEntry> = {}): StockEntry => ({
  id, stock_id: "sp1", kind, quantity, on_hand, occurred, by: "Mara Lindqvist", ...more,
});
export const entries: StockEntry[] = [
  entry("e6", "adjust", -2, 148, now - 3 * hour, { reason: "cut by a stage door at the Columbiahalle" }),
  entry("e5", "receive", 50, 200, now - 26 * hour, { reason: "delivery of Monday, entered twice", undone_by: "u5", undone_at: now - 25 * hour, undone_name: "Tom Okafor" }),
  entry("e4", "receive", 50, 150, now - 27 * hour, { reason: "delivery of Monday" }),
  entry("e3", "count", 100, 100, now - 9 * day, { by: "Tom Okafor", reason: "yearly count" }),
  entry("e2", "adjust", 4, 104, now - 20 * day, { reason: "behind the shelf" }),
  entry("e1", "opening", 100, 100, now - 90 * day, { reason: "an imported list" }),
];

/** What people typed themselves can be long. */
export const longEntries: StockEntry[] = entries.map((e) => ({ ...e, by: `Mara ${longName}`, reason: longName, ...(e.undone_name === undefined ? {} : { undone_name: longName, undo_reason: longName }) }));

export const totals = { on_hand: 1434, rows: 4, item_types: 2, places: 4, groups: [] };
