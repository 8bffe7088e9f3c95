import { expect, test } from "vitest";
import { orderRows, sites } from "../../../browser/central/fixtures";
import type { Order, Place } from "../api/types";
import { againOf, bodyOf, changeOf, priorityOf, valuesOf, windowOf, wrongOf, type V } from "./wanted";

const site: Place = { ...(sites[0] as Place), closed_days: ["2026-12-25"] };
const now = Date.parse("2026-11-20T13:05:00Z");
const typed: V = {
  title: "Gala", requester_id: "p1", project_id: "j1", site_id: "s1", start_day: "2026-11-27", start_time: "", end_day: "2026-11-28", end_time: "10:00", is_asap: false, priority: "high",
  destination_id: "c1", notes: "", lines: [{ type: "t1", quantity: "4" }],
};
const iso = (ms: number): string => new Date(ms).toISOString();

test("a day without a time is the site's opening or closing, by the site's clock", () => {
  const window = windowOf({ ...typed, end_time: "" }, site, now);
  expect([iso(window.start), iso(window.end)]).toEqual(["2026-11-27T07:00:00.000Z", "2026-11-28T17:30:00.000Z"]);
});

test("as soon as possible begins now, whatever day stands in a field that is not shown", () => {
  const v = { ...typed, is_asap: true, start_day: "" };
  expect(windowOf(v, site, now).start).toBe(now);
  expect(wrongOf(v, site, now)).toEqual({});
  expect(bodyOf(v, site, now)).toMatchObject({ is_asap: true, priority: 1, project_id: "j1", lines: [{ item_type_id: "t1", requested_quantity: 4 }] });
});

test("on a closed day nothing opens: a time is asked for, and with one it stands", () => {
  const v = { ...typed, start_day: "2026-12-25", end_day: "2026-12-27" };
  expect(wrongOf(v, site, now)).toEqual({ start_day: "orders.closed_day" });
  expect(wrongOf({ ...v, start_time: "06:00" }, site, now)).toEqual({});
  expect(wrongOf({ ...typed, end_day: "2026-12-25", end_time: "" }, site, now)).toEqual({ end_day: "orders.closed_day" });
});

test("what cannot be right is said at its field", () => {
  expect(wrongOf({ ...typed, start_day: "" }, site, now)).toEqual({ start_day: "orders.need_start" });
  expect(wrongOf({ ...typed, end_day: "2026-11-26" }, site, now)).toEqual({ end_day: "orders.ends_first" });
  for (const quantity of ["", "0", "-1", "1.5", "10000", "two"]) expect(wrongOf({ ...typed, lines: [{ type: "t1", quantity }] }, site, now), quantity).toEqual({ lines: "orders.bad_quantity" });
});

test("an order that is asked for again has its days only where they are still ahead", () => {
  const ahead = orderRows[1] as Order;
  const over = orderRows[7] as Order;
  expect(againOf(ahead, "Europe/Berlin", now)).toMatchObject({ title: "Harbour lights, main stage", project_id: "j1", start_day: "2026-11-21", start_time: "09:05", lines: [{ type: "t1", quantity: "8" }, {}, {}, {}] });
  expect(againOf(over, "Europe/Berlin", now)).toMatchObject({ title: "Summer academy", start_day: "", start_time: "", end_day: "", lines: [{ type: "t3", quantity: "12" }] });
});

test("how pressing an order is, in words; another number is the nearest", () => {
  expect([undefined, 0, -1, 1, 2, 9, -9].map(priorityOf)).toEqual(["normal", "normal", "low", "high", "urgent", "urgent", "low"]);
});

test("what nobody touched stays as it was: seconds, a priority without a word, the notes of a line, two lines of a type", () => {
  const was: Order = {
    ...(orderRows[1] as Order), priority: 7, window: { start: now + 86_461_234, end: now + 172_807_777 },
    lines: [{ id: "l1", item_type_id: "t1", requested_quantity: 4, notes: "with clamps" }, { id: "l2", item_type_id: "t1", requested_quantity: 2 }],
  };
  const v = valuesOf(was, "Europe/Berlin");
  expect(changeOf({ ...v, title: "Ball" }, was, site, now)).toMatchObject({
    title: "Ball", priority: 7, window: was.window,
    lines: [{ item_type_id: "t1", requested_quantity: 4, notes: "with clamps" }, { item_type_id: "t1", requested_quantity: 2 }],
  });
  const later = changeOf({ ...v, end_day: "2026-11-30", end_time: "12:00", priority: "low" }, was, site, now);
  expect([later.window.start, iso(later.window.end), later.priority]).toEqual([was.window.start, "2026-11-30T11:00:00.000Z", -1]);
});

test("an order at once keeps the moment at which it began; one that becomes so begins now", () => {
  const was: Order = { ...(orderRows[1] as Order), is_asap: true };
  expect(changeOf(valuesOf(was, "Europe/Berlin"), was, site, now).window.start).toBe(was.window.start);
  const planned: Order = { ...was, is_asap: false };
  expect(changeOf({ ...valuesOf(planned, "Europe/Berlin"), is_asap: true }, planned, site, now).window.start).toBe(now);
});
