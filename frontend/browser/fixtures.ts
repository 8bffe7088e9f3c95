import type { Answer, Demo, Desk, Exception, Health, Hits, Inbox, LineView, Order, OrderList, Recent, Status, Step, Subject, Text, Today, TodayOrder, TrayEntry } from "../kiosk/src/api/types";

/** Friday, 20 November 2026, 14:05 in Berlin. */
export const now = Date.UTC(2026, 10, 20, 13, 5);
const min = 60_000;
const hour = 60 * min;
const day = 24 * hour;

type Params = Omit<Text, "key" | "text">;

/** A sentence as the server sends it; its English stays empty, so that a key without a sentence shows up as nothing. */
export function say(key: string, params: Params = {}): Text {
  return { key, text: "", ...params };
}

export const status: Status = {
  now, version: "0.1.0", enrolled: true, kiosk_id: "k3", kiosk: "Dock 1", prefix: "K3", site: { id: "s1", name: "Berlin", zone: "Europe/Berlin" }, demo: false,
  waiting: 0, oldest_at: 0, as_of: now - 13 * min, inbox_open: 0, clock_off_ms: 12, clock_bad: false, disk_low: false, retry_at: 0,
  central: { state: "reachable", since: now - 5 * hour, url: "http://central:7400" },
};

export const offline: Partial<Status> = {
  waiting: 3, oldest_at: now - 4 * min, as_of: now - 4 * hour - 53 * min, inbox_open: 2,
  central: { state: "unreachable", since: now - 5 * min, url: "http://central:7400" },
};

const modes: Desk["modes"] = [
  { mode: "idle", code: "", needs: "nothing" },
  { mode: "out", code: "XXOUTXX", needs: "badge" },
  { mode: "in", code: "XXINXX", needs: "nothing" },
  { mode: "move", code: "XXMOVEXX", needs: "nothing" },
  { mode: "new_order", code: "XXNEWORDERXX", needs: "badge" },
];

const ada: Desk["person"] = { id: "p1", name: "Ada Lovelace", company: "Lichtwerk", verified: "badge", can: ["look", "in", "move", "out", "new_order"] };
const signedModes = modes.map((m) => ({ ...m, needs: "nothing" as const }));

function item(name: string, tag: string, category: NonNullable<Subject["category"]>, extra: Partial<Subject> = {}): Subject {
  return { kind: "item", id: tag, name, tag, category, ...extra };
}

const mega = item("Robe MegaPointe", "LX-0142", "moving_head", { status: "deployed" });
const line = (name: string, category: LineView["category"], requested: number, out: number): LineView => ({ type_id: name, name, category, requested, out, returned: 0 });

const lines: LineView[] = [
  line("Robe MegaPointe", "moving_head", 12, 12),
  line("Cameo ZENIT P200 Zoom", "par", 16, 9),
  line("Astera AX1 PixelTube", "bar", 8, 2),
  line("GLP JDC1", "strobe", 4, 0),
  line("Truss FD34 2 m", "truss", 6, 0),
  line("DMX cable 10 m", "cable", 24, 0),
  line("Hazer MDG ATMe", "hazer", 1, 0),
];

export const order: Order = {
  id: "o1", number: "R-004711", status: "approved", job: { id: "j1", number: "J-0310", name: "Winter festival", company: "Kulturwerk" },
  person: "Ada Lovelace", place: { id: "pl9", name: "Columbiahalle", code: "P:COL", path: "Customers / Columbiahalle" },
  start: now + 3 * hour, end: now + 3 * day, lines, units: { requested: 71, out: 23, returned: 0 }, late: false, pending: false,
  availability_checked: false, as_of: status.as_of,
};

const step = (key: string, verb: Step["verb"], value = "", code = ""): Step => ({ label: say(key), ...(verb === undefined ? {} : { verb }), value, code });
const finish = step("next.finish", "finish", "", "XXFINISHXX");
const undo = step("next.undo", "undo", "", "XXUNDOXX");
const nextPerson = step("next.person", "person", "", "XXNEXTPERSONXX");

