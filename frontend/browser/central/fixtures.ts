import type { Access, Asset, Badge, Checklist, Company, Events, Exception, Fact, Facts, Info, ItemType, Job, JobOrder, Kiosk, KioskDetail, Me, OpenCode, Order, PasswordRules, Person, Place, Problem, QuestionDetail, RowChange, SiteToday, Today } from "../../central/src/api/types";
import { now } from "../fixtures";
import * as lists from "./lists";
import { entries, stock, totals } from "./stock-rows";

const sec = 1000;
const min = 60 * sec;
const hour = 60 * min;
const day = 24 * hour;

export const info: Info = { name: "RMS central", version: "0.1.0", installation: "i1", demo: false };

export const me: Me = {
  user_id: "u1", login: "mara", name: "Mara Lindqvist", role: "admin", scopes: [], demo: false,
  may: ["look", "check_in", "move", "check_out", "exception_answer", "put_catalog", "put_people", "put_account", "put_job", "order_create", "order_update", "order_submit", "order_approve", "order_reject", "order_cancel"],
};
export const viewer: Me = { ...me, user_id: "u2", login: "tom", name: "Tom Okafor", role: "viewer", may: ["look"] };

const row = { rev: 1, created_at: now - 90 * day, updated_at: now - 90 * day };
const place = (id: string, code: string, name: string, kind: string, parent?: string): Place => ({ id, code, name, kind, ...row, ...(parent === undefined ? {} : { parent_id: parent }) });
const site = (id: string, code: string, name: string, zone: string, address: string): Place => ({ ...place(id, code, name, "site"), zone, address, opens_min: 480, closes_min: 1110, closed_days: ["2026-12-25"] });
export const sites: Place[] = [site("s1", "BLN", "Berlin", "Europe/Berlin", "Werftstr. 12, 10557 Berlin"), site("s2", "LDN", "London", "Europe/London", "4 Dock Road, London E16")];
export const places: Place[] = [
  ...sites,
  place("b1", "BLN-H1", "Hall 1", "building", "s1"), place("b2", "BLN-RET", "Returns Berlin", "returns", "s1"), place("b3", "BLN-WS", "Workshop", "bench", "s1"),
  place("r1", "BLN-H1-A", "Lamps", "room", "b1"), place("r2", "BLN-H1-B", "Cables", "room", "b1"),
  place("h1", "BLN-A-01", "Shelf A-01", "shelf", "r1"), place("h2", "BLN-A-02", "Shelf A-02", "shelf", "r1"), place("h3", "BLN-A-03", "Shelf A-03", "shelf", "r1"),
  place("c1", "COL", "Columbiahalle", "customer"), place("c2", "RITZ", "Ritz Ballroom", "customer"), { ...place("c3", "OLD", "Old stage", "customer"), archived: true },
];

const type = (id: string, code: string, name: string, maker: string, category: string, more: Partial<ItemType> = {}): ItemType => ({
  id, code, name, maker, category, kind: "serialized", returns: true, features: {}, ...row, ...more,
});
export const types: ItemType[] = [
  type("t1", "MEGA-PTR", "MegaPointe", "Robe", "moving_head", { weight_g: 22_000, power_w: 670, inspect_on_return: true }),
  type("t2", "JDC1", "JDC1 Hybrid Strobe", "GLP", "strobe", { weight_g: 12_600, power_w: 1200 }),
  type("t3", "SOURCE4-26", "Source Four 26°", "ETC", "profile", { weight_g: 7600, power_w: 750 }),
  type("t4", "AX1", "AX1 PixelTube", "Astera", "bar", { weight_g: 1350, power_w: 28 }),
  type("t5", "UNIQUE21", "Unique 2.1 Hazer", "Look", "hazer", { weight_g: 9800, power_w: 1500 }),
  type("t6", "CEE32-10", "CEE 32 A, 10 m", "Titanex", "cable", { kind: "fungible", weight_g: 8200 }),
  type("t7", "FC-MEGA-2", "Case for two MegaPointe", "Amptown", "case", { container: true, weight_g: 38_000 }),
  type("t8", "GAFF-50", "Gaffer tape, 50 m", "Nichiban", "other", { kind: "fungible", returns: false }),
  type("t9", "PAR64", "PAR 64", "Thomas", "par", { archived: true, weight_g: 2900, power_w: 1000 }),
];

