import type { Import, ImportKinds, LabelStock, ListedReceipt, Receipt } from "../../central/src/api/types";
import { sentencesOf } from "../../central/src/i18n/words";
import { now } from "../fixtures";

const min = 60_000;
const counts = { rows: 240, created: 212, changed: 14, unchanged: 9, skipped: 2, wrong: 3, besides: 6 };
const cells = (tag: string, type: string, serial: string, notes: string, was?: string) => [
  { field: "tag", value: tag }, { field: "type", value: type }, { field: "serial", value: serial }, { field: "home_place", value: "Shelf A-01" }, { field: "owner", value: "" },
  was === undefined ? { field: "notes", value: notes } : { field: "notes", value: notes, was },
];

/** A list that was sent and not imported yet: three of its rows are wrong. */
export const shown: Import = {
  id: "i1", status: "staged", kind: "assets", mode: "all_or_nothing", file_name: "inventory-2026.csv", encoding: "windows-1252", delimiter: ";", created_at: now - 3 * min, created_by: "user:u1", created_by_name: "Mara Lindqvist",
  at: "s1", create: true, to_write: 232, written: 0, counts,
  columns: [
    { number: 1, letter: "A", header: "Inventarnummer", field: "tag", because: "header" }, { number: 2, letter: "B", header: "Typ", field: "type", because: "header" },
    { number: 3, letter: "C", header: "SN", field: "serial", because: "header" }, { number: 4, letter: "D", header: "Regal", field: "place", because: "header" },
    { number: 5, letter: "E", header: "Hinweis an das Lager", field: "notes", because: "caller" }, { number: 6, letter: "F", header: "Anschaffung", field: "" },
  ],
  errors: [
    { row: 14, column: 1, header: "Inventarnummer", value: "6.4E+15", reason: "excel_number", message: "a spreadsheet has rounded this number", hint: "format the column as text and type it again" },
    { row: 15, column: 1, header: "Inventarnummer", reason: "missing_tag", message: "the tag is missing", hint: "fill in the cell" },
    { row: 88, column: 4, header: "Regal", value: "Ritz Ballroom", reason: "missing_site", message: "the place Ritz Ballroom is at none of our sites", hint: "name a place at a site" },
  ],
  notices: [{ row: 40, skipped: true, message: "not imported: the row is blank" }, { row: 61, message: "it is said to be with Jonas Weber; it is imported as available at its place: hand it out" }],
  samples: [
    { row: 2, new: true, cells: cells("LX-0901", "MegaPointe", "RB2400991", "") }, { row: 3, new: true, cells: cells("LX-0902", "MegaPointe", "RB2400992", "Takes the long safety.") },
    { row: 4, new: false, cells: cells("LX-0142", "JDC1 Hybrid Strobe", "GL88121", "New lamp in May", "Lamp is weak") },
  ],
};

const right = { ...counts, wrong: 0 };
export const good: Import = { ...shown, counts: right, errors: [] };
export const atWork: Import = { ...good, status: "applying", written: 148 };
export const done: Import = { ...good, id: "i2", status: "done", written: 232, ended_at: now - min };
export const hinders: Import["hinders"] = [
  { row: 14, collection: "assets", id: "a14", name: "LX-0914", message: "it was changed or removed since" }, { row: 0, collection: "item_types", id: "t14", name: "MEGA-PTR", message: "items refer to it now" },
];
export const undone: Import = { ...done, id: "i3", status: "undone", written: 0, undone_by_name: "Tom Okafor", undone_by: "user:u2" };
export const failed: Import = { ...good, id: "i4", status: "failed", message: "row 31: another item has this tag", ended_at: now - min };

/** As lists have them: without their rows. */
const brief = (i: Import, more: Partial<Import>): Import => ({ ...i, columns: [], errors: [], notices: [], samples: [], ...more });
export const past: Import[] = [
  brief(shown, {}), brief(atWork, { id: "i5", file_name: "cables.csv", kind: "item_types" }), brief(done, { file_name: "people.csv", kind: "people" }),
  brief(undone, { file_name: "InvenTree_StockItem.csv", program: "InvenTree" }), brief(failed, { file_name: "shelves and rooms.csv", kind: "places" }),
];

export const fields: ImportKinds = {
  kinds: [
    { kind: "assets", fields: ["external_ref", "tag", "serial", "type", "type_code", "place", "home_place", "owner", "notes"].map((field) => ({ field, headers: [field] })) },
    { kind: "places", fields: ["code", "name"].map((field) => ({ field, headers: [field] })) },
  ],
};

/** What the page makes of them as sentences. */
export const sentences = [...(shown.errors ?? []).map((e) => sentencesOf(e.message, e.hint)), ...(shown.notices ?? []).map((n) => sentencesOf(n.message))];

const tags = Array.from({ length: 24 }, (_, n) => `MEGA-PTR-${String(n + 101).padStart(4, "0")}`);
export const nextTags = { tags };
export const receipt: Receipt = { id: "rc1", item_type_id: "t1", place_id: "h1", at: now, by: "Mara Lindqvist", notes: "Crate 7, Lumen Supply, 4 900 each", lines: tags.map((tag, n) => ({ asset_id: `n${n}`, tag })) };
export const takenBack: Receipt = { ...receipt, lines: receipt.lines.map((l) => ({ ...l, taken_back: true })) };
export const receipts: ListedReceipt[] = [
  { id: "rc1", item_type_id: "t1", place_id: "h1", at: now, by: "Mara Lindqvist", notes: "Crate 7, Lumen Supply, 4 900 each", quantity: 24, taken_back: 0, first_tag: "MEGA-PTR-0101", last_tag: "MEGA-PTR-0124" },
  { id: "rc2", item_type_id: "t2", place_id: "h1", at: now - 90 * min, by: "Tom Okafor", quantity: 12, taken_back: 2, first_tag: "JDC-0007", last_tag: "JDC-0018" },
  { id: "rc3", item_type_id: "t1", place_id: "h1", at: now - 3000 * min, by: "Mara Lindqvist", quantity: 1, taken_back: 1, first_tag: "MEGA-PTR-0100", last_tag: "MEGA-PTR-0100" },
];
export const checked = {
  items: [{ code: "LX-0142", state: "here" as const, target: "asset", id: "a0", name: "MegaPointe", place: "Shelf A-01", status: "available" }],
};
export const papers: LabelStock[] = [
  { name: "roll-38x19", text: "Roll, 38 x 19 mm", width_mm: 38, height_mm: 19, per_page: 1, roll: true },
  { name: "a4-38x21", text: "A4, 65 labels of 38.1 x 21.2 mm (Avery L7651)", width_mm: 38.1, height_mm: 21.2, per_page: 65, roll: false },
];
