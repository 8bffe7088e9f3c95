import { expect, test } from "vitest";
import { stepsOf } from "./steps";

const count = (out: number) => ({ requested: 4, allocated: out, packed: 0, out, returned: 0, consumed: 0, lost: 0, cancelled: 0 });

test("an order is cancelled only while nothing is out, and approved only while it waits", () => {
  const at = (status: string, out = 0) => stepsOf({ status, counts: [count(0), count(out)] });
  expect(at("draft")).toEqual(["submit", "cancel"]);
  expect(at("pending")).toEqual(["approve", "reject", "cancel"]);
  expect(at("pending", 1)).toEqual(["approve", "reject"]);
  expect(at("approved")).toEqual(["cancel"]);
  expect(at("approved", 1)).toEqual([]);
  for (const over of ["fulfilled", "closed", "rejected", "cancelled"]) expect(at(over), over).toEqual([]);
});
