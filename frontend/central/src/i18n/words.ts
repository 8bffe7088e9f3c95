import { fillSentence, findSentence, type KeyOf, type Sentences } from "@rms/shared/sentences";
import en from "./en";

export type Key = KeyOf<keyof typeof en>;
export type Params = Readonly<Record<string, string | number>>;

export interface Words {
  t(key: Key, params?: Params): string;
  /** The sentence of a key that central chose, or the word itself with its underscores taken away. */
  maybe(family: string, word: string, params?: Params): string;
  count(n: number): string;
  /** "14:00" when it is today, else "Fri 14:00"; in another week "20 Nov 14:00". */
  moment(ms: number): string;
  /** "in 2 h", "4 min ago" */
  relative(ms: number): string;
  /** "Fri 14:00, in 2 h" */
  when(ms: number): string;
  /** "14:00" */
  clock(ms: number): string;
  /** "Fri 20 Nov" */
  day(ms: number): string;
  /** "Friday, 20 November 2026, 14:00:09 CET", for a title. */
  full(ms: number): string;
  /** "Europe/Berlin": the zone in which all times are told. */
  zone: string;
  /** "+1.2 s" */
  offset(ms: number): string;
  /** The same words with their times told in another zone. */
  inZone(zone: string): Words;
  /** "CET": the short name of the zone at that moment. */
  zoneName(ms: number): string;
}

export interface Setting {
  sentences: Sentences;
  /** IANA zone of who looks. */
  zone: string;
  now: () => number;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Builds the words of one language and zone. Pure but for `now`. */
export function newWords({ sentences, zone, now }: Setting): Words {
  const numbers = new Intl.NumberFormat("en-US");
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat("en-GB", { timeZone: zone, hourCycle: "h23", ...options });
  const clock = format({ hour: "2-digit", minute: "2-digit" });
  const weekday = format({ weekday: "short" });
  const date = format({ day: "numeric", month: "short" });
  const sameDay = format({ year: "numeric", month: "numeric", day: "numeric" });
  const full = format({
    weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit", timeZoneName: "short",
  });

  function shown(params: Params): Record<string, string> {
    return Object.fromEntries(Object.entries(params).map(([k, v]) => [k, typeof v === "number" ? numbers.format(v) : v]));
  }

  function say(key: string, params: Params): string | undefined {
    const n = params["n"];
    const sentence = findSentence(sentences, key, typeof n === "number" ? n : undefined);
    return sentence === undefined ? undefined : fillSentence(sentence, shown(params));
  }

  function span(ms: number): string {
    if (ms < minute) return words.t("span.seconds", { n: Math.floor(ms / second) });
    if (ms < hour) return words.t("span.minutes", { n: Math.floor(ms / minute) });
    if (ms < 2 * day) return words.t("span.hours", { n: Math.floor(ms / hour) });
    return words.t("span.days", { n: Math.floor(ms / day) });
  }

  const named = format({ timeZoneName: "short" });
  const dayOf = (ms: number): string => (Math.abs(ms - now()) < 6 * day ? weekday.format(ms) : date.format(ms));

  const words: Words = {
    t: (key, params = {}) => say(key, params) ?? key,
    maybe: (family, word, params = {}) => say(`${family}.${word}`, params) ?? word.replaceAll("_", " "),
    count: (n) => numbers.format(n),
    moment: (ms) => (sameDay.format(ms) === sameDay.format(now()) ? clock.format(ms) : `${dayOf(ms)} ${clock.format(ms)}`),
    relative(ms) {
      const away = ms - now();
      if (Math.abs(away) < second) return words.t("time.now");
      return away > 0 ? words.t("time.ahead", { span: span(away) }) : words.t("time.ago", { span: span(-away) });
    },
    when: (ms) => words.t("time.when", { moment: `${dayOf(ms)} ${clock.format(ms)}`, relative: words.relative(ms) }),
    clock: (ms) => clock.format(ms),
    day: (ms) => `${weekday.format(ms)} ${date.format(ms)}`,
    full: (ms) => full.format(ms),
    zone: zone.replaceAll("_", " "),
    inZone: (other) => (other === zone ? words : newWords({ sentences, zone: other, now })),
    zoneName: (ms) => named.formatToParts(ms).find((p) => p.type === "timeZoneName")?.value ?? "",
    offset(ms) {
      const n = (Math.abs(ms) / second).toFixed(Math.abs(ms) < 10 * second ? 1 : 0);
      return words.t("span.offset", { sign: Number(n) === 0 ? "" : ms < 0 ? "−" : "+", n });
    },
  };
  return words;
}

/** What a problem document says, as sentences. */
export function sentencesOf(...parts: readonly (string | undefined)[]): string {
  return parts.map((p) => p ?? "").filter((p) => p !== "").map((p) => `${p.charAt(0).toUpperCase()}${p.slice(1).replace(/\.$/, "")}.`).join(" ");
}

export const english: Sentences = en;
