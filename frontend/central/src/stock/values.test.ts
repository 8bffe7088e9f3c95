import { expect, test } from "vitest";
import { after, begun, inputOf, numberOf, wrongOf } from "./values";

const at = { item_type_id: "t6", place_id: "r2" };
const says = (what: string, quantity: string, reason = "") => ({ ...begun(what, 24, at), quantity, reason });

test("numbers are read as people write them, and nothing else is one", () => {
  expect(["0", "24", " 1200 ", "1 200", "1,200", "1.200", "1’200", "12\u00a0000"].map(numberOf)).toEqual([0, 24, 1200, 1200, 1200, 1200, 1200, 12_000]);
  expect(["", "-1", "2.5", "2,5", "1e3", "0x1", "24 m", "12,00", "1000000001", "99999999999999999999"].map(numberOf)).toEqual(Array(10).fill(undefined));
});

test("what is said becomes a count, what came, or a correction with its sign", () => {
  expect(inputOf(says("count", "0"))).toEqual({ ...at, kind: "count", quantity: 0 });
  expect(inputOf(says("receive", "48", " a crate "))).toEqual({ ...at, kind: "receive", quantity: 48, reason: "a crate" });
  expect(inputOf(says("less", "3", "torn"))).toEqual({ ...at, kind: "adjust", quantity: -3, reason: "torn" });
  expect(inputOf(says("more", "2", "found"))).toEqual({ ...at, kind: "adjust", quantity: 2, reason: "found" });
});

test("what there will be is told, and nothing where it cannot be", () => {
  expect([says("count", "7"), says("receive", "7"), says("less", "24"), says("more", "1")].map((v) => after(v, 24))).toEqual([7, 31, 0, 25]);
  expect([says("less", "25"), says("receive", "0"), says("count", "x")].map((v) => after(v, 24))).toEqual([undefined, undefined, undefined]);
});

test("what cannot be right is said at its field", () => {
  expect(wrongOf(says("count", " "), 24)).toEqual({ quantity: "need" });
  expect(wrongOf(says("count", "2.5"), 24)).toEqual({ quantity: "whole" });
  expect(wrongOf(says("receive", "0"), 24)).toEqual({ quantity: "some" });
  expect(wrongOf(says("less", "25", "torn"), 24)).toEqual({ quantity: "only" });
  expect(wrongOf(says("more", "1"), 24)).toEqual({ reason: "need" });
  expect([wrongOf(says("count", "0"), 24), wrongOf(says("less", "24", "torn"), 24)]).toEqual([{}, {}]);
});

test("an address that asks for nothing known counts", () => {
  expect([begun("edit", 1, at).what, begun("less", 1, at).what]).toEqual(["count", "less"]);
});
