import type { Page } from "playwright-core";
import type { Demo, Desk, Health, Hits, Inbox, OrderList, Status, Today } from "../kiosk/src/api/types";
import type { Route } from "../kiosk/src/state/view";
import * as f from "./fixtures";
import { lengthen } from "./lengthen";
import { plugIn } from "./scanner";

/** What the fixture server answers: data, never, a problem, or "who are you?". */
export type Reply<T> = T | "hang" | "fail" | "stranger";

export interface Api {
  status: Reply<Status>;
  desk: Reply<Desk>;
  today: Reply<Today>;
  inbox: Reply<Inbox>;
  health: Reply<Health>;
  demo: Reply<Demo>;
  hits: Reply<Hits>;
  orders: Reply<OrderList>;
}

export interface State {
  name: string;
  api: Partial<Api>;
  /** Walks from the first picture to the state. */
  open?: (page: Page) => Promise<void>;
  pseudo?: boolean;
  /** The engine keeps the page from sounding. */
  silent?: boolean;
  /** The browser logs the failed requests of these states; all else in the console is still an error. */
  failing?: boolean;
}

export const base: Api = {
  status: f.status, desk: f.freshDesk, today: f.today, inbox: f.inbox, health: f.health, demo: { demo: false, codes: [] }, hits: f.hits, orders: f.orders,
};

const click = (selector: string) => async (page: Page) => {
  await page.locator(selector).first().click();
};

const type = async (page: Page, text: string): Promise<void> => {
  for (const c of text) await page.keyboard.press(c, { delay: 1 }).then(() => page.waitForTimeout(260));
};

function longest(api: Partial<Api>, open?: State["open"]): State {
  const all = { ...base, status: { ...f.status, ...f.offline, waiting: 10_000, inbox_open: 9999 }, demo: f.demo, ...api };
  return { name: "longest", api: lengthen(all), pseudo: true, ...(open === undefined ? {} : { open }) };
}

function offline(api: Partial<Api>, open?: State["open"]): State {
  return { name: "offline", api: { ...api, status: { ...f.status, ...f.offline } }, ...(open === undefined ? {} : { open }) };
}

const inDesk: Desk = {
  ...f.outDesk, mode: "in", place: { id: "pl2", name: "Returns Berlin", code: "P:RET", path: "Berlin / Returns" }, ring: { n: 9, m: 0 },
  last: f.answer("ok", { verb: "in", title: f.say("answer.in", { names: { place: "Returns Berlin" } }), next: { label: f.say("next.bring_home", { names: { place: "A-03-2" } }) } }),
};
const { order: _order, ...noOrder } = f.outDesk;
const moveDesk: Desk = {
  ...noOrder, mode: "move", place: { id: "pl1", name: "Shelf A-03-2", code: "P:A-03-2", path: "Berlin / Hall 1 / A-03-2" }, ring: { n: 4, m: 0 }, tray: [], tray_n: 0,
  last: f.answer("ok", { verb: "move", title: f.say("answer.moved", { names: { place: "A-03-2" } }), next: { label: f.say("next.scan_item") } }),
};
const fresh = (mode: Desk["mode"]): Desk => {
  const { order: _none, place: _nowhere, ...desk } = f.waitingOut;
  return { ...desk, mode, ring: { n: 0, m: 0 } };
};
const red = (change: Partial<Status>): Partial<Api> => ({ status: { ...f.status, ...change } });
const central = (state: Status["central"]["state"]): Partial<Status> => ({ waiting: 12, oldest_at: f.now - 3_600_000, central: { state, since: f.now, url: "" } });

const unknown: Partial<Status> = { enrolled: false, kiosk: "", prefix: "", site: { id: "", name: "", zone: "" }, as_of: 0 };

/** A scan that the program leaves without an answer for longer than a second. */
const unanswered = async (page: Page): Promise<void> => {
  await page.route("**/api/scans", () => {});
  await (await plugIn(page)).scan("LX-0143");
  await page.waitForSelector(".card--waiting");
};