export const companies: Company[] = [{ id: "co1", name: "Northlight Rental", kind: "own", ...row }, { id: "co2", name: "Harbour Events", kind: "customer", ...row }];

const person = (id: string, name: string, job_title: string, more: Partial<Person> = {}): Person => ({ id, name, job_title, site_id: "s1", company_id: "co1", ...row, ...more });
export const peopleRows: Person[] = [
  person("p1", "Ada Lovelace", "Lighting", { email: "ada@northlight.example", phone: "+49 30 5550 1843", capabilities: ["look", "in", "move", "pack", "out", "new_order", "out_unapproved", "undo_other"], rev: 4 }),
  person("p2", "Grace Hopper", "Rigging", { site_id: "s2", email: "grace@northlight.example", capabilities: ["look", "in", "move", "out"], updated_at: now - 3 * hour }),
  person("p3", "Jonas Weber", "Warehouse", { email: "jonas@northlight.example", capabilities: ["move", "out", "new_order", "answer_exception", "out_unapproved", "undo_other", "settings"] }),
  { id: "p4", name: "Priya Raman", job_title: "Production, Harbour Events", company_id: "co2", phone: "+44 20 5550 0199", ...row },
  person("p5", "Luis Ortega", "Driver", { archived: true }),
];
export const access: Access = { badges: 1, pin_set: true, pin_set_at: now - 40 * day, capabilities: [] };
const badge = (id: string, more: Partial<Badge>): Badge => ({ id, person_id: "p1", person_name: "Ada Lovelace", hash: "", ...row, ...more });
export const badges: Badge[] = [badge("bd1", { created_at: now - 40 * day }), badge("bd2", { revoked: true })];
export const minted = { id: "bd3", person_id: "p1", code: "B-7Q4M-K2XW-9D3H-TNPV" };

const asset = (i: number, type_: string, status: string, more: Partial<Asset> = {}): Asset => ({
  id: `a${i}`, tag: `LX-${String(142 + i * 7).padStart(4, "0")}`, item_type_id: type_, status, custody: {}, serial: `RB${2_400_113 + i * 31}`, place_id: "h1", home_place_id: "h1", site_id: "s1",
  usage: { check_outs: 14 + i, hours_out_ms: (310 + i * 17) * hour }, last_seen: { at: { t: now - (i + 1) * 3 * hour } }, last_out: { t: 0 }, last_in: { t: 0 }, ...row, ...more,
});
const outWith = (i: number, who: string, number: string, due: number): Partial<Asset> => ({ place_id: "c1", custody: { person_id: "p1", person_name: who, rent_action_id: "o11", number, due, since: now - i * hour } });
export const items: Asset[] = [
  asset(0, "t1", "deployed", outWith(0, "Ada Lovelace", "R-004711", now + 5 * hour)),
  asset(1, "t1", "deployed", outWith(1, "Ada Lovelace", "R-004711", now + 5 * hour)),
  asset(2, "t1", "available", { notes: "Pan motor renewed in May.\nTakes the long safety." }),
  asset(3, "t2", "available", { place_id: "h2", home_place_id: "h2" }),
  asset(4, "t2", "deployed", outWith(4, "Grace Hopper", "R-004715", now - 26 * hour)),
  asset(5, "t3", "reserved", { place_id: "h3" }),
  asset(6, "t4", "recalled", outWith(6, "Jonas Weber", "R-004690", now - 3 * hour)),
  asset(7, "t5", "maintenance", { place_id: "b3", home_place_id: "h2" }),
  asset(8, "t7", "available", { place_id: "r1" }),
  asset(9, "t3", "missing", { last_seen: { at: { t: now - 9 * day } } }),
  asset(10, "t9", "retired", { last_seen: { at: { t: 0 } } }),
  ...Array.from({ length: 30 }, (_, i) => asset(11 + i, ["t1", "t2", "t3", "t4"][i % 4] ?? "t1", "available", { place_id: ["h1", "h2", "h3"][i % 3] ?? "h1" })),
];

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

