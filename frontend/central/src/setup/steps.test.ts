import { expect, test } from "vitest";
import { doneOf, isImported, pageOf } from "./steps";

const step = { id: "places", done: false, count: 0, page: "/places" } as const;

test("a step leads to its page, and to the form there", () => {
  expect(pageOf(step)).toEqual({ route: "places", query: { do: "new" } });
  expect(pageOf({ ...step, id: "returns_place" })).toEqual({ route: "places", query: { do: "new", kind: "returns" } });
  expect(pageOf({ ...step, id: "kiosk", page: "/kiosks" })).toEqual({ route: "kiosks", query: { do: "new" } });
  expect(pageOf({ ...step, page: "/no/such/page" })).toEqual({ route: "items" });
});

test("what is done is counted, and what a list can bring is known", () => {
  expect(doneOf({ steps: [step, { ...step, id: "people", done: true }], complete: false, dismissed: false })).toBe(1);
  expect([isImported(step), isImported({ ...step, id: "kiosk" })]).toEqual([true, false]);
});
