import { expect, test } from "vitest";
import { atSite, siteDay, zoneFor } from "./zone";

const utc = (iso: string) => Date.parse(iso);

test.each([
  ["winter in Berlin", { year: 2026, month: 1, day: 15 }, 9, "Europe/Berlin", "2026-01-15T08:00:00Z"],
  ["summer in Berlin", { year: 2026, month: 7, day: 15 }, 9, "Europe/Berlin", "2026-07-15T07:00:00Z"],
  ["the morning of the spring change", { year: 2026, month: 3, day: 29 }, 9, "Europe/Berlin", "2026-03-29T07:00:00Z"],
  ["the hour that is skipped", { year: 2026, month: 3, day: 29 }, 2, "Europe/Berlin", "2026-03-29T01:00:00Z"],
  ["after the autumn change", { year: 2026, month: 10, day: 25 }, 9, "Europe/Berlin", "2026-10-25T08:00:00Z"],
  ["the day after the 31st", { year: 2026, month: 10, day: 32 }, 9, "Europe/London", "2026-11-01T09:00:00Z"],
  ["half an hour off", { year: 2026, month: 6, day: 1 }, 9, "Asia/Kolkata", "2026-06-01T03:30:00Z"],
])("%s", (_name, day, hour, zone, want) => {
  expect(new Date(atSite(day, hour, 0, zone)).toISOString()).toBe(new Date(utc(want)).toISOString());
});

test("the day is the site's", () => {
  expect(siteDay(utc("2026-06-01T22:30:00Z"), "Europe/Berlin")).toEqual({ year: 2026, month: 6, day: 2 });
  expect(siteDay(utc("2026-06-01T22:30:00Z"), "Europe/London")).toEqual({ year: 2026, month: 6, day: 1 });
});

test("a zone that nobody knows gives way to this device's, and it is told", () => {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  expect(zoneFor("Europe/Berlin")).toEqual({ zone: "Europe/Berlin", unknown: false });
  expect(zoneFor("")).toEqual({ zone: "UTC", unknown: false });
  for (const odd of ["Europe/Berlinn", "Local", "../etc"]) {
    expect(zoneFor(odd)).toEqual({ zone: own, unknown: true });
    expect(() => siteDay(0, zoneFor(odd).zone)).not.toThrow();
  }
});