/** Kiosks as their own pages show them: a well one, a silent one, and those that are in trouble. */
export const kioskDetails: KioskDetail[] = [...kiosks, ...kiosksBad.map((k, i) => ({ ...k, id: `b${i + 1}` })), kiosk("old", "Gate", { version: "0.0.9" })].map((k, i) => ({
  ...k, rev: 2, returns_place_id: "b2", enrolled_at: now - 90 * day, epochs: 1 + (i % 2), epoch: "0192f0c1", applied_through: 4711, cursor: 900, cursor_lag: i === 1 ? 214 : 0,
  db_bytes: k.version === "" ? 0 : 24_000_000, free_bytes: 41_300_000_000,
}));
const openCode = (id: string, site_id: string, name: string, until: number): OpenCode => ({ id, site_id, created_by: "Mara Lindqvist", created_at: now - 20 * min, expires_at: now + until, ...(name === "" ? {} : { name }) });
export const openCodes: OpenCode[] = [openCode("ec1", "s1", "Dock 3", 40 * min), openCode("ec2", "s2", "", 8 * min)];

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

/** A question that somebody else has answered. */
export const answeredQuestion: QuestionDetail = {
  ...questions[0] as Exception, status: "resolved", answers: [], answer: "keep_first", answered_by: "user:u2", answered_name: "Tom Okafor", answered_at: now - 2 * min, updated_at: now - 2 * min, reason: "Jonas was at the truck first.",
};

export const noEvents: Events = { events: [], next: 0, head: 0 };

const order = (i: number, status: string, from: number, until: number, asked: readonly (readonly [string, number, number])[], more: Partial<Order> = {}): Order => ({
  id: `o${i}`, number: `R-00${4700 + i}`, status, site_id: "s1", requester_id: "p1", requester_name: people[i % people.length] ?? "", window: { start: now + from * hour, end: now + until * hour },
  lines: asked.map(([item_type_id, requested_quantity], l) => ({ id: `l${i}${l}`, item_type_id, requested_quantity })),
  counts: asked.map(([, requested, gone], l) => ({ line_id: `l${i}${l}`, requested, allocated: gone, packed: 0, out: gone, returned: 0, consumed: 0, lost: 0, cancelled: 0 })),
  availability: "not_checked", ...row, created_at: now - (i + 3) * 7 * hour, ...more,
});
const decisions: Readonly<Record<string, string>> = { approved: "rent_action_approve", fulfilled: "rent_action_approve", closed: "rent_action_approve", rejected: "rent_action_reject", cancelled: "rent_action_cancel" };
/** An order as it is read alone: with who decided on it. */
const decided = (o: Order): Order => {
  const kind = decisions[o.status];
  return kind === undefined ? o : { ...o, decision: { no: 4801, id: "f4801", kind, at: now - 44 * min, received_at: now - 44 * min, person: "Mara Lindqvist", verdict: "applied", codes: [], things: 0 } };
};
const gala = { destination_id: "c1", project_id: "j1", notes: "Truck at dock 2. Ring the bell: nobody sits there before seven." };
export const orderRows: Order[] = [
  order(11, "fulfilled", -20, 5, [["t1", 2, 2], ["t6", 12, 12]], { title: "Autumn gala", ...gala }),
  order(15, "pending", 19, 67, [["t1", 8, 0], ["t2", 6, 0], ["t5", 1, 0], ["t6", 40, 0]], { title: "Harbour lights, main stage", ...gala, rev: 3 }),
  order(16, "draft", 44, 90, [["t3", 24, 0]], { title: "Theatre week" }),
  order(17, "approved", 3, 29, [["t4", 16, 0], ["t8", 10, 0]], { title: "Club night", destination_id: "c2", is_asap: true, priority: 2 }),
  order(18, "approved", 5, 53, [["t2", 4, 0]], { title: "Fashion show", site_id: "s2", requester_id: "p2" }),
  order(2, "rejected", -60, -12, [["t2", 90, 0]], { title: "Stadium test", reason: "We do not have so many strobes this week." }),
  order(3, "cancelled", -90, -40, [["t1", 4, 0]], { title: "Open air", reason: "The storm." }),
  order(4, "closed", -200, -150, [["t3", 12, 0]], { title: "Summer academy" }),
];

