import { expect, test } from "vitest";
import { step, wishOf } from "./keys";

test("letters typed into a field are letters; Escape leaves it", () => {
  expect(["j", "k", "/", "Escape", "x", "constructor"].map((k) => wishOf(k, false))).toEqual(["next", "previous", "find", "close", undefined, undefined]);
  expect(["j", "k", "/", "Escape"].map((k) => wishOf(k, true))).toEqual([undefined, undefined, undefined, "close"]);
});

test("a walk comes in at an end and stops at the ends", () => {
  expect([step(-1, 3, "next"), step(-1, 3, "previous"), step(0, 3, "previous"), step(2, 3, "next"), step(1, 3, "next")]).toEqual([0, 2, 0, 2, 2]);
});
