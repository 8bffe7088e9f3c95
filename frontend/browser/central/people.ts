import type { Page } from "playwright-core";
import * as f from "./fixtures";
import { longest, press, refuse, standard, standardOne, type CentralState } from "./states";

const reads = "GET /v1/people";
const one = "GET /v1/people/{id}";
const put = "PUT /v1/people/{id}";
const ada = f.peopleRows[0];
const many = Array.from({ length: 100 }, (_, i) => ({ ...f.peopleRows[i % f.peopleRows.length], id: `m${i}` }));

/** Presses the button that bears this text. */
const say = (text: string, after: string) => async (page: Page): Promise<void> => {
  await page.locator(`.passport button:text-is("${text}")`).first().click();
  await page.waitForSelector(after);
  await page.mouse.move(0, 0);
};

const rename = async (page: Page): Promise<void> => {
  await page.locator("input[name=name]").fill("Ada King");
  await page.locator("button[type=submit]").click();
};

/** Scrolls what lets somebody in into sight. */
const down = async (page: Page): Promise<void> => page.locator(".part").last().scrollIntoViewIfNeeded();

const makeBadge = say("Make a badge", ".minted");
const setPIN = (first: string, again: string) => async (page: Page): Promise<void> => {
  await say("Change the PIN", "input[name=pin]")(page);
  await page.locator("input[name=pin]").fill(first);
  await page.locator("input[name=again]").fill(again);
  await page.locator("button[type=submit]").click();
};

const inUse = { ...f.problems.changed, reason: "in_use", detail: "it cannot be removed: orders that ask for something: 12, things that happened to it: 340", hint: "archive the person instead: badges and PIN open nothing any more" };

export const people: CentralState[] = [
  ...standard({ reads }),
  { name: "many", api: { [reads]: { items: many, next: "c", total: 4218 } } },
  { name: "filtered", at: "/people?company_id=co1&site_id=s1&capability=out&archived=true", api: {} },
  { name: "none-found", at: "/people?q=zeppelin", api: {} },
  { name: "new", at: "/people?do=new", api: {} },
  { name: "new-wrong", at: "/people?do=new", api: {}, open: press("button[type=submit]") },
  { name: "new-longest", at: "/people?do=new", api: longest, pseudo: true, open: press("button[type=submit]") },
];

export const onePerson: CentralState[] = [
  ...standardOne({ reads: one, at: "/people/p1" }),
  { name: "kiosks", at: "/people/p1", api: {}, open: down },
  { name: "kiosks-longest", at: "/people/p1", api: longest, pseudo: true, open: down },
  { name: "bare", at: "/people/p4", api: { "GET /v1/people/{id}/access": { badges: 0, pin_set: false, capabilities: [] }, "GET /v1/people/{id}/badges": f.list([]) } },
  { name: "lacks", at: "/people/p3", api: { "GET /v1/people/{id}/access": { ...f.access, pin_set: false } }, open: down },
  { name: "archived", at: "/people/p5", api: { "GET /v1/people/{id}/access": { badges: 0, pin_set: false, capabilities: [] }, "GET /v1/people/{id}/badges": f.list(f.badges.map((b) => ({ ...b, revoked: true }))) } },
  { name: "badge", at: "/people/p1", api: { "POST /v1/people/{id}/badges": f.minted }, open: async (page) => (await makeBadge(page), await page.locator(".minted").scrollIntoViewIfNeeded()) },
  { name: "badge-lost", at: "/people/p1", api: { "POST /v1/people/{id}/badges": "lost" }, open: say("Make a badge", ".form__wrong"), failing: true },
  { name: "badge-revoke", at: "/people/p1", api: {}, open: say("Revoke", ".sure") },
  { name: "pin", at: "/people/p1", api: {}, open: say("Change the PIN", "input[name=pin]") },
  { name: "pin-differs", at: "/people/p1", api: {}, open: setPIN("4711", "4712") },
  { name: "pin-remove", at: "/people/p1", api: {}, open: say("Take it away", ".sure") },
  { name: "archive", at: "/people/p1", api: {}, open: say("Archive", ".sure") },
  {
    name: "in-use", at: "/people/p1", api: { "DELETE /v1/people/{id}": refuse(inUse) }, failing: true,
    open: async (page) => (await say("Remove", ".sure")(page), await say("Remove for good", ".sure__wrong")(page)),
  },
  { name: "edit", at: "/people/p1?do=edit", api: {} },
  { name: "edit-longest", at: "/people/p1?do=edit", api: longest, pseudo: true },
  {
    name: "edit-conflict", at: "/people/p1?do=edit", failing: true, api: { [put]: refuse(f.problems.stale) },
    open: async (page) => {
      await page.waitForSelector("input[name=name]");
      await page.route("**/v1/people/p1", (r) => (r.request().method() === "GET" ? r.fulfill({ json: { ...ada, rev: 9, phone: "+49 30 5550 7", capabilities: ["move", "out"] } }) : r.fallback()));
      await rename(page);
      await page.waitForSelector(".conflict");
    },
  },
  { name: "saved", at: "/people/p1?do=edit", api: { [put]: { ...ada, rev: 5 } }, open: async (page) => (await rename(page), await page.waitForSelector(".toast")) },
];
