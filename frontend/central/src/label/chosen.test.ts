import { expect, test } from "vitest";
import { endOf, fitsFilter, pagesOf, sheetOf, whatOf } from "./chosen";

test("an address names a receipt, rows, or a filter", () => {
  expect(whatOf({ receipt_id: "r1" })).toEqual({ receipt_id: "r1" });
  expect(whatOf({ asset_ids: "a,b" })).toEqual({ asset_ids: ["a", "b"] });
  expect(whatOf({ place_ids: "p" })).toEqual({ place_ids: ["p"] });
  expect(whatOf({ of: "items", status: "available,missing", q: "par", sort: "tag" })).toEqual({ assets: { status: ["available", "missing"], q: "par" } });
  expect(whatOf({ of: "items" })).toEqual({ assets: {} });
  expect(whatOf({ status: "available" })).toBeUndefined();
});

test("a filter that labels do not know prints nothing", () => {
  expect(fitsFilter({ status: "available", sort: "tag" })).toBe(true);
  expect(fitsFilter({ overdue: "true" })).toBe(false);
  expect(fitsFilter({ holder_id: "none" })).toBe(false);
});

test("labels on a page", () => {
  expect(sheetOf({ per_page: 65, width_mm: 38.1, roll: false })).toEqual({ columns: 5, rows: 13 });
  expect(sheetOf({ per_page: 24, width_mm: 70, roll: false })).toEqual({ columns: 3, rows: 8 });
  expect(sheetOf({ per_page: 1, width_mm: 38, roll: true })).toBeUndefined();
  expect([pagesOf(65, 65, 1), pagesOf(65, 65, 2), pagesOf(3, 21, 20)]).toEqual([1, 2, 2]);
});

test("a small label shows what tells a tag from its neighbours", () => {
  expect([endOf("MEGA-PTR-0101"), endOf("LX-001"), endOf("")]).toEqual(["…-0101", "LX-001", ""]);
});