export function answer(outcome: Answer["outcome"], extra: Partial<Answer>): Answer {
  return {
    id: `a${extra.n ?? 1}`, n: 207, at: now, outcome, kind: "item", verb: "out", title: say("answer.out", { names: { order: "R-004711" } }),
    next: { label: say("next.scan_item_or_finish") }, other: [], subject: mega, also: [], ...extra,
  };
}

const recent = (n: number, outcome: Recent["outcome"], name: string, tag: string, key: string, names: Record<string, string> = {}): Recent => ({
  n, at: now - (207 - n) * 9000, outcome, name, tag, title: say(key, { names }),
});

const recents: Recent[] = [
  recent(207, "ok", "Robe MegaPointe", "LX-0142", "answer.out", { order: "R-004711" }),
  recent(206, "ok", "Robe MegaPointe", "LX-0141", "answer.out", { order: "R-004711" }),
  recent(205, "look", "Cameo ZENIT P200 Zoom", "LX-2210", "answer.not_on_order"),
  recent(204, "stop", "", "LX-99O1", "answer.unknown"),
  recent(203, "ok", "Cameo ZENIT P200 Zoom", "LX-2207", "answer.out", { order: "R-004711" }),
  recent(202, "duplicate", "Cameo ZENIT P200 Zoom", "LX-2206", "answer.already_on_order"),
  recent(201, "ok", "Cameo ZENIT P200 Zoom", "LX-2206", "answer.out", { order: "R-004711" }),
  recent(200, "ok", "Astera AX1 PixelTube", "LX-3305", "answer.out", { order: "R-004711" }),
];

const unknown = answer("stop", {
  n: 204, kind: "unknown", verb: "none", title: say("answer.unknown"), detail: say("detail.scan_kept"), raw: "LX-99O1",
  subject: { kind: "none", id: "", name: "", tag: "" }, next: { label: say("next.search") },
});

const heldElsewhere = answer("stop", {
  n: 190, title: say("answer.already_out", { names: { person: "Grace Hopper" } }), subject: item("GLP JDC1", "LX-0907", "strobe"),
  detail: say("detail.with", { names: { person: "Grace Hopper", order: "R-004690" }, times: { due: now + 2 * day } }), next: step("next.in", "mode", "in", "XXINXX"),
});

const tray: TrayEntry[] = [
  { answer: unknown, before: recent(203, "ok", "Cameo ZENIT P200 Zoom", "LX-2207", "answer.out", { order: "R-004711" }), after: recent(205, "look", "Cameo ZENIT P200 Zoom", "LX-2210", "answer.not_on_order") },
  { answer: heldElsewhere, before: recent(189, "ok", "GLP JDC1", "LX-0906", "answer.out", { order: "R-004711" }), after: recent(191, "ok", "GLP JDC1", "LX-0908", "answer.out", { order: "R-004711" }) },
  { answer: { ...unknown, n: 180, raw: "4006381333931" }, before: recent(179, "ok", "Truss FD34 2 m", "TR-0040", "answer.out", { order: "R-004711" }) },
];

export const freshDesk: Desk = { rev: 10, mode: "idle", modes, due: 0, recent: [], tray: [], tray_n: 0, steps: [], parked: 0, head_n: 199, idle_at: 0, enabled: true };

export const idleSigned: Desk = { ...freshDesk, modes: signedModes, ...(ada === undefined ? {} : { person: ada }), steps: [nextPerson], parked: 1 };

export const outDesk: Desk = {
  ...idleSigned, mode: "out", order, ...(order.place === undefined ? {} : { place: order.place }), due: order.end, ring: { n: 23, m: 71 }, recent: recents, tray, tray_n: 3,
  steps: [finish, undo, nextPerson], head_n: 207, last: answer("ok", {}), idle_at: now + 3 * min, parked: 0,
};

