import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import en from "./en";
import { english, newWords } from "./words";

const now = Date.parse("2026-11-20T13:05:00Z");
const words = newWords({ sentences: english, zone: "Europe/Berlin", now: () => now });
const min = 60_000;
const hour = 60 * min;

test("moments: today the time, this week the day, else the date", () => {
  expect([words.moment(now - hour), words.moment(now - 24 * hour), words.moment(now - 240 * hour)]).toEqual(["13:05", "Thu 14:05", "10 Nov 14:05"]);
  expect(words.moment(Date.parse("2026-11-20T23:30:00Z"))).toBe("Sat 00:30");
  expect(words.when(now + 2 * hour)).toBe("Fri 16:05, in 2 h");
  expect([words.day(now), words.inZone("Asia/Tokyo").day(now + 3 * hour)]).toEqual(["Fri 20 Nov", "Sat 21 Nov"]);
  expect(words.full(now)).toMatch(/^Friday,? 20 November 2026\b.*\b14:05:00 CET$/);
});

test("how far away, in the largest unit that fits", () => {
  expect([0, 999, 12_000, 4 * min, 90 * min, 47 * hour, 72 * hour].map((ms) => words.relative(now - ms))).toEqual(["now", "now", "12 s ago", "4 min ago", "1 h ago", "47 h ago", "3 days ago"]);
  expect(words.relative(now + 27_000)).toBe("in 27 s");
});

test("clocks that are off", () => {
  expect([words.offset(120), words.offset(-2400), words.offset(3_600_000)]).toEqual(["+0.1 s", "−2.4 s", "+3600 s"]);
  expect([words.offset(0), words.offset(-20), words.offset(30)]).toEqual(["0.0 s", "0.0 s", "0.0 s"]);
});

test("counts choose the plural and are grouped", () => {
  expect([words.t("fact.items_more", { n: 1 }), words.t("facts.found", { n: 9999, m: 10_000 })]).toEqual(["and 1 more", "9,999 of 10,000"]);
});

test("a word of central's that this page does not know is shown without its underscores", () => {
  expect([words.maybe("flag", "of_tomorrow"), words.maybe("flag", "still_out")]).toEqual(["of tomorrow", "is still out"]);
});

/** Every source of the page, as one text. */
function sources(dir: string): string {
  return readdirSync(dir, { withFileTypes: true })
    .map((e) => (e.isDirectory() ? sources(join(dir, e.name)) : /\.tsx?$/.test(e.name) && !e.name.includes(".test.") ? readFileSync(join(dir, e.name), "utf8") : ""))
    .join("\n");
}

test("every key is used, and no sentence is of the program's inside", () => {
  const source = sources(fileURLToPath(new URL("..", import.meta.url)));
  const families = [...source.matchAll(/`([a-z_.]+\.)\$\{/g), ...source.matchAll(/maybe\("(\w+)"/g)].map((m) => `${(m[1] ?? "").replace(/\.$/, "")}.`);
  const used = (key: string) => {
    const base = key.replace(/\.(one|other)$/, "");
    return source.includes(`"${base}"`) || families.some((f) => base.startsWith(f));
  };
  expect(Object.keys(en).filter((k) => !used(k))).toEqual([]);
  const inside = /\b(rentaction|exception|outbox|verdict|fungible|uuid|payload|null|undefined)\b/i;
  expect(Object.entries(en).filter(([, v]) => inside.test(v))).toEqual([]);
});
