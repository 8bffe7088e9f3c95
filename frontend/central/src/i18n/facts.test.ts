import { expect, test } from "vitest";
import type { Exception, Fact } from "../api/types";
import { answerWord, byWeight, effectOf, kioskState, matches, questionOf, tells, timeOf, verdictOf, whatOf } from "./facts";
import openapi from "../../openapi.json";
import { english, newWords } from "./words";

const words = newWords({ sentences: english, zone: "Europe/Berlin", now: () => 0 });
const fact = (more: Partial<Fact>): Fact => ({ no: 1, id: "f", kind: "check_out", at: 0, received_at: 0, verdict: "applied", codes: [], things: 1, ...more });
const question = (more: Partial<Exception>): Exception => ({
  id: "x", number: "X-1", kind: "already_out", severity: "normal", status: "open", answers: [], fact_id: "f", line: 0, rev: 1, created_at: 0, updated_at: 0, ...more,
});

test.each([
  ["plain", fact({}), { outcome: "ok", word: "Done", why: "" }],
  ["a flag that asks for a look", fact({ flags: ["not_ordered"] }), { outcome: "look", word: "Look", why: "not on the order" }],
  ["a quiet flag", fact({ flags: ["no_change"] }), { outcome: "ok", word: "Done", why: "nothing changed" }],
  ["a conflict", fact({ verdict: "conflict", reason: "already_out" }), { outcome: "stop", word: "Question", why: "out with somebody else" }],
  ["reason and flag that say the same", fact({ verdict: "refused", reason: "not_permitted", flags: ["not_permitted"] }), { outcome: "stop", word: "Refused", why: "not allowed" }],
  ["taken back", fact({ verdict: "applied", undone_by: "f2" }), { outcome: "duplicate", word: "Undone", why: "" }],
  ["of tomorrow", fact({ verdict: "half_done", reason: "a_new_one" }), { outcome: "look", word: "half done", why: "a new one" }],
] as const)("verdict: %s", (_name, of, want) => {
  expect(verdictOf(of, words)).toEqual(want);
});

test("what happened, in words", () => {
  expect(whatOf(fact({ things: 3, place: "Columbiahalle" }), words)).toBe("Took 3 out to Columbiahalle");
  expect(whatOf(fact({ kind: "scan", things: 0 }), words)).toBe("Scanned");
  expect(whatOf(fact({ kind: "stock_take" }), words)).toBe("stock take");
});

test("a search finds each of its words, in any place", () => {
  const f = fact({ person: "Grace Hopper", kiosk: "Dock 1", codes: ["LX-0907"], verdict: "conflict" });
  expect(["grace dock", "0907", "question hopper"].map((s) => matches(f, s, words))).toEqual([true, true, true]);
  expect(matches(f, "grace soho", words)).toBe(false);
});

test("a question names both holders; what is not known has a word", () => {
  const detail = { item: "GLP JDC1", tag: "LX-0907", person: "Grace", kiosk: "Soho", other_person: "Jonas", other_kiosk: "Dock 1", other_order: "R-1" };
  expect(questionOf(question({ detail }), words)).toEqual({
    title: "GLP JDC1 · LX-0907 was taken by two people",
    lines: [{ label: "First", who: "Jonas", more: "Dock 1 · R-1" }, { label: "Then", who: "Grace", more: "Soho" }],
  });
  expect(answerWord(question({ detail }), "keep_first", words)).toBe("Jonas keeps it");
  expect(questionOf(question({ kind: "found" }), words)).toEqual({ title: "An item was missing and turned up", lines: [{ label: "By", who: "Somebody", more: "" }] });
  expect(answerWord(question({}), "give_to_second", words)).toBe("The second has it");
});

test("the urgent first, then the newest", () => {
  const all = [question({ id: "a", severity: "low", created_at: 9 }), question({ id: "b", created_at: 1 }), question({ id: "c", severity: "high" }), question({ id: "d", created_at: 2 })];
  expect(byWeight(all).map((q) => q.id)).toEqual(["c", "d", "b", "a"]);
});

test.each([
  ["revoked", { status: "revoked" }, "kiosks.status_revoked"],
  ["never seen", { last_contact: 0 }, "kiosks.status_new"],
  ["silent", { last_contact: 1 }, "kiosks.status_silent"],
  ["in trouble", { last_error: "full" }, "kiosks.status_trouble"],
  ["an hour ahead", { clock_offset_ms: -3_600_000 }, "kiosks.status_clock"],
  ["well", {}, "kiosks.status_ok"],
  ["of an older version", { version: "0.0.9" }, "kiosks.status_old"],
  ["of an older version, with a wrong clock", { version: "0.0.9", clock_offset_ms: 3_600_000 }, "kiosks.status_clock"],
])("a kiosk that is %s", (_name, more, want) => {
  expect(kioskState({ status: "active", last_contact: 990_000, clock_offset_ms: 0, version: "0.1.0", ...more }, 1_000_000, "0.1.0").key).toBe(want);
});

test("a fact whose time could not be read stands at the time it came in", () => {
  expect([timeOf(fact({ at: 5, received_at: 9 })), timeOf(fact({ at: 0, received_at: 9 }))]).toEqual([5, 9]);
});

test("a change of the books that names neither person nor thing tells nothing; all else does", () => {
  const put = { kind: "put", things: 0 };
  expect([fact(put), fact({ ...put, person: "Mara" }), fact({ ...put, codes: ["MH-0564"] }), fact({ ...put, verdict: "rejected" }), fact({ things: 0 })].map(tells)).toEqual([false, true, true, true, true]);
});

test("every answer that a question of any kind takes says what it does", () => {
  const kinds = openapi.paths["/v1/exceptions"].get.parameters.find((p) => p.name === "kind")?.schema.items?.enum ?? [];
  expect(kinds.length).toBeGreaterThan(9);
  for (const kind of kinds) for (const answer of kind === "already_out" ? ["keep_first", "give_to_second", "noted"] : ["noted"]) {
    const said = effectOf(question({ kind, detail: { person: "Grace", other_person: "Jonas", place: "Berlin" } }), answer, words);
    expect(said, `${kind} ${answer}`).toMatch(/^[A-Z].{20,}\.$/);
  }
  expect(effectOf(question({ detail: { person: "Grace", other_person: "Jonas" } }), "give_to_second", words)).toBe("From now on it is out with Grace; the loan of Jonas ends.");
  expect(effectOf(question({}), "keep_first", words)).toContain("Somebody");
});