const find = click(".doors .door:nth-child(5)");
const health = click(".doors .door:nth-child(8)");
const inbox = click(".doors .door:nth-child(7)");
const trayTile = click(".traytile");
const due = click(".draft .field:nth-child(4)");

/** Every route in every state it can be in. A route without states does not compile. */
export const states: Record<Route, State[]> = {
  starting: [
    { name: "loading", api: { desk: "hang" } },
    { name: "error", api: { status: "fail", desk: "fail" }, failing: true },
    { name: "stranger", api: { status: "stranger", desk: "stranger" }, failing: true },
    { name: "longest", api: { status: "fail", desk: "fail" }, failing: true, pseudo: true },
  ],
  enrol: [
    { name: "empty", api: red({ ...unknown, central: { state: "never", since: 0, url: "" } }) },
    { name: "half", api: red({ ...unknown, central: { state: "never", since: 0, url: "http://central:7400" } }), open: (page) => type(page, "AB12") },
    { name: "longest", pseudo: true, api: red({ ...unknown, central: { state: "never", since: 0, url: "http://central.sonderveranstaltungsbeleuchtung.example:7400" } }) },
  ],
  idle: [
    { name: "full", api: { desk: f.idleSigned } },
    { name: "nobody", api: {} },
    { name: "demo", api: { demo: f.demo, status: { ...f.status, demo: true } } },
    { name: "empty", api: { today: f.todayEmpty } },
    { name: "first-day", api: { today: { ...f.todayEmpty, as_of: 0 }, status: { ...f.status, as_of: 0, central: { state: "connecting", since: f.now, url: "" } } } },
    { name: "loading", api: { today: "hang" } },
    { name: "error", api: { today: "fail" }, failing: true },
    offline({}),
    { name: "diverged", api: red(central("diverged")) },
    { name: "refused", api: red(central("refused")) },
    { name: "disk-low", api: red({ disk_low: true }) },
    { name: "typing", api: {}, open: (page) => type(page, "LX-1") },
    longest({}),
  ],
  answer: [
    { name: "unknown", api: { desk: { ...f.withLast(f.freshDesk, f.answers.unknown), head_n: 207 } } },
    offline({ desk: { ...f.withLast(f.freshDesk, f.answers.unknown), head_n: 207 } }),
    { name: "command", api: { desk: { ...f.withLast(f.idleSigned, f.answers.command), tray: f.outDesk.tray, tray_n: 3 } } },
    longest({ desk: { ...f.withLast(f.idleSigned, f.answers.look), tray: f.outDesk.tray, tray_n: 9999 } }),
  ],
  passport: [
    { name: "full", api: { desk: f.passportDesk } },
    { name: "empty", api: { desk: f.passportEmpty } },
    offline({ desk: f.passportDesk }),
    longest({ desk: f.passportDesk }),
  ],
  here: [
    { name: "full", api: { desk: f.hereDesk } },
    { name: "empty", api: { desk: f.hereEmpty } },
    offline({ desk: f.hereDesk }),
    longest({ desk: f.hereDesk }),
  ],
  order: [{ name: "full", api: { desk: f.orderDesk } }, offline({ desk: f.orderDesk }), longest({ desk: f.orderDesk })],
  out: [
    { name: "ok", api: { desk: f.outDesk } },
    { name: "demo", api: { desk: f.outDesk, demo: f.demo } },
    { name: "look", api: { desk: f.withLast(f.outDesk, f.answers.look) } },
    { name: "duplicate", api: { desk: f.withLast(f.outDesk, f.answers.duplicate) } },
    { name: "stop", api: { desk: f.withLast(f.outDesk, f.answers.stop) } },
    { name: "unknown", api: { desk: f.withLast(f.outDesk, f.answers.unknown), demo: f.demo } },
    { name: "sound-blocked", api: { desk: f.outDesk }, silent: true },
    { name: "several", api: { desk: f.withLast(f.outDesk, f.answers.also) } },
    { name: "not-answered", api: { desk: f.outDesk }, open: unanswered },
    { name: "question", api: { desk: f.askDesk } },
    { name: "empty", api: { desk: f.waitingOut } },
    { name: "no-order", api: { desk: f.adHocDesk } },
    { ...longest({ desk: f.adHocDesk }), name: "longest-no-order" },
    { name: "typing", api: { desk: f.outDesk }, open: (page) => type(page, "AB1") },
    offline({ desk: f.outDesk }),
    longest({ desk: f.outDesk }),
    { ...longest({ desk: f.askDesk }), name: "longest-question" },
  ],
  in: [{ name: "full", api: { desk: inDesk } }, { name: "empty", api: { desk: fresh("in") } }, offline({ desk: inDesk }), longest({ desk: inDesk })],
  move: [{ name: "full", api: { desk: moveDesk } }, { name: "empty", api: { desk: fresh("move") } }, offline({ desk: moveDesk }), longest({ desk: moveDesk })],
  new_order: [
    { name: "full", api: { desk: f.draftDesk } },
    { name: "ready", api: { desk: f.draftReady } },
    { name: "empty", api: { desk: f.draftEmpty } },
    offline({ desk: f.draftDesk }),
    longest({ desk: f.draftDesk }),
  ],
  pin: [
    { name: "empty", api: { desk: f.pinDesk } },
    { name: "typed", api: { desk: f.pinDesk }, open: (page) => type(page, "123") },
    { name: "locked", api: { desk: f.pinLocked } },
    offline({ desk: f.pinDesk }),
    longest({ desk: f.pinLocked }),
  ],
  quantity: [{ name: "typed", api: { desk: f.quantityDesk }, open: (page) => type(page, "24") }, offline({ desk: f.quantityDesk }), longest({ desk: f.quantityDesk })],
  find: [
    { name: "full", api: {}, open: find },
    { name: "typed", api: {}, open: async (page) => (await find(page), type(page, "142")) },
    { name: "orders", api: {}, open: click(".doors .door:nth-child(6)") },
    { name: "people", api: { hits: f.people }, open: click(".prompt__name") },
    { name: "empty", api: { hits: { hits: [], more: false, as_of: 0 } }, open: async (page) => (await find(page), await type(page, "ZZ")) },
    { name: "loading", api: { hits: "hang" }, open: find },
    { name: "error", api: { hits: "fail" }, open: find, failing: true },
    offline({}, find),
    longest({}, find),
  ],
  when: [{ name: "full", api: { desk: f.draftDesk }, open: due }, offline({ desk: f.draftDesk }, due), longest({ desk: f.draftDesk }, due)],
  tray: [
    { name: "full", api: { desk: f.outDesk }, open: trayTile },
    { name: "empty", api: { desk: { ...f.outDesk, tray: [], tray_n: 1 } }, open: trayTile },
    offline({ desk: f.outDesk }, trayTile),
    longest({ desk: f.outDesk }, trayTile),
  ],
  inbox: [
    { name: "full", api: { status: { ...f.status, inbox_open: 3 } }, open: inbox },
    { name: "empty", api: { inbox: { entries: [], open: 0 } }, open: inbox },
    { name: "loading", api: { inbox: "hang" }, open: inbox },
    { name: "error", api: { inbox: "fail" }, open: inbox, failing: true },
    offline({}, inbox),
    longest({}, inbox),
  ],
  health: [
    { name: "full", api: {}, open: health },
    { name: "bad", api: { health: f.healthBad, status: { ...f.status, ...f.offline, waiting: 2210 } }, open: health },
    { name: "loading", api: { health: "hang" }, open: health },
    { name: "error", api: { health: "fail" }, open: health, failing: true },
    offline({}, health),
    longest({ health: f.healthBad }, health),
  ],
};
