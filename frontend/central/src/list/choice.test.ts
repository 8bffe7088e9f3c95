import { expect, test } from "vitest";
import { newChoice } from "./choice";

const order = ["a", "b", "c", "d", "e"];

test("rows are chosen one by one, or all between two; and let go the same way", () => {
  const choice = newChoice();
  const has = (): string[] => [...choice.ids.value].toSorted();
  choice.set("d", true, false, order);
  choice.set("b", true, true, order);
  expect(has()).toEqual(["b", "c", "d"]);
  choice.set("c", false, true, order);
  expect(has()).toEqual(["d"]);
  choice.only(["a", "e"]);
  expect(has()).toEqual(["a", "e"]);
});

test("where the last row is no longer in the list, one row is meant", () => {
  const choice = newChoice();
  choice.set("gone", true, false, order);
  choice.set("c", true, true, order);
  expect([...choice.ids.value]).toEqual(["gone", "c"]);
});
