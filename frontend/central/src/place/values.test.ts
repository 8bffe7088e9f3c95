import { expect, test } from "vitest";
import type { Place } from "../api/types";
import { clockOf, inputOf, minutesOf, valuesOf } from "./values";

test.each([["8", 480], ["08:30", 510], ["8.05", 485], ["", undefined], ["24:00", 1440]])("%s is %s minutes", (clock, want) => expect(minutesOf(clock)).toBe(want));
test.each(["25:00", "noon", "8:3", "-1"])("%s is no time", (clock) => expect(minutesOf(clock)).toBeNaN());

test("what the page does not show stays as it is", () => {
  const site: Place = {
    id: "s", code: "BLN", name: "Berlin", kind: "site", zone: "Europe/Berlin", opens_min: 480, closes_min: 1110, closed_days: ["2026-12-25"], grace_ms: 5, archived: true, rev: 2, created_at: 0, updated_at: 0,
  };
  expect(clockOf(1110)).toBe("18:30");
  expect(inputOf(valuesOf(site), site)).toEqual({
    code: "BLN", name: "Berlin", kind: "site", parent_id: "", address: "", zone: "Europe/Berlin", opens_min: 480, closes_min: 1110, closed_days: ["2026-12-25"], grace_ms: 5, archived: true,
  });
});
