import { expect, test } from "vitest";
import { freeOf, withAnswer, withScan, type Scan } from "./scans";

test("a scan is asked for once; the same code is a repeat", () => {
  const one = withScan([], " A-1 ");
  expect(one).toEqual({ scans: [{ code: "A-1" }], ask: true });
  const known = withAnswer(one.scans, "A-1", { code: "A-1", state: "free" });
  const two = withScan(known, "A-1");
  expect([two.ask, two.scans[0]?.is?.state, freeOf(two.scans)]).toEqual([false, "twice", ["A-1"]]);
  expect(withScan(known, "  ")).toEqual({ scans: known, ask: false });
});

test("two writings of one tag are one tag", () => {
  let scans: readonly Scan[] = withAnswer(withScan([], "A-1").scans, "A-1", { code: "A-1", state: "free" });
  scans = withAnswer(withScan(scans, "]C1A-1").scans, "]C1A-1", { code: "A-1", state: "free" });
  expect(scans.map((s) => s.is?.state)).toEqual(["twice", "free"]);
  expect(freeOf(scans)).toEqual(["A-1"]);
});

test("what is received keeps the order of the scans, without what is taken", () => {
  let scans: readonly Scan[] = [];
  for (const [code, state] of [["B", "free"], ["X", "here"], ["A", "free"]] as const) scans = withAnswer(withScan(scans, code).scans, code, { code, state });
  expect(freeOf(scans)).toEqual(["B", "A"]);
});