const counted = (count: number, path: string, query: Readonly<Record<string, string | number>>): { count: number; list: string } => ({
  count, list: `/v1/${path}?${new URLSearchParams(Object.entries(query).map(([k, v]): [string, string] => [k, String(v)])).toString()}`,
});

/** The day of a site as central tells it; the larger n, the busier. */
function siteToday(site_id: string, code: string, name: string, zone: string, n: number, more: Partial<SiteToday> = {}): SiteToday {
  const [start, end] = [now - 14 * hour, now + 10 * hour];
  const loan = (i: number, pieces: number, late: number, who: string, on: Partial<SiteToday["overdue"]["longest"][number]>): SiteToday["overdue"]["longest"][number] => ({
    ...on, holder: who, holder_id: `p${i}`, since: now - late - 50 * hour, due: now - late,
    items: counted(pieces, "inventory/assets", { site_id, overdue: "true", rent_action_id: on.rent_action_id ?? "none", holder_id: `p${i}` }),
  });
  const late = [
    loan(2, 4, 26 * hour, "Grace Hopper", { rent_action_id: "o15", number: "R-004715", title: "Harbour lights, main stage" }),
    loan(3, 1, 9 * hour, "Jonas Weber", {}), loan(1, 2, 5 * hour, "Ada Lovelace", { rent_action_id: "o2", number: "R-004690", title: "Stadium test" }),
  ].slice(0, n);
  const docks = n < 2 ? [] : [
    { id: "k2", name: "Dock 2", queue_depth: 38, oldest: now - 43 * min, last_contact: now - 41 * min, silent: true },
    { id: "k5", name: "Gate", queue_depth: 3, oldest: now - 2 * min, last_contact: now - 8 * sec, silent: false },
  ].slice(0, n - 1);
  return {
    site_id, code, name, zone, day: { date: "2026-11-20", start, end, opens: start + 8 * hour, closes: end - 5.5 * hour, closed: false },
    going_out: {
      today: counted(4 * n, "rent-actions", { site_id, status: "approved", starts_from: start, starts_to: end }), late: counted(n > 1 ? n - 1 : 0, "rent-actions", { site_id, status: "approved", starts_to: start }),
      pieces_requested: 46 * n, pieces_out: 17 * n,
    },
    due_back: { orders: counted(3 * n, "rent-actions", { site_id, has_out: "true", overdue: "false", ends_to: end }), items: counted(29 * n, "inventory/assets", { site_id, overdue: "false", due_before: end }) },
    overdue: {
      orders: counted(late.filter((l) => l.number !== undefined).length, "rent-actions", { site_id, overdue: "true" }),
      items: counted(late.reduce((sum, l) => sum + l.items.count, 0), "inventory/assets", { site_id, overdue: "true" }), longest: late,
    },
    exceptions: {
      high: counted(n > 2 ? 1 : 0, "exceptions", { site_id, status: "open", severity: "high" }), normal: counted(n, "exceptions", { site_id, status: "open", severity: "normal" }),
      low: counted(n > 1 ? 1 : 0, "exceptions", { site_id, status: "open", severity: "low" }),
    },
    pending: counted(2 * n, "rent-actions", { site_id, status: "pending" }),
    kiosks: { waiting: counted(docks.length, "kiosks", { site_id, waiting: "true" }), docks }, ...more,
  };
}

