import type { Outcome } from "@rms/shared/outcomes";
import type { Exception, Fact, Kiosk } from "../api/types";
import { isOlder } from "../kiosk/values";
import type { Key, Words } from "./words";

/** What a fact came to: a sign and a word, and why. */
export interface Verdict {
  outcome: Outcome;
  word: string;
  why: string;
}

/** Flags that say nothing a person has to look at. */
const quiet = new Set(["no_change", "historical", "provisional"]);

const outcomes: Readonly<Record<string, Outcome>> = {
  applied: "ok", already_stored: "duplicate", conflict: "stop", deferred: "look", refused: "stop", rejected: "stop", retry: "look",
};

export function flagsOf(fact: Fact, words: Words): string[] {
  return (fact.flags ?? []).map((f) => words.maybe("flag", f));
}

export function verdictOf(fact: Fact, words: Words): Verdict {
  const reason = fact.reason ?? "";
  const why = [...(reason === "" ? [] : [words.maybe("reason", reason)]), ...flagsOf(fact, words)];
  if ((fact.undone_by ?? "") !== "") return { outcome: "duplicate", word: words.t("verdict.undone"), why: why.join(", ") };
  const noted = fact.verdict === "applied" && (fact.flags ?? []).some((f) => !quiet.has(f));
  const outcome = noted ? "look" : (outcomes[fact.verdict] ?? "look");
  return { outcome, word: noted ? words.t("verdict.noted") : words.maybe("verdict", fact.verdict), why: [...new Set(why)].join(", ") };
}

/** When it happened; what could not be read has no time of its own, and stands where it came in. */
export function timeOf(fact: Fact): number {
  return fact.at === 0 ? fact.received_at : fact.at;
}

/** Whether a line of it would say anything: log-ins and the catalogue's own lines name neither person nor thing. */
export function tells(fact: Fact): boolean {
  return fact.kind !== "put" || fact.verdict !== "applied" || (fact.person ?? "") !== "" || fact.codes.length > 0;
}

/** The gesture as a sentence: "Took 3 items out to Columbiahalle". */
export function whatOf(fact: Fact, words: Words): string {
  const kind = fact.kind === "scan" && fact.things === 0 ? "scan_none" : fact.kind;
  const what = words.maybe("what", kind, { n: fact.things });
  const place = fact.place ?? "";
  return place === "" ? what : words.t("what.to", { what, place });
}

export function matches(fact: Fact, search: string, words: Words): boolean {
  const text = [fact.kiosk, fact.person, fact.order, fact.place, whatOf(fact, words), verdictOf(fact, words).word, ...fact.codes].join(" ").toLowerCase();
  return search.toLowerCase().split(/\s+/).every((part) => text.includes(part));
}

export interface Question {
  title: string;
  /** Who, where and on which order: one line for each hand-out. */
  lines: { label: string; who: string; more: string }[];
}

const join = (...parts: (string | undefined)[]): string => parts.filter((p) => p !== undefined && p !== "").join(" · ");

export function questionOf(question: Exception, words: Words): Question {
  const d = question.detail ?? {};
  const item = join(d["item"], d["tag"]) || words.t("ask.something");
  const person = d["person"] ?? words.t("ask.somebody");
  const title = words.maybe("ask", question.kind, { item, person, order: d["order"] ?? words.t("ask.some_order") });
  const then = { who: person, more: join(d["kiosk"], d["order"], d["place"]) };
  if (question.kind !== "already_out") return { title, lines: [{ label: words.t("ask.by"), ...then }] };
  const first = { who: d["other_person"] ?? words.t("ask.somebody"), more: join(d["other_kiosk"], d["other_order"], d["other_place"]) };
  return { title, lines: [{ label: words.t("ask.first"), ...first }, { label: words.t("ask.then"), ...then }] };
}

export function answerWord(question: Exception, answer: string, words: Words): string {
  const d = question.detail ?? {};
  return words.maybe("answer", answer, { first: d["other_person"] ?? words.t("answer.first"), second: d["person"] ?? words.t("answer.second") });
}

/** What an answer does, said before it is given. */
export function effectOf(question: Exception, answer: string, words: Words): string {
  const d = question.detail ?? {};
  const by = (name: string | undefined): string => name ?? words.t("ask.somebody");
  return answer === "noted"
    ? words.maybe("effect_noted", question.kind, { place: d["place"] ?? words.t("effect.place") })
    : words.maybe("effect", answer, { first: by(d["other_person"]), second: by(d["person"]) });
}

export function severityOf(question: Exception, words: Words): { outcome: Outcome; word: string } {
  const outcome: Outcome = question.severity === "high" ? "stop" : question.severity === "low" ? "duplicate" : "look";
  return { outcome, word: words.maybe("severity", question.severity) };
}

const weights: Readonly<Record<string, number>> = { high: 0, normal: 1, low: 2 };

/** The urgent first, then the newest. */
export function byWeight(questions: readonly Exception[]): Exception[] {
  const weight = (q: Exception): number => weights[q.severity] ?? 1;
  return questions.toSorted((a, b) => weight(a) - weight(b) || b.created_at - a.created_at);
}

/** A kiosk that has said nothing for so long is silent: its reports come every half a minute. */
const silentMs = 3 * 60_000;
/** A clock further off than this makes times that cannot be trusted. */
const clockMs = 120_000;

type KioskView = Pick<Kiosk, "status" | "last_contact" | "last_error" | "clock_offset_ms" | "version">;

/** How a kiosk is: the gravest first. `newest` is central's own version. */
export function kioskState(kiosk: KioskView, now: number, newest: string): { outcome: Outcome; key: Key } {
  if (kiosk.status === "revoked") return { outcome: "stop", key: "kiosks.status_revoked" };
  if (kiosk.last_contact === 0) return { outcome: "duplicate", key: "kiosks.status_new" };
  if (now - kiosk.last_contact > silentMs) return { outcome: "look", key: "kiosks.status_silent" };
  if ((kiosk.last_error ?? "") !== "") return { outcome: "look", key: "kiosks.status_trouble" };
  if (Math.abs(kiosk.clock_offset_ms) > clockMs) return { outcome: "look", key: "kiosks.status_clock" };
  if (isOlder(kiosk.version, newest)) return { outcome: "duplicate", key: "kiosks.status_old" };
  return { outcome: "ok", key: "kiosks.status_ok" };
}
