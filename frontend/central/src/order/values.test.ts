import { expect, test } from "vitest";
import { instantOf, wallOf } from "./values";

test("a moment is told by the clock of its site, on the days of 23 and 25 hours too", () => {
  const at = (date: string, minutes: number, zone: string) => new Date(instantOf(date, minutes, zone)).toISOString();
  expect(at("2026-11-20", 480, "Europe/Berlin")).toBe("2026-11-20T07:00:00.000Z");
  expect(at("2026-07-01", 480, "Europe/London")).toBe("2026-07-01T07:00:00.000Z");
  expect(at("2026-03-29", 240, "Europe/Berlin")).toBe("2026-03-29T02:00:00.000Z"); // summer time has begun
  expect(at("2026-10-25", 60, "Europe/Berlin")).toBe("2026-10-24T23:00:00.000Z"); // and not yet ended
  expect(at("2026-10-25", 240, "Europe/Berlin")).toBe("2026-10-25T03:00:00.000Z");
  expect(at("2026-11-20", 1110, "America/New_York")).toBe("2026-11-20T23:30:00.000Z");
  for (const wrong of ["", "2026-06-31", "20.11.2026"]) expect(instantOf(wrong, 0, "Europe/Berlin"), wrong).toBeNaN();
  expect(instantOf("2026-11-20", Number.NaN, "Europe/Berlin")).toBeNaN();
});

test("a wall clock is the way back", () => {
  expect(wallOf(Date.parse("2026-11-20T07:00:00Z"), "Europe/Berlin")).toEqual({ day: "2026-11-20", time: "08:00" });
  expect(wallOf(Date.parse("2026-07-01T23:30:00Z"), "Europe/Berlin")).toEqual({ day: "2026-07-02", time: "01:30" });
  for (const [date, minutes, zone] of [["2026-03-29", 240, "Europe/Berlin"], ["2026-10-25", 300, "Europe/London"], ["2026-11-20", 1110, "America/New_York"]] as const) {
    const wall = wallOf(instantOf(date, minutes, zone), zone);
    expect(wall).toEqual({ day: date, time: `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}` });
  }
});