/** Out without an order: who, where to and until when are set once. */
export const adHocDesk: Desk = (() => {
  const { order: _order, place: _place, ...rest } = outDesk;
  return { ...rest, ring: { n: 5, m: 0 }, due: now + 6 * hour, last: answer("ok", { title: say("answer.out_adhoc", { names: { person: "Ada Lovelace" } }) }) };
})();

export function withLast(desk: Desk, last: Answer): Desk {
  const first: Recent = { n: last.n, at: last.at, outcome: last.outcome, name: last.subject.name, tag: last.subject.tag || (last.raw ?? ""), title: last.title };
  return { ...desk, last, recent: [first, ...recents.slice(1)] };
}

export const waitingOut: Desk = (() => {
  const { last: _last, ...rest } = outDesk;
  return { ...rest, recent: [], tray: [], tray_n: 0, ring: { n: 0, m: 71 } };
})();

export const answers = {
  ok: answer("ok", {}),
  look: answer("look", {
    title: say("answer.other_site", { names: { site: "London" } }), detail: say("detail.home", { names: { place: "London / Aisle C / C-14" } }),
    subject: item("Martin MAC Aura PXL", "LX-1187", "moving_head"), next: step("next.bring_home", undefined, ""), other: [undo],
  }),
  duplicate: answer("duplicate", { title: say("answer.already_on_order"), subject: item("Cameo ZENIT P200 Zoom", "LX-2206", "par") }),
  stop: { ...heldElsewhere, n: 207 },
  unknown: { ...unknown, n: 207 },
  command: answer("ok", {
    kind: "command", verb: "finish", title: say("answer.finished", { counts: { n: 12 } }), raw: "XXFINISHXX", subject: { kind: "none", id: "", name: "", tag: "" },
    next: { label: say("next.scan_badge") },
  }),
  also: answer("ok", { also: [answer("look", { n: 206 }), answer("ok", { n: 205 })] }),
};
answers.look.next = { label: say("next.bring_home", { names: { place: "London" } }) };

export const passportDesk: Desk = {
  ...freshDesk, head_n: 207, recent: recents.slice(0, 1), steps: [step("next.in", "mode", "in", "XXINXX"), step("next.move", "mode", "move", "XXMOVEXX")],
  last: answer("ok", {
    verb: "look", title: say("answer.item_here", { names: { item: "Robe MegaPointe" } }), next: step("next.scan_badge", undefined),
    passport: {
      serial: "RB-2207-10342", type: "Robe MegaPointe", status: "deployed", place: "Customers / Columbiahalle", home: "Berlin / Hall 1 / A-03-2",
      with: { person: "Grace Hopper", order: "R-004690", job: "Kraftwerk Nord", place: "Columbiahalle", since: now - 3 * day, due: now - 2 * hour, late: true },
      next_order: "R-004711", next_job: "Winter festival", next_at: now + 3 * hour, inspection_due: 0, last_seen: now - 3 * day, as_of: status.as_of,
      history: [
        { at: now - 3 * day, text: say("history.out", { names: { order: "R-004690" } }) },
        { at: now - 6 * day, text: say("history.in") },
        { at: now - 9 * day, text: say("history.out", { names: { order: "R-004655" } }) },
        { at: now - 20 * day, text: say("history.moved", { names: { place: "A-03-2" } }) },
      ],
    },
  }),
};

export const passportEmpty: Desk = (() => {
  const last = passportDesk.last;
  if (last?.passport === undefined) throw new Error("fixture");
  const { with: _with, ...rest } = last.passport;
  return {
    ...passportDesk,
    last: { ...last, passport: { ...rest, status: "available", serial: "", place: "", home: "", next_order: "", next_job: "", next_at: 0, history: [] } },
  };
})();

