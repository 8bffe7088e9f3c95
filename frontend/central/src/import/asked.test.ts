import { expect, test } from "vitest";
import type { Import } from "../api/types";
import { askedOf, hindranceOf, isAtWork, shareOf, withColumn, withKind } from "./asked";

const counts = { rows: 4, created: 2, changed: 1, unchanged: 0, skipped: 0, wrong: 1, besides: 0 };
const shown: Import = {
  id: "i1", status: "staged", kind: "assets", mode: "all_or_nothing", encoding: "utf-8", delimiter: ",", created_at: 1, created_by: "user:u1", to_write: 10, written: 4, counts, at: "s1", create: true,
  columns: [
    { number: 1, letter: "A", header: "Nr", field: "tag", because: "caller" }, { number: 2, letter: "B", header: "Type", field: "type", because: "header" },
    { number: 3, letter: "C", header: "Notes", field: "", because: "caller" },
  ],
  errors: [], notices: [], samples: [],
};

test("only what somebody chose is asked for again", () => {
  expect(askedOf(shown)).toEqual({ kind: "assets", mode: "all_or_nothing", map: { A: "tag", C: "" }, at: "s1", create: true });
});

test("a field stands for one column; ignored ones may be many", () => {
  const asked = askedOf(shown);
  expect(withColumn(asked, "B", "tag").map).toEqual({ B: "tag", C: "" });
  expect(withColumn(asked, "B", "").map).toEqual({ A: "tag", B: "", C: "" });
  expect(withKind(asked, "places")).toMatchObject({ kind: "places", map: {} });
});

test("taking back counts down", () => {
  expect(shareOf({ ...shown, status: "applying" })).toBe(0.4);
  expect(shareOf({ ...shown, status: "undoing" })).toBe(0.6);
  expect(shareOf({ ...shown, to_write: 0 })).toBe(1);
  expect([shown, { ...shown, status: "reverting" as const }].map(isAtWork)).toEqual([false, true]);
});

test("what stands against an import", () => {
  expect(hindranceOf(shown)).toBe("wrong");
  expect(hindranceOf({ ...shown, mode: "good_rows" })).toBeUndefined();
  expect(hindranceOf({ ...shown, counts: { ...counts, created: 0, changed: 0 } })).toBe("all_wrong");
  expect(hindranceOf({ ...shown, counts: { ...counts, created: 0, changed: 0, wrong: 0 } })).toBe("nothing");
});
