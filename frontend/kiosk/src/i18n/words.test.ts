import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import en from "./en.json";
import { pseudo } from "@rms/shared/pseudo";
import { english, newWords } from "./words";

const now = Date.parse("2026-11-20T13:05:00Z");
const words = newWords({ sentences: english, zone: "Europe/Berlin", now: () => now });
const hour = 3_600_000;

describe("words", () => {
  test("counts choose the plural and are grouped", () => {
    expect(words.t("here.count", { n: 1 })).toBe("1 item here");
    expect(words.t("here.count", { n: 0 })).toBe("0 items here");
    expect(words.t("here.count", { n: 9999 })).toBe("9,999 items here");
  });

  test("the server's sentences: names, times in the site's zone, counts", () => {
    expect(words.say({ key: "answer.due_set", times: { due: now }, text: "" })).toBe("Due Fri 14:05");
    expect(words.say({ key: "answer.finished", counts: { n: 1 }, text: "" })).toBe("Done: 1 item");
    expect(words.say({ key: "answer.out", names: { order: "{order}" }, text: "" })).toBe("Out on order {order}");
  });

  test("a key that this page does not know falls back to the server's English", () => {
    expect(words.say({ key: "answer.of_tomorrow", text: "Something new" })).toBe("Something new");
  });

  test("moments and spans", () => {
    expect(words.moment(now + hour)).toBe("15:05");
    expect(words.moment(now + 24 * hour)).toBe("Sat 14:05");
    expect(words.moment(Date.parse("2026-11-20T23:30:00Z"))).toBe("Sat 00:30");
    expect(words.moment(now + 30 * 24 * hour)).toBe("Sun 20 Dec 14:05");
    expect(words.moment(now - 10 * 24 * hour)).toBe("Tue 10 Nov 14:05");
    expect([hour, 24 * hour, 30 * 24 * hour].map((ahead) => words.short(now + ahead))).toEqual(["15:05", "Sat 14:05", "20 Dec"]);
    expect(words.full(now)).toMatch(/^Friday,? 20 November 2026\b.*\b14:05 CET$/);
    expect([0, 59_999, 4 * 60_000, 90 * 60_000, 47 * hour, 48 * hour].map((ms) => words.span(ms))).toEqual(["a moment", "a moment", "4 min", "1 h", "47 h", "2 days"]);
  });
});

/** Every source of the page, as one text. */
function sources(dir: string): string {
  return readdirSync(dir, { withFileTypes: true })
    .map((e) => (e.isDirectory() ? sources(join(dir, e.name)) : /\.tsx?$/.test(e.name) && !e.name.includes(".test.") ? readFileSync(join(dir, e.name), "utf8") : ""))
    .join("\n");
}

/** The first parts of the keys that the server chooses; the page never names these itself. */
const servers = /^(answer|detail|next|ask|missing|choice|exception|history|central|check|problem|hint|slip|undo|mode|order|status)\./;

describe("en.json", () => {
  const source = sources(fileURLToPath(new URL("..", import.meta.url)));
  const keys = Object.keys(en);

  test("every key of the page is used", () => {
    const families = [...source.matchAll(/`([a-z_.]+\.)\$\{/g)].map((m) => m[1] ?? "");
    const used = (key: string) => {
      const base = key.replace(/\.(one|other)$/, "");
      return source.includes(`"${base}"`) || families.some((f) => base.startsWith(f));
    };
    expect(keys.filter((k) => !servers.test(k) && !used(k))).toEqual([]);
  });

  test("plurals come in pairs with the same placeholders", () => {
    const holes = (s: string) => [...s.matchAll(/\{\w+\}/g)].map((m) => m[0]).toSorted();
    const sentences: Record<string, string> = en;
    for (const key of keys.filter((k) => k.endsWith(".one"))) {
      const other = sentences[key.replace(/one$/, "other")];
      expect(other, key).toBeDefined();
      expect(holes(other ?? ""), key).toEqual(holes(sentences[key] ?? ""));
    }
  });

  test("no screen says a word of the program's inside", () => {
    const inside = /\b(rentaction|allocation|outbox|epoch|verdict|fungible|uuid|serialized|sync|payload|null|undefined)\b/i;
    expect(Object.entries(en).filter(([, v]) => inside.test(v))).toEqual([]);
  });
});

test("the pseudo-locale is at least 40 % longer, keeps placeholders and shows where a sentence ends", () => {
  for (const [key, sentence] of Object.entries(en)) {
    const made = pseudo(sentence);
    const letters = (s: string) => s.replace(/\{\w+\}/g, "").length;
    expect(letters(made), key).toBeGreaterThanOrEqual(Math.ceil(letters(sentence) * 1.4));
    expect([...made.matchAll(/\{\w+\}/g)].map(String), key).toEqual([...sentence.matchAll(/\{\w+\}/g)].map(String));
    expect(made.startsWith("[") && made.endsWith("]"), key).toBe(true);
  }
});