const here = [
  item("Robe MegaPointe", "", "moving_head", { id: "h1", quantity: 8 }), item("Martin MAC Aura PXL", "LX-1188", "moving_head"),
  item("Cameo ZENIT P200 Zoom", "", "par", { id: "h2", quantity: 14 }), item("ETC Source Four 26°", "LX-0501", "profile"), item("GLP JDC1", "LX-0909", "strobe"),
  item("Molefay 2-lite", "LX-0610", "blinder"), item("Astera AX1 PixelTube", "", "bar", { id: "h3", quantity: 6 }), item("LED matrix 5x5", "LX-0702", "matrix"),
  item("Laserworld CS-5000", "LX-0801", "laser"), item("MDG ATMe", "FX-0003", "hazer"), item("Reel EFX Turbo Fan", "FX-0017", "fan"), item("Manfrotto 087", "ST-0090", "stand"),
];

export const hereDesk: Desk = {
  ...freshDesk, head_n: 207, recent: recents.slice(0, 1), steps: [step("next.move", "mode", "move", "XXMOVEXX")],
  last: answer("ok", {
    kind: "place", verb: "look", title: say("answer.place_here", { names: { place: "A-03-2" } }), next: { label: say("next.scan_item") },
    subject: { kind: "place", id: "pl1", name: "Shelf A-03-2", tag: "P:A-03-2" }, here: { path: "Berlin / Hall 1 / A-03-2", total: 41, items: here, as_of: status.as_of },
  }),
};

export const hereEmpty: Desk = { ...hereDesk, last: { ...answers.ok, ...hereDesk.last, here: { path: "", total: 0, items: [], as_of: status.as_of } } };

export const orderDesk: Desk = {
  ...idleSigned, order, head_n: 207, recent: recents.slice(0, 1), steps: [step("next.out", "mode", "out", "XXOUTXX"), nextPerson],
  last: answer("ok", {
    kind: "order", verb: "open", title: say("answer.order_opened", { names: { order: "R-004711" } }), next: { label: say("next.scan_item") },
    subject: { kind: "order", id: "o1", name: "Winter festival", tag: "R-004711" }, detail: say("detail.availability_not_checked"),
  }),
};

export const draftDesk: Desk = {
  ...idleSigned, mode: "new_order", head_n: 207, steps: [finish, undo, nextPerson], ring: { n: 36, m: 0 },
  last: answer("ok", { kind: "type", verb: "add", title: say("answer.line_added"), subject: { ...mega, kind: "type", tag: "" }, next: { label: say("next.choose_place") } }),
  draft: {
    ...(order.job === undefined ? {} : { job: order.job }), start: now + 1 * day, end: 0, lines: lines.map((l) => ({ ...l, out: 0 })),
    missing: [say("missing.place"), say("missing.end")],
  },
};

export const draftEmpty: Desk = (() => {
  const { last: _last, ...rest } = draftDesk;
  return { ...rest, draft: { start: 0, end: 0, lines: [], missing: [say("missing.job"), say("missing.place"), say("missing.start"), say("missing.end"), say("missing.lines")] } };
})();

export const draftReady: Desk = {
  ...draftDesk,
  last: answer("ok", { kind: "type", verb: "add", title: say("answer.line_added"), subject: { ...mega, kind: "type", tag: "" }, next: { label: say("next.scan_item_or_finish") } }),
  draft: { ...(order.job === undefined ? {} : { job: order.job }), ...(order.place === undefined ? {} : { place: order.place }), start: order.start, end: order.end, lines: lines.slice(0, 3), missing: [] },
};

export const pinDesk: Desk = {
  ...waitingOut, mode: "out", ask: { id: "q1", kind: "pin", digits: 4, text: say("ask.pin", { names: { person: "Ada Lovelace" } }) },
};
export const pinLocked: Desk = { ...pinDesk, ask: { id: "q1", kind: "pin", digits: 4, text: say("ask.pin", { names: { person: "Ada Lovelace" } }), wait_until: now + 5 * min } };
export const quantityDesk: Desk = { ...outDesk, ask: { id: "q2", kind: "quantity", max: 40, text: say("ask.quantity") } };
export const askDesk: Desk = {
  ...withLast(outDesk, { ...heldElsewhere, n: 207, outcome: "look" }),
  ask: { id: "q3", kind: "yes_no", text: say("ask.in_now", { names: { person: "Grace Hopper" } }), yes: step("next.yes", "yes", "", "XXYESXX"), no: step("next.no", "no", "", "XXNOXX") },
};