const houses = [
  ["s1", "BLN", "Berlin", "Europe/Berlin", 3], ["s2", "LDN", "London", "Europe/London", 2], ["s3", "NYC", "New York", "America/New_York", 1], ["s4", "VIE", "Vienna", "Europe/Vienna", 0],
  ["s5", "ZRH", "Zurich", "Europe/Zurich", 1], ["s6", "MIL", "Milan", "Europe/Rome", 0], ["s7", "PAR", "Paris", "Europe/Paris", 2], ["s8", "TYO", "Tokyo", "Asia/Tokyo", 1],
  ["s9", "DUB", "Dublin", "Europe/Dublin", 0], ["s10", "OSL", "Oslo", "Europe/Oslo", 1],
] as const;

/** The day of so many sites. */
export const today = (count: number): Today => ({ as_of: now, head: 900, sites: houses.slice(0, count).map(([id, code, name, zone, n]) => siteToday(id, code, name, zone, n)) });
/** A site at which nothing is to be done, and it is closed. */
export const quietToday: Today = { ...today(0), sites: [siteToday("s1", "BLN", "Berlin", "Europe/Berlin", 0, { day: { date: "2026-11-20", start: now - 14 * hour, end: now + 10 * hour, closed: true } })] };

const job = (i: number, name: string, status: string, from: number, until: number, more: Partial<Job> = {}): Job => ({
  id: `j${i}`, number: `J-0000${30 + i}`, name, status, site_id: "s1", company_id: "co2", company_name: "Harbour Events", window: { start: now + from * day, end: now + until * day }, ...row, ...more,
});
export const jobs: Job[] = [
  job(1, "Harbour lights 2026", "active", -1, 4, { place_id: "c1", rev: 3 }),
  job(2, "Winter gala", "planned", 12, 14, { place_id: "c2" }),
  job(3, "Autumn tour, second leg", "active", -9, 21, { company_id: "", company_name: "Kite & Sons" }),
  job(4, "Trade fair", "planned", 0, 0, { window: { start: 0, end: 0 }, site_id: "s2" }),
  job(5, "Summer academy", "done", -80, -71),
];
export const jobOrders: JobOrder[] = orderRows.filter((o) => o.project_id === "j1" || o.status === "cancelled").map((o) => ({
  ...o, counts: o.counts.reduce((a, b) => ({ ...a, requested: a.requested + b.requested, out: a.out + b.out, returned: a.returned + b.returned }), { requested: 0, allocated: 0, packed: 0, out: 0, returned: 3, consumed: 0, lost: 0, cancelled: 0 }),
}));

export const problems = {
  wrong: { type: "about:blank", title: "Unauthorized", status: 401, reason: "wrong_login", detail: "this log-in and password do not belong together", hint: "check both and try again; an admin can set a new password" },
  wait: { type: "about:blank", title: "Too Many Requests", status: 429, reason: "too_many_tries", detail: "too many wrong passwords: the next try is judged in 27 s", hint: "wait, then try again; an admin can set a new password" },
  over: { type: "about:blank", title: "Unauthorized", status: 401, reason: "not_logged_in", detail: "nobody is logged in, or no longer" },
  revoked: { type: "about:blank", title: "Unauthorized", status: 401, reason: "session_revoked", detail: "this session was ended from another place, or by an admin", hint: "log in again" },
  answered: { type: "about:blank", title: "Conflict", status: 409, reason: "already_answered", detail: "already answered by Tom Okafor: noted", hint: "nothing is left to do" },
  changed: { type: "about:blank", title: "Conflict", status: 409, reason: "custody_changed", detail: "the thing has changed hands since", hint: "answer with noted" },
  gone: { type: "about:blank", title: "Not Found", status: 404, reason: "not_found", detail: "there is no such row", hint: "it may never have been here: look it up in the list" },
  forbidden: { type: "about:blank", title: "Forbidden", status: 403, reason: "not_permitted", detail: "your account may not do this", hint: "ask an administrator for the right" },
  taken: { type: "about:blank", title: "Conflict", status: 409, reason: "tag_taken", field: "tag", detail: "another item has this tag", hint: "scan it to see which" },
  used: { type: "about:blank", title: "Conflict", status: 409, reason: "in_use", field: "id", detail: "it cannot be removed: 14 facts, 1 allocation", hint: "what has a history stays: archive it, or write it off" },
  stale: { type: "about:blank", title: "Precondition Failed", status: 412, reason: "stale", detail: "somebody changed it", hint: "read it again" },
  broken: { type: "about:blank", title: "Internal Server Error", status: 500, detail: "the database did not answer", hint: "try again in a moment" },
} satisfies Record<string, Problem>;

