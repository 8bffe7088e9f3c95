import type { Page } from "playwright-core";
import * as f from "./fixtures";
import { longest, press, refuse, standard, standardOne, type CentralState } from "./states";

const reads = "GET /v1/rent-actions";
const put = "PUT /v1/rent-actions/{id}";
const approve = "POST /v1/rent-actions/{id}/approve";
const many = Array.from({ length: 100 }, (_, i) => ({ ...f.orderRows[i % f.orderRows.length], id: `m${i}` }));
const first = press(".ways--steps .button--first");
/** Turning down is the second of the steps of a pending order. */
const turnDown = async (page: Page): Promise<void> => {
  await page.locator(".ways--steps .button").nth(1).click();
  await page.waitForSelector("input[name=reason]");
};

const pickType = async (page: Page): Promise<void> => {
  await page.locator(".asked .pick input").click();
  await page.locator(".pick__choice").first().click();
  await page.waitForSelector(".asked__line");
};

const asap = async (page: Page): Promise<void> => {
  await page.locator("input[name=is_asap]").click();
  await page.locator("select[name=priority]").selectOption("urgent");
};
/** The site is closed on the day that is typed, and no time is said. */
const closedDay = async (page: Page): Promise<void> => {
  await pickType(page);
  await page.locator("input[name=start_day]").fill("2026-12-25");
  await page.locator("input[name=end_day]").fill("2026-12-28");
  await page.locator("button[type=submit]").click();
  await page.waitForSelector(".field__wrong");
};
const theirs = { ...f.orderRows[1], rev: 9, notes: "Ring at the gate.", is_asap: true, lines: f.orderRows[1]?.lines?.slice(0, 2) };
/** Somebody else changed the order: what they made of it stands beside what is typed. */
const stale = async (page: Page): Promise<void> => {
  await page.waitForSelector("input[name=title]");
  await page.route("**/v1/rent-actions/o15", (r) => (r.request().method() === "GET" ? r.fulfill({ json: theirs }) : r.fallback()));
  await page.locator("input[name=title]").fill("Harbour lights, second stage");
  await page.locator("button[type=submit]").click();
  await page.waitForSelector(".conflict");
};
const save = async (page: Page): Promise<void> => {
  await page.locator("input[name=title]").fill("Harbour lights, second stage");
  await page.locator("button[type=submit]").click();
  await page.waitForSelector(".toast__undo");
};
const create = async (page: Page): Promise<void> => {
  await page.waitForSelector("button[type=submit]");
  await page.locator("button[type=submit]").click();
  await page.waitForSelector(".toast__undo");
};

export const orders: CentralState[] = [
  ...standard({ reads }),
  { name: "many", api: { [reads]: { items: many, next: "c", total: 100_000 } } },
  { name: "pending", at: "/orders?status=pending&site_id=s1", api: {} },
  { name: "due-back", at: "/orders?ends_from=1795129200000&ends_to=1795215600000&has_out=true&overdue=true", api: {} },
  { name: "new", at: "/orders?do=new", api: {} },
  { name: "new-wrong", at: "/orders?do=new", api: {}, open: (page) => page.locator("button[type=submit]").click() },
  { name: "new-lines", at: "/orders?do=new", api: {}, open: pickType },
  { name: "new-longest", at: "/orders?do=new", api: longest, open: pickType, pseudo: true },
  { name: "new-asap", at: "/orders?do=new", api: {}, open: asap },
  { name: "new-closed", at: "/orders?do=new&site_id=s1", api: {}, open: closedDay },
  { name: "again", at: "/orders?do=new&again=o15", api: {} },
  { name: "created", at: "/orders?do=new&again=o15", api: { "POST /v1/rent-actions": f.orderRows[2] ?? {} }, open: create },
  { name: "none-found", at: "/orders?q=zeppelin", api: {} },
];

export const oneOrder: CentralState[] = [
  ...standardOne({ reads: "GET /v1/rent-actions/{id}", at: "/orders/o15" }),
  { name: "out", at: "/orders/o11", api: { "GET /v1/inventory/assets": f.list(f.items.slice(0, 2)) } },
  { name: "elsewhere", at: "/orders/o18", api: { "GET /v1/inventory/assets": f.list([]) } },
  { name: "rejected", at: "/orders/o2", api: { "GET /v1/inventory/assets": f.list([]) } },
  { name: "approved", at: "/orders/o15", api: { [approve]: { ...f.orderRows[1], status: "approved", rev: 4 } }, open: async (page) => (await first(page), await page.waitForSelector(".toast")) },
  { name: "stale", at: "/orders/o15", api: { [approve]: refuse(f.problems.stale) }, open: async (page) => (await first(page), await page.waitForSelector(".toast")), failing: true },
  { name: "lost", at: "/orders/o15", api: { [approve]: "lost" }, open: async (page) => (await first(page), await page.waitForSelector(".form__wrong")), failing: true },
  { name: "edit", at: "/orders/o15?do=edit", api: {} },
  { name: "edit-longest", at: "/orders/o15?do=edit", api: longest, pseudo: true },
  { name: "edited", at: "/orders/o15?do=edit", api: { [put]: f.orderRows[1] ?? {} }, open: save },
  {
    name: "edit-conflict", at: "/orders/o15?do=edit", failing: true, open: stale,
    api: { [put]: refuse(f.problems.stale) },
  },
  { name: "reject", at: "/orders/o15", api: {}, open: turnDown },
  { name: "reject-why", at: "/orders/o15", api: {}, open: async (page) => (await turnDown(page), await page.locator(".sure button[type=submit]").click()) },
  { name: "reject-longest", at: "/orders/o15", api: longest, open: turnDown, pseudo: true },
];