const row = (number: string, job: string, place: string, at: number, n: number, m: number): TodayOrder => ({ id: number, number, job, company: "", place, at, n, m });

export const today: Today = {
  as_of: status.as_of, out_n: 9, back_n: 6, overdue_n: 2,
  out: [
    row("R-004711", "Winter festival", "Columbiahalle", now + 55 * min, 23, 71), row("R-004715", "Autumn gala", "Ritz Ballroom", now + 2 * hour, 0, 36),
    row("R-004709", "Town hall talks", "Rotes Rathaus", now + 5 * hour, 0, 12), row("R-004720", "Product launch", "Station Berlin", now + 18 * hour, 4, 118),
    row("R-004722", "Jazz night", "A-Trane", now + 21 * hour, 0, 8), row("K3-0042", "Theatre tour", "Schaubühne", now + 9 * day, 0, 64),
  ],
  back: [
    row("R-004690", "Kraftwerk Nord", "Kraftwerk", now - 2 * hour, 4, 6), row("R-004688", "Fashion week", "Kronprinzenpalais", now + 1 * hour, 0, 48),
    row("R-004701", "Film premiere", "Zoo Palast", now + 4 * hour, 0, 22), row("R-004699", "Trade fair stand", "Messe, Hall 20", now + 19 * hour, 0, 95),
    row("R-004695", "Open air shop", "Tempelhof", now + 25 * hour, 0, 31), row("R-004702", "Opera rehearsal", "Staatsoper", now + 9 * day, 0, 17),
  ],
  overdue: [row("R-004690", "Kraftwerk Nord", "Kraftwerk", now - 2 * hour, 4, 6), row("R-004655", "Street parade", "Siegessäule", now - 26 * hour, 11, 14)],
};

export const todayEmpty: Today = { as_of: status.as_of, out: [], out_n: 0, back: [], back_n: 0, overdue: [], overdue_n: 0 };

const choice = (value: string, key: string, primary = false) => ({ value, label: say(key), primary, code: "" });

const entries: Exception[] = [
  {
    id: "e1", number: "E-0118", severity: "high", at: now - 20 * min, title: say("exception.already_out", { names: { item: "GLP JDC1" } }),
    detail: say("detail.with", { names: { person: "Grace Hopper", order: "R-004690" }, times: { due: now + 2 * day } }), subject: item("GLP JDC1", "LX-0907", "strobe"),
    choices: [choice("take_over", "choice.take_over", true), choice("not_here", "choice.not_here")], state: "open",
  },
  {
    id: "e2", number: "E-0117", severity: "medium", at: now - 50 * min, title: say("exception.unknown_tag", { names: { code: "LX-99O1" } }),
    subject: { kind: "none", id: "", name: "", tag: "LX-99O1" }, choices: [], state: "open",
  },
  {
    id: "e3", number: "E-0115", severity: "low", at: now - 3 * hour, title: say("exception.unmatched_return", { names: { item: "Cameo ZENIT P200 Zoom" } }),
    subject: item("Cameo ZENIT P200 Zoom", "LX-2206", "par"), choices: [choice("ok", "choice.ok", true)], state: "answered", answer: say("choice.ok"),
  },
  {
    id: "e4", number: "", severity: "low", at: now - 4 * hour, title: say("exception.changed", { names: { item: "Robe MegaPointe" } }), subject: mega,
    choices: [choice("ok", "choice.ok", true)], state: "open",
  },
];

export const inbox: Inbox = { entries, open: 3 };

