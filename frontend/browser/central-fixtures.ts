import type { Events, Exception, Fact, Facts, Info, Kiosk, Me, Place, Problem } from "../central/src/api/types";
import { now } from "./fixtures";

const sec = 1000;
const min = 60 * sec;
const hour = 60 * min;
const day = 24 * hour;

export const info: Info = { name: "RMS central", version: "0.1.0", installation: "i1", demo: false };

export const me: Me = {
  user_id: "u1", login: "mara", name: "Mara Lindqvist", role: "fleet_manager", scopes: [], demo: false,
  may: ["look", "check_in", "move", "check_out", "exception_answer", "put_account"],
};
export const viewer: Me = { ...me, user_id: "u2", login: "tom", name: "Tom Okafor", role: "viewer", may: ["look"] };

const place = (id: string, name: string): Place => ({ id, code: id, name, kind: "site", rev: 1, created_at: now - 90 * day, updated_at: now - 90 * day });
export const sites: Place[] = [place("s1", "Berlin"), place("s2", "London")];

const kiosk = (id: string, name: string, more: Partial<Kiosk>): Kiosk => ({
  id, name, number_prefix: id.toUpperCase(), site_id: "s1", status: "active", last_contact: now - 12 * sec, queue_depth: 0, clock_offset_ms: 120, version: "0.1.0", ...more,
});
export const kiosks: Kiosk[] = [
  kiosk("k1", "Dock 1", {}),
  kiosk("k2", "Dock 2", { last_contact: now - 41 * min, queue_depth: 38, oldest: now - 43 * min }),
  kiosk("k3", "Soho dock", { site_id: "s2", last_contact: now - 4 * sec, clock_offset_ms: -2400 }),
];
export const kiosksBad: Kiosk[] = [
  kiosk("k1", "Dock 1", { clock_offset_ms: 3_600_000 }),
  kiosk("k2", "Dock 2", { status: "revoked", last_contact: now - 9 * day }),
  kiosk("k3", "Soho dock", { site_id: "s2", last_contact: 0, version: "" }),
  kiosk("k4", "Returns gate", { last_error: "the database is full", queue_depth: 10_000, oldest: now - 3 * day }),
];

const people = ["Ada Lovelace", "Grace Hopper", "Jonas Weber", "Priya Raman", "Luis Ortega"];
const orders = ["R-004711", "R-004715", "R-004690", "K3-0042"];

let no = 5000;
const fact = (at: number, kind: string, more: Partial<Fact>): Fact => ({
  no: no--, id: `f${no}`, kind, at, received_at: at + 2 * sec, verdict: "applied", codes: [], things: 0, kiosk: "Dock 1", kiosk_id: "k1", ...more,
});
const out = (at: number, i: number, more: Partial<Fact> = {}): Fact => fact(at, "check_out", {
  person: people[i % people.length] ?? "", order: orders[i % orders.length] ?? "", codes: [`LX-${String(142 + i * 37).padStart(4, "0")}`], things: 1, place: "Columbiahalle", ...more,
});

export const facts: Facts = {
  items: [
    out(now - 20 * sec, 0),
    out(now - 31 * sec, 0, { codes: ["LX-0143"] }),
    out(now - 65 * sec, 1, { kiosk: "Soho dock", verdict: "conflict", reason: "already_out", exception_id: "x1", codes: ["LX-0907"], place: "Ritz Ballroom" }),
    fact(now - 4 * min, "scan", { person: "Jonas Weber", codes: ["4006381333931"], things: 1, verdict: "deferred", reason: "unknown_tag" }),
    fact(now - 6 * min, "check_in", { person: "Priya Raman", codes: ["LX-2206", "LX-2207", "LX-2208", "LX-2209", "LX-2210", "LX-2211", "LX-2212", "LX-2213"], things: 14, order: "R-004690", place: "Returns Berlin" }),
    fact(now - 9 * min, "check_in", { person: "Priya Raman", codes: ["LX-1187"], things: 1, flags: ["unmatched"], exception_id: "x2", place: "Returns Berlin" }),
    fact(now - 14 * min, "move", { person: "Luis Ortega", codes: ["LX-0702"], things: 3, place: "Shelf A-03-2" }),
    out(now - 22 * min, 3, { flags: ["not_ordered"], codes: ["LX-3305"] }),
    out(now - 23 * min, 3, { undone_by: "f1", codes: ["LX-3306"] }),
    fact(now - 23 * min, "undo", { person: "Priya Raman" }),
    fact(now - 41 * min, "rent_action_create", { person: "Grace Hopper", order: "K3-0042", kiosk: "Soho dock" }),
    ...["rent_action_approve", "exception_answer", "put"].map((kind, i): Fact => {
      const { kiosk: _k, kiosk_id: _id, ...rest } = fact(now - (44 + i) * min, kind, { person: "Mara Lindqvist" });
      return rest;
    }),
    fact(now - 50 * min, "check_in", { person: "Luis Ortega", codes: ["LX-0018"], things: 1, verdict: "refused", reason: "not_permitted", suspect: true }),
    ...Array.from({ length: 35 }, (_, i) => out(now - (60 + i * 47) * min, i, { kiosk: i % 3 === 0 ? "Soho dock" : "Dock 2" })),
  ],
  next: 4950,
};

const question = (id: string, kind: string, at: number, more: Partial<Exception>): Exception => ({
  id, number: `X-0000${id.slice(1).padStart(2, "0")}`, kind, severity: "normal", status: "open", answers: ["noted"], fact_id: "f1", line: 0, rev: 1, created_at: at, updated_at: at, ...more,
});
export const questions: Exception[] = [
  question("x1", "already_out", now - 65 * sec, {
    answers: ["keep_first", "give_to_second", "noted"],
    detail: {
      item: "GLP JDC1", tag: "LX-0907", person: "Grace Hopper", kiosk: "Soho dock", order: "R-004715", place: "Ritz Ballroom",
      other_person: "Jonas Weber", other_kiosk: "Dock 1", other_order: "R-004690", other_place: "Kraftwerk",
    },
  }),
  question("x7", "order_rejected", now - 26 * min, { severity: "high", detail: { item: "Astera AX1 PixelTube", tag: "LX-3305", person: "Priya Raman", kiosk: "Dock 1", order: "R-004702" } }),
  question("x2", "unmatched_return", now - 9 * min, { severity: "low", detail: { item: "Martin MAC Aura PXL", tag: "LX-1187", person: "Priya Raman", kiosk: "Dock 1", place: "Berlin" } }),
];

export const noEvents: Events = { events: [], next: 0, head: 0 };

export const problems = {
  wrong: { type: "about:blank", title: "Unauthorized", status: 401, reason: "wrong_login", detail: "this log-in and password do not belong together", hint: "check both and try again; an admin can set a new password" },
  wait: { type: "about:blank", title: "Too Many Requests", status: 429, reason: "too_many_tries", detail: "too many wrong passwords: the next try is judged in 27 s", hint: "wait, then try again; an admin can set a new password" },
  over: { type: "about:blank", title: "Unauthorized", status: 401, reason: "not_logged_in", detail: "nobody is logged in, or no longer" },
  answered: { type: "about:blank", title: "Conflict", status: 409, reason: "already_answered", detail: "already answered by Tom Okafor: noted", hint: "nothing is left to do" },
  changed: { type: "about:blank", title: "Conflict", status: 409, reason: "custody_changed", detail: "the thing has changed hands since", hint: "answer with noted" },
  broken: { type: "about:blank", title: "Internal Server Error", status: 500, detail: "the database did not answer", hint: "try again in a moment" },
} satisfies Record<string, Problem>;