export const list = <T>(rows: readonly T[]): { items: readonly T[] } => ({ items: rows });

const belowOf = (id: string): Place[] => places.filter((p) => p.parent_id === id);
const words = (url: URL): string => (url.searchParams.get("q") ?? "").toLowerCase();
/** Rows by id where ids are asked for, else by the search. */
function among<T extends { id: string }>(rows: readonly T[], url: URL, text: (row: T) => string): { items: readonly T[] } {
  const ids = url.searchParams.get("ids")?.split(",");
  return list(rows.filter((r) => (ids === undefined ? text(r).toLowerCase().includes(words(url)) : ids.includes(r.id))));
}

/** What Ada has: a part of it for too long. */
function heldBy(url: URL): readonly Asset[] {
  if (url.searchParams.get("holder_id") !== "p1") return [];
  const late = { ...items[6], id: "a6", custody: { person_name: "Ada Lovelace", number: "R-004690", due: now - 3 * hour } } as Asset;
  return url.searchParams.get("overdue") === "true" ? [late] : [late, ...items.slice(0, 2)];
}

/** What bears the words, as central finds it. */
function found(url: URL): { items: readonly { kind: string; id: string; code: string; title: string; detail: string; state?: string }[] } {
  const has = (...texts: readonly (string | undefined)[]): boolean => texts.join(" ").toLowerCase().includes(words(url));
  const typeOf = (a: Asset): ItemType | undefined => types.find((t) => t.id === a.item_type_id);
  return list([
    ...types.filter((t) => has(t.code, t.name, t.maker)).map((t) => ({ kind: "item_types", id: t.id, code: t.code, title: t.name, detail: t.maker ?? "", ...(t.archived === true ? { state: "archived" } : {}) })),
    ...items.filter((a) => has(a.tag, typeOf(a)?.name)).slice(0, 6).map((a) => ({ kind: "assets", id: a.id, code: a.tag, title: typeOf(a)?.name ?? "", detail: a.serial ?? "", state: a.status })),
    ...orderRows.filter((o) => has(o.number, o.title)).map((o) => ({ kind: "rent_actions", id: o.id, code: o.number, title: o.title ?? "", detail: o.requester_name ?? "", state: o.status })),
    ...jobs.filter((j) => has(j.number, j.name, j.company_name)).map((j) => ({ kind: "projects", id: j.id, code: j.number, title: j.name, detail: j.company_name ?? "", state: j.status })),
    ...peopleRows.filter((p) => has(p.name, p.job_title)).map((p) => ({ kind: "people", id: p.id, code: "", title: p.name, detail: p.job_title ?? "", ...(p.archived === true ? { state: "archived" } : {}) })),
    ...places.filter((p) => has(p.code, p.name)).map((p) => ({ kind: "places", id: p.id, code: p.code, title: p.name, detail: p.kind })),
    ...kiosks.filter((k) => has(k.name)).map((k) => ({ kind: "kiosks", id: k.id, code: k.name, title: k.name, detail: k.number_prefix, state: "active" })),
    ...questions.filter((x) => has(x.number)).map((x) => ({ kind: "exceptions", id: x.id, code: x.number, title: x.kind, detail: "", state: x.status })),
  ]);
}

