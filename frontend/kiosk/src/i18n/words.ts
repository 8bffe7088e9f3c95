import { fillSentence as fill, findSentence, type KeyOf, type Sentences } from "@rms/shared/sentences";
import type { Text } from "../api/types";
import en from "./en.json";

export type Key = keyof typeof en;
export type AnyKey = KeyOf<Key>;
export type { Sentences };

export interface Words {
  /** A sentence of the page's own. */
  t(key: AnyKey, params?: Readonly<Record<string, string | number>>): string;
  /** A sentence that the server composed. */
  say(text: Text): string;
  /** Whether there is a sentence. */
  knows(key: string): boolean;
  count(n: number): string;
  /** "14:00" */
  clock(ms: number): string;
  /** "Fri 14:00"; only "14:00" when it is today. */
  moment(ms: number): string;
  /** As moment, but another week's is its date alone, for narrow columns: "20 Dec". */
  short(ms: number): string;
  /** "Fri 14:00", always with the day. */
  dayAndTime(ms: number): string;
  /** "Friday, 20 November 2026, 14:00 CET", for a title. */
  full(ms: number): string;
  /** "Fri 20 Nov" */
  day(ms: number): string;
  /** How long ago or ahead, in the largest fitting unit: "4 min". */
  span(ms: number): string;
}

const minute = 60_000;
const hour = 60 * minute;
const dayMs = 24 * hour;
/** So far from now a weekday alone is not taken for another week's. */
const near = 6 * dayMs;

export interface Setting {
  sentences: Sentences;
  /** IANA zone of the site. */
  zone: string;
  now: () => number;
}

/** Builds the words of one language and zone. Pure but for `now`. */
export function newWords({ sentences, zone, now }: Setting): Words {
  const locale = "en-GB";
  const numbers = new Intl.NumberFormat("en-US");
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { timeZone: zone, hourCycle: "h23", ...options });
  const clock = format({ hour: "2-digit", minute: "2-digit" });
  const weekday = format({ weekday: "short" });
  const dayOfMonth = format({ day: "numeric", month: "short" });
  const date = format({ weekday: "short", day: "numeric", month: "short" });
  const full = format({ weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short" });
  const sameDay = format({ year: "numeric", month: "numeric", day: "numeric" });

  const find = (key: string, n: number | undefined): string | undefined => findSentence(sentences, key, n);

  const words: Words = {
    t(key, params = {}) {
      const n = params["n"];
      const shown = Object.fromEntries(Object.entries(params).map(([k, v]) => [k, typeof v === "number" ? numbers.format(v) : v]));
      return fill(find(key, typeof n === "number" ? n : undefined) ?? key, shown);
    },
    say(text) {
      const sentence = find(text.key, text.counts?.["n"]);
      if (sentence === undefined) return text.text;
      const times = Object.entries(text.times ?? {}).map(([k, v]) => [k, words.dayAndTime(v)]);
      const counts = Object.entries(text.counts ?? {}).map(([k, v]) => [k, numbers.format(v)]);
      return fill(sentence, { ...text.names, ...Object.fromEntries([...times, ...counts]) });
    },
    knows: (key) => find(key, 0) !== undefined,
    count: (n) => numbers.format(n),
    clock: (ms) => clock.format(ms),
    dayAndTime: (ms) => `${Math.abs(ms - now()) < near ? weekday.format(ms) : `${weekday.format(ms)} ${dayOfMonth.format(ms)}`} ${clock.format(ms)}`,
    moment: (ms) => (sameDay.format(ms) === sameDay.format(now()) ? clock.format(ms) : words.dayAndTime(ms)),
    short: (ms) => (Math.abs(ms - now()) < near ? words.moment(ms) : dayOfMonth.format(ms)),
    full: (ms) => full.format(ms),
    day: (ms) => date.format(ms),
    span(ms) {
      const abs = Math.abs(ms);
      if (abs < minute) return words.t("span.moment");
      if (abs < hour) return words.t("span.minutes", { n: Math.floor(abs / minute) });
      if (abs < 2 * dayMs) return words.t("span.hours", { n: Math.floor(abs / hour) });
      return words.t("span.days", { n: Math.floor(abs / dayMs) });
    },
  };
  return words;
}

export const english: Sentences = en;
