import type { Page } from "playwright-core";
import type { EnrolmentCode, Events, Exception, Facts, Info, Kiosk, Me, Place, Problem } from "../central/src/api/types";
import { Refusal, type CentralApi } from "./central-stage";
import * as f from "./central-fixtures";
import { now } from "./fixtures";
import { longName } from "./lengthen";

export interface CentralState {
  name: string;
  route: "asking" | "out" | "in";
  api: Partial<CentralApi>;
  open?: (page: Page) => Promise<void>;
  pseudo?: boolean;
  failing?: boolean;
}

const refuse = (problem: Problem): Refusal => new Refusal(problem);
const list = <T>(items: T[]): { items: T[] } => ({ items });

async function logIn(page: Page): Promise<void> {
  await page.locator("input[name=login]").fill("mara");
  await page.locator("input[name=password]").fill("stage-left");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".login__wrong, .frame");
}

const press = (selector: string) => async (page: Page): Promise<void> => {
  await page.locator(selector).first().click();
  await page.mouse.move(0, 0);
};

const openFact = (n: number) => press(`.table--facts tbody tr:nth-child(${n}) .row__open`);

async function enrol(page: Page): Promise<void> {
  await press(".panel--kiosks .panel__head .button")(page);
  await page.waitForSelector(".enrol");
}

async function makeCode(page: Page): Promise<void> {
  await enrol(page);
  await page.locator(".enrol select").selectOption({ index: 1 });
  await page.locator(".enrol button[type=submit]").click();
  await page.waitForSelector(".enrol__code");
}

/** After the first picture central stops answering. */
async function cut(page: Page): Promise<void> {
  await page.evaluate(() => window.dispatchEvent(new Event("rms-cut")));
  await page.waitForSelector(".offline");
}

const stretch = (text: string): string => `${text} ${longName}`.slice(0, 60);
const long = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(long);
  if (typeof value !== "object" || value === null) return value;
  const names = new Set(["name", "person", "kiosk", "place", "item", "other_person", "other_kiosk", "other_place"]);
  return Object.fromEntries(Object.entries(value).map(([k, v]: [string, unknown]) => {
    if (typeof v === "string" && names.has(k)) return [k, stretch(v)];
    if (k === "queue_depth" || k === "things") return [k, 9999];
    return [k, long(v)];
  }));
};
const lengthen = <T>(value: T): T => long(value) as T;

const longest: Partial<CentralApi> = {
  info: { ...f.info, demo: true } satisfies Info, me: lengthen<Me>(f.me), facts: lengthen<Facts>({ items: f.facts.items.slice(0, 16) }), questions: lengthen(list<Exception>(f.questions)),
  kiosks: lengthen(list<Kiosk>([...f.kiosks, ...f.kiosksBad])), sites: lengthen(list<Place>(f.sites)),
};
const code: EnrolmentCode = { code: "7KQ2-MXPF-3HD9", expires_at: now + 3_600_000 };
const none: Events = f.noEvents;

/** Every state that the page can be in. */
export const centralStates: CentralState[] = [
  { name: "starting", route: "asking", api: { me: "hang" } },
  { name: "starting-offline", route: "asking", api: { info: "lost" }, failing: true },
  { name: "login", route: "out", api: { me: refuse(f.problems.over) }, failing: true },
  { name: "login-demo", route: "out", api: { me: refuse(f.problems.over), info: { ...f.info, demo: true } }, failing: true },
  { name: "login-wrong", route: "out", api: { me: refuse(f.problems.over), login: refuse(f.problems.wrong) }, open: logIn, failing: true },
  { name: "login-wait", route: "out", api: { me: refuse(f.problems.over), login: refuse(f.problems.wait) }, open: logIn, failing: true },
  { name: "login-offline", route: "out", api: { me: refuse(f.problems.over), login: "lost" }, open: logIn, failing: true },
  { name: "login-ended", route: "out", api: { events: refuse(f.problems.over) }, failing: true },
  { name: "login-longest", route: "out", api: { me: refuse(f.problems.over), login: refuse(f.problems.wait), info: { ...f.info, demo: true } }, open: logIn, pseudo: true, failing: true },
  { name: "full", route: "in", api: { facts: f.facts } },
  { name: "demo", route: "in", api: { info: { ...f.info, demo: true } } },
  { name: "viewer", route: "in", api: { me: f.viewer } },
  { name: "empty", route: "in", api: { facts: list([]), questions: list([]), kiosks: list([]), events: none } },
  { name: "loading", route: "in", api: { facts: "hang", questions: "hang", kiosks: "hang" } },
  { name: "error", route: "in", api: { facts: refuse(f.problems.broken), questions: refuse(f.problems.broken), kiosks: refuse(f.problems.broken) }, failing: true },
  { name: "offline", route: "in", api: {}, open: cut, failing: true },
  { name: "kiosks-bad", route: "in", api: { kiosks: list(f.kiosksBad) } },
  { name: "fact", route: "in", api: {}, open: openFact(5) },
  { name: "fact-question", route: "in", api: {}, open: openFact(3) },
  { name: "find", route: "in", api: {}, open: (page) => page.locator("[data-find]").fill("grace soho") },
  { name: "find-none", route: "in", api: {}, open: (page) => page.locator("[data-find]").fill("zeppelin") },
  { name: "answered", route: "in", api: { resolve: { ...f.questions[0], status: "resolved" } as Exception }, open: press(".question .button") },
  { name: "answered-before", route: "in", api: { resolve: refuse(f.problems.answered) }, open: press(".question .button"), failing: true },
  { name: "answer-refused", route: "in", api: { resolve: refuse(f.problems.changed) }, open: press(".question .button:nth-child(2)"), failing: true },
  { name: "answer-lost", route: "in", api: { resolve: "lost" }, open: press(".question .button"), failing: true },
  { name: "enrol", route: "in", api: {}, open: enrol },
  { name: "enrol-code", route: "in", api: { code }, open: makeCode },
  { name: "longest", route: "in", api: longest, pseudo: true },
  { name: "longest-fact", route: "in", api: longest, open: openFact(5), pseudo: true },
];