/** How far the company is, and whether it stands on Today. */
export const stepsOf = (done: readonly string[], dismissed = false): Checklist => ({
  steps: (["item_types", "places", "people", "items", "returns_place", "kiosk", "labels"] as const).map((id) => ({
    id, done: done.includes(id), count: done.includes(id) ? 1 + 400 * id.length % 1001 : 0,
    page: { item_types: "/types", places: "/places", people: "/people", items: "/items", returns_place: "/places", kiosk: "/kiosks", labels: "/labels" }[id],
  })),
  complete: done.length === 7, dismissed,
});
const steps = stepsOf(["item_types", "places", "people", "items", "returns_place", "kiosk", "labels"]);

export const passwordRules: PasswordRules = {
  min_characters: 15, max_bytes: 1024, tip: "Three or four words in a row are long, and easy to remember; a password manager may choose, too", refused: ["common", "expected", "run"],
};

const changeOf = (id: string, ago: number, by: string, members: RowChange["members"], made = false): RowChange => ({ id, at: now - ago, by, members, ...(made ? { made } : {}) });
const changes: Readonly<Record<string, readonly RowChange[]>> = {
  asset: [changeOf("ch1", 2 * day, "Mara Lindqvist", [{ name: "serial", before: "RB2400100", after: "RB2400113" }, { name: "notes", before: "", after: "Pan motor renewed in May" }]), changeOf("ch2", 40 * day, "Tom Okafor", [], true)],
  item_type: [changeOf("ch3", 9 * day, "Mara Lindqvist", [{ name: "weight_g", before: "21000", after: "22000" }])],
  person: [changeOf("ch4", 3 * day, "Mara Lindqvist", [{ name: "capabilities", before: "in, look", after: "in, look, move, out" }, { name: "phone", before: "+49 30 5550 1800", after: "" }])],
  place: [changeOf("ch5", 5 * day, "Tom Okafor", [{ name: "parent_id", before: "Returns Berlin", after: "Lamps" }, { name: "kind", before: "room", after: "shelf" }])],
};

