import { expect, test } from "vitest";
import { today } from "../../../browser/central/fixtures";
import { lateOf, openingOf, questionsOf, unnamedOf } from "./values";

const hour = 3_600_000;

test("what is late stands together, the longest first, and what is not named is counted", () => {
  const { sites } = today(3);
  const late = lateOf(sites);
  expect(late.length).toBeGreaterThan(3);
  expect(late.map((l) => l.due)).toEqual(late.map((l) => l.due).toSorted((a, b) => a - b));
  const all = sites.reduce((n, s) => n + s.overdue.items.count, 0);
  expect(late.reduce((n, l) => n + l.items.count, 0) + unnamedOf(sites, late)).toBe(all);
  expect(unnamedOf(sites, lateOf(sites, 1))).toBe(all - (late[0]?.items.count ?? 0));
});

test("open questions of a site are of any weight", () => {
  const [site] = today(1).sites;
  if (site === undefined) throw new Error("no site");
  expect(questionsOf({ ...site, exceptions: { high: { count: 2, list: "" }, normal: { count: 3, list: "" }, low: { count: 4, list: "" } } })).toBe(9);
});

test("a site is open between its hours, and not on a closed day", () => {
  const [open, shut] = [8 * hour, 18 * hour];
  const day = { date: "2026-11-20", start: 0, end: 24 * hour, closed: false, opens: open, closes: shut };
  const at = (now: number, more: object = {}) => openingOf({ day: { ...day, ...more } }, now);
  expect([at(open - 1), at(open), at(shut - 1), at(shut)]).toEqual(["before", "open", "open", "after"]);
  expect(at(open, { closed: true })).toBe("closed");
  expect(at(open, { opens: 0 })).toBe("unknown");
});
