import { expect, test } from "vitest";
import type { Job } from "../api/types";
import { inputFrom, inputOf, spanOf, sumsOf, valuesOf } from "./values";

const berlin = { zone: "Europe/Berlin", opens_min: 480, closes_min: 1110 };
const at = (text: string): number => Date.parse(text);
const gala: Job = {
  id: "j1", number: "J-000031", name: "Gala", status: "active", site_id: "s1", company_id: "co2", company_name: "Harbour Events", rev: 3, created_at: 1, updated_at: 1,
  window: { start: at("2026-10-24T06:00:00Z"), end: at("2026-10-26T17:30:00Z") },
};

test("times are told by the clock of the site, over the end of summer too, and what is read is what is sent", () => {
  const values = valuesOf(gala, berlin);
  expect([values.start_day, values.start_time, values.end_day, values.end_time]).toEqual(["2026-10-24", "08:00", "2026-10-26", "18:30"]);
  expect(inputOf(values, berlin).window).toEqual(gala.window);
});

test("a day without a time is the opening, or the closing; no days are no window", () => {
  const values = { ...valuesOf(gala, berlin), start_time: "", end_time: "" };
  expect(inputOf(values, berlin).window).toEqual(gala.window);
  expect(inputOf(values, { zone: "Europe/Berlin" }).window).toEqual({ start: at("2026-10-23T22:00:00Z"), end: at("2026-10-26T23:00:00Z") });
  const open: Job = { ...gala, window: { start: 0, end: 0 } };
  expect([valuesOf(open, berlin).start_day, inputOf(valuesOf(open, berlin), berlin).window]).toEqual(["", { start: 0, end: 0 }]);
});

test("times that nobody touched stay as they are: to the second, and in the hour that comes twice", () => {
  const odd: Job = { ...gala, window: { start: at("2026-10-25T01:30:12Z"), end: at("2026-10-26T17:30:45Z") } };
  const values = valuesOf(odd, berlin);
  expect(inputOf({ ...values, name: "Ball" }, berlin, odd)).toMatchObject({ name: "Ball", window: odd.window });
  expect(inputOf({ ...values, end_day: "2026-10-27" }, berlin, odd).window.end).toBe(at("2026-10-27T17:30:00Z"));
});

test("a company that is known goes by its id, another by its name", () => {
  expect(inputOf(valuesOf(gala, berlin), berlin)).toMatchObject({ company_id: "co2", company_name: "" });
  const { company_id: _, ...typed } = gala;
  expect(inputOf(valuesOf(typed, berlin), berlin)).toMatchObject({ company_id: "", company_name: "Harbour Events" });
});

test("another status is all that changes", () => {
  expect({ ...inputFrom(gala), status: "done" }).toEqual({ name: "Gala", site_id: "s1", company_id: "co2", company_name: "Harbour Events", place_id: "", window: gala.window, status: "done" });
});

const counts = { requested: 10, allocated: 0, packed: 0, out: 4, returned: 3, consumed: 0, lost: 1, cancelled: 2 };

test("what nobody asks for any more is not asked for; what left, left", () => {
  expect(sumsOf([{ status: "approved", counts }, { status: "draft", counts: { ...counts, out: 0, returned: 0, lost: 0 } }, { status: "cancelled", counts }])).toEqual({ asked: 8, out: 8, back: 6, lost: 2 });
  expect(sumsOf([])).toEqual({ asked: 0, out: 0, back: 0, lost: 0 });
});

test("spans begin with today", () => {
  const today = at("2026-11-20T00:00:00Z");
  expect(spanOf("past", today)).toEqual({ starts_from: "", starts_to: String(today) });
  expect(spanOf("week", today)).toEqual({ starts_from: String(today), starts_to: String(at("2026-11-27T00:00:00Z")) });
  expect(spanOf("later", today)).toEqual({ starts_from: String(at("2026-12-20T00:00:00Z")), starts_to: "" });
  expect(spanOf("", today)).toEqual({ starts_from: "", starts_to: "" });
});