export const hits: Hits = {
  hits: [
    item("Robe MegaPointe", "LX-0142", "moving_head", { status: "deployed", where: "Columbiahalle" }), item("Robe MegaPointe", "LX-1142", "moving_head", { status: "available", where: "A-03-2" }),
    item("Cameo ZENIT P200 Zoom", "LX-2142", "par", { status: "maintenance", where: "Repair bench" }), item("DMX cable 10 m", "CB-0142", "cable", { status: "available", where: "C-01" }),
    item("Flight case 4x MAC", "CS-0142", "case", { status: "reserved", where: "Dock 1" }), item("Timing computer", "PC-0142", "computer", { status: "missing", where: "" }),
  ],
  more: true, as_of: status.as_of,
};

const person = (id: string, name: string, where: string): Subject => ({ kind: "person", id, name, tag: "", where });

export const people: Hits = {
  hits: [person("p1", "Ada Lovelace", "Lichtwerk"), person("p2", "Grace Hopper", "Lichtwerk"), person("p3", "Katherine Johnson", "Bühnenbau Nord")], more: false, as_of: status.as_of,
};

export const orders: OrderList = { orders: [order, { ...order, id: "o2", number: "R-004715", job: { id: "j2", number: "J-2", name: "Autumn gala", company: "Ritz" } }], more: false, as_of: status.as_of };

export const health: Health = {
  at: now,
  checks: [
    { name: "disk", state: "ok", value: say("check.disk", { names: { free: "41.2 GB", total: "64 GB" } }) },
    { name: "clock", state: "ok", value: say("check.clock", { names: { offset: "12 ms" } }) },
    { name: "queue", state: "ok", value: say("check.queue_empty") },
    { name: "store", state: "ok", value: say("check.store") },
    { name: "central", state: "ok", value: say("check.central_ok", { names: { url: "http://central:7400" } }) },
    { name: "catalogue", state: "ok", value: say("check.catalogue", { times: { as_of: status.as_of } }) },
    { name: "scanner", state: "ok", value: say("check.scanner") },
  ],
  versions: [{ name: "kiosk", value: "0.1.0" }, { name: "schema", value: "1" }, { name: "protocol", value: "1" }, { name: "central", value: "0.1.0" }],
  answer: { count: 412, p50_us: 3120, p99_us: 11_800 }, painted: { count: 398, p50_us: 31_000, p99_us: 74_000 }, misreads: { scans: 412, misread: 2, unknown: 3 },
};

export const healthBad: Health = {
  ...health,
  checks: [
    { name: "disk", state: "bad", value: say("check.disk", { names: { free: "0.2 GB", total: "64 GB" } }), hint: say("check.hint.disk") },
    { name: "clock", state: "warn", value: say("check.clock_unknown"), hint: say("check.hint.clock") },
    { name: "queue", state: "warn", value: say("check.queue", { counts: { n: 2210 } }), hint: say("check.hint.queue") },
    { name: "store", state: "bad", value: say("check.store_bad"), hint: say("check.hint.store") },
    { name: "central", state: "bad", value: say("check.central_bad", { names: { url: "http://central:7400" } }), hint: say("check.hint.central") },
    { name: "catalogue", state: "warn", value: say("check.catalogue_none") },
    { name: "scanner", state: "ok", value: say("check.scanner") },
  ],
  answer: { count: 0, p50_us: 0, p99_us: 0 }, painted: { count: 0, p50_us: 0, p99_us: 0 },
};

export const demo: Demo = {
  demo: true,
  codes: [
    { role: "badge", code: "B-ADA-7Q2X", name: "Ada Lovelace" }, { role: "order", code: "R-004711", name: "R-004711 Winter festival" },
    { role: "item", code: "LX-0142", name: "Robe MegaPointe" }, { role: "item", code: "LX-2206", name: "Cameo ZENIT P200 Zoom" },
    { role: "item_elsewhere", code: "LX-0907", name: "GLP JDC1" }, { role: "unknown", code: "LX-99O1", name: "LX-99O1" },
  ],
};
