import { expect, test } from "vitest";
import { nearEnd, spanOf } from "./window";

test.each([0, 1, 35, 36, 5000, 359_999, 3_600_000])("100,000 rows at %i px: what is seen is drawn, and never more than 90", (scroll) => {
  const { from, to } = spanOf(scroll, 900, 36, 100_000);
  expect(to - from).toBeLessThanOrEqual(90);
  expect(from * 36).toBeLessThanOrEqual(scroll);
  expect(to * 36).toBeGreaterThanOrEqual(Math.min(scroll + 900, 100_000 * 36));
});

test("a short list is drawn whole, an empty one not at all", () => {
  expect([spanOf(0, 900, 36, 12), spanOf(0, 900, 36, 0)]).toEqual([{ from: 0, to: 12 }, { from: 0, to: 0 }]);
});

test("a list that shrank under the scroller still shows its end", () => {
  const { from, to } = spanOf(100_000, 900, 36, 50);
  expect([from <= 50 - 26, to]).toEqual([true, 50]);
});

test("more is read before the end is seen", () => {
  expect([nearEnd(0, 900, 36, 100), nearEnd(1900, 900, 36, 100)]).toEqual([false, true]);
});
