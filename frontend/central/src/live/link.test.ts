import { expect, test } from "vitest";
import { backOff, lost, newLink, reached } from "./link";

test("waits double from a second up to a quarter of a minute; luck only shortens", () => {
  expect([1, 2, 3, 4, 5, 6, 500].map((n) => backOff(n, 0))).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
  expect(backOff(1, 0.999)).toBeGreaterThanOrEqual(750);
  expect(backOff(1, 0.999)).toBeLessThan(1000);
});

test("offline since the first failure, live since the first answer", () => {
  const down = lost(lost(reached(newLink(0), 5), 10, 0), 20, 0);
  expect(down).toEqual({ state: "offline", since: 10, failures: 2, retryAt: 2020 });
  const up = reached(down, 30);
  expect(up).toEqual({ state: "live", since: 30, failures: 0, retryAt: 0 });
  expect(reached(up, 40)).toBe(up);
});