/** What every page asks, answered. */
export const shell = {
  "GET /v1/info": info,
  "GET /v1/auth/me": me,
  "GET /v1/setup/checklist": steps,
  "GET /v1/setup": { needs_setup: false, link_open: false },
  "GET /v1/auth/password-rules": passwordRules,
  "POST /v1/auth/login": { token: "t", me },
  "GET /v1/events": "hang",
  "GET /v1/facts": { items: facts.items.slice(0, 16) },
  "GET /v1/exceptions": list(questions),
  "GET /v1/exceptions/{id}": answeredQuestion,
  "GET /v1/today": today(1),
  "GET /v1/kiosks": list(kiosks),
  "GET /v1/kiosks/enrolment-codes": list(openCodes),
  "GET /v1/kiosks/{id}": (url: URL) => kioskDetails.find((k) => url.pathname.endsWith(`/${k.id}`)) ?? "hang",
  "GET /v1/places": (url: URL) => {
    const [kind, parent] = [url.searchParams.get("kind"), url.searchParams.get("parent_id")];
    if (parent !== null) return list(belowOf(parent));
    return among(places.filter((p) => kind === null || p.kind === kind), url, (p) => `${p.name} ${p.code}`);
  },
  "GET /v1/places/{id}": (url: URL) => places.find((p) => url.pathname.endsWith(`/${p.id}`)) ?? "hang",
  "GET /v1/catalog/item-types": (url: URL) => among(types.filter((t) => t.archived !== true || url.searchParams.get("archived") === "true"), url, (t) => `${t.name} ${t.code} ${t.maker ?? ""}`),
  "GET /v1/catalog/item-types/{id}": (url: URL) => types.find((t) => url.pathname.endsWith(`/${t.id}`)) ?? "hang",
  "GET /v1/rent-actions": (url: URL) => {
    const status = url.searchParams.get("status");
    return among(orderRows.filter((o) => status === null || o.status === status), url, (o) => `${o.number} ${o.title ?? ""} ${o.requester_name ?? ""}`);
  },
  "GET /v1/rent-actions/{id}": (url: URL) => {
    const asked = orderRows.find((o) => url.pathname.endsWith(`/${o.id}`));
    return asked === undefined ? "hang" : decided(asked);
  },
  "GET /v1/rent-actions/{id}/history": { items: facts.items.filter((x) => x.kind.startsWith("rent_action")) },
  "GET /v1/projects": (url: URL) => {
    const [status, company] = [url.searchParams.get("status"), url.searchParams.get("company_id")];
    return among(jobs.filter((j) => (status === null || j.status === status) && (company === null || j.company_id === company)), url, (j) => `${j.number} ${j.name} ${j.company_name ?? ""}`);
  },
  "GET /v1/projects/{id}": (url: URL) => jobs.find((j) => url.pathname.endsWith(`/${j.id}`)) ?? "hang",
  "GET /v1/projects/{id}/orders": list(jobOrders),
  "GET /v1/people": (url: URL) => {
    const [company, right] = [url.searchParams.get("company_id"), url.searchParams.get("capability")];
    const fits = (p: Person): boolean => (company === null || p.company_id === company) && (right === null || p.capabilities?.includes(right) === true) && (p.archived !== true || url.searchParams.get("archived") === "true");
    return among(peopleRows.filter(fits), url, (p) => `${p.name} ${p.job_title ?? ""} ${p.email ?? ""}`);
  },
  "GET /v1/people/{id}": (url: URL) => peopleRows.find((p) => url.pathname.endsWith(`/${p.id}`)) ?? "hang",
  "GET /v1/people/{id}/access": access,
  "GET /v1/people/{id}/badges": list(badges),
  "GET /v1/companies": (url: URL) => among(companies, url, (c) => c.name),
  "GET /v1/inventory/stock": (url: URL) => {
    const [of, below] = [url.searchParams.get("item_type_id"), Number(url.searchParams.get("below") ?? Infinity)];
    return among(stock.filter((s) => (of === null || s.item_type_id === of) && s.on_hand < below), url, (s) => `${s.item_type} ${s.item_type_code} ${s.place} ${s.place_code ?? ""}`);
  },
  "GET /v1/inventory/stock/totals": totals,
  "GET /v1/inventory/stock/{id}": (url: URL) => stock.find((s) => url.pathname.endsWith(`/${s.id}`)) ?? "hang",
  "GET /v1/inventory/stock/{id}/entries": { items: entries, next: "c" },
  "GET /v1/labels/stocks": list(lists.papers),
  "GET /v1/catalog/item-types/{id}/next-tags": lists.nextTags,
  "GET /v1/inventory/receipts": list(lists.receipts),
  "GET /v1/inventory/receipts/{id}": lists.receipt,
  "POST /v1/inventory/receipts/check": lists.checked,
  "GET /v1/changes": (url: URL) => list(changes[url.searchParams.get("of") ?? ""] ?? []),
  "GET /v1/search": found,
  "GET /v1/imports": list(lists.past),
  "GET /v1/imports/fields": lists.fields,
  "GET /v1/imports/{id}": lists.shown,
  "GET /v1/inventory/assets": (url: URL) => among(url.searchParams.get("holder_id") !== null ? heldBy(url) : url.searchParams.get("rent_action_id") === null ? items : url.searchParams.get("rent_action_id") === "o11" ? items.slice(0, 2) : [], url, (a) => `${a.tag} ${types.find((t) => t.id === a.item_type_id)?.name ?? ""}`),
  "GET /v1/inventory/assets/{id}": (url: URL) => items.find((a) => url.pathname.endsWith(`/${a.id}`)) ?? "hang",
  "GET /v1/inventory/assets/{id}/history": { items: facts.items.slice(0, 14), next: 4000 },
} as const;
