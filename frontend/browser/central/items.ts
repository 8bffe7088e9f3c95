import type { Page } from "playwright-core";
import * as f from "./fixtures";
import { longest, press, refuse, standard, standardOne, type CentralState } from "./states";

const reads = "GET /v1/inventory/assets";
const one = "GET /v1/inventory/assets/{id}";
const put = "PUT /v1/inventory/assets/{id}";
const fleet = Array.from({ length: 100 }, (_, i) => ({ ...f.items[i % f.items.length], id: `x${i}` }));

const save = async (page: Page): Promise<void> => {
  await page.waitForSelector("input[name=tag]");
  await page.locator("input[name=tag]").fill("LX-9999");
  await page.locator("button[type=submit]").click();
};

const bulk = "POST /v1/inventory/assets/bulk";
const remove = "DELETE /v1/inventory/assets/{id}";

/** Two rows and all between them are chosen. */
const choose = async (page: Page): Promise<void> => {
  await page.waitForSelector("td.choose input");
  await page.locator("td.choose input").nth(2).click();
  await page.locator("td.choose input").nth(5).click({ modifiers: ["Shift"] });
  await page.waitForSelector(".bulk");
};
const move = async (page: Page): Promise<void> => {
  await choose(page);
  await page.locator(".bulk .pick input").click();
  await page.locator(".pick__choice").nth(1).click();
  await page.locator(".bulk .bulk__line .button").first().click();
};
const some = { committed: true, done: 3, refused: 1, items: [0, 1, 2].map((index) => ({ index, status: 200, id: `a${index + 2}`, etag: '"2"' })).concat({ index: 3, status: 412, id: "a5", problem: f.problems.stale } as never) };

export const items: CentralState[] = [
  ...standard({ reads }),
  { name: "many", api: { [reads]: { items: fleet, next: "c", total: 100_000 } } },
  { name: "compact", api: {}, open: (page) => page.evaluate(() => (localStorage.setItem("rms.compact", "1"), document.documentElement.setAttribute("data-rows", "compact"))) },
  { name: "filtered", at: "/items?status=deployed&item_type_id=t1&q=lx", api: {} },
  { name: "none-found", at: "/items?q=zeppelin", api: {} },
  { name: "late", at: "/items?site_id=s1&overdue=true&rent_action_id=o15&holder_id=p2", api: { [reads]: f.list([f.items[4]]) } },
  { name: "chosen", api: {}, open: choose },
  { name: "chosen-longest", api: longest, open: choose, pseudo: true },
  { name: "chosen-moved", api: { [bulk]: some }, open: async (page) => (await move(page), await page.waitForSelector(".bulk__refused")) },
  { name: "chosen-lost", api: { [bulk]: "lost" }, open: async (page) => (await move(page), await page.waitForSelector(".bulk__wrong")), failing: true },
  { name: "chosen-sure", api: {}, open: async (page) => (await choose(page), await page.locator(".bulk .bulk__line .button").nth(1).click()) },
  {
    name: "pick-filter", api: {}, open: async (page) => {
      await page.locator(".chip__button").first().click();
      await page.waitForSelector(".pick__choice");
    },
  },
  { name: "new", at: "/items?do=new", api: {} },
  { name: "new-wrong", at: "/items?do=new", api: {}, open: (page) => page.locator("button[type=submit]").click() },
  {
    name: "created", at: "/items?do=new&item_type_id=t1", api: { "POST /v1/inventory/assets": { ...f.items[2], rev: 1 } }, open: async (page) => {
      await save(page);
      await page.waitForSelector(".toast__undo");
    },
  },
  { name: "new-longest", at: "/items?do=new", api: longest, pseudo: true, open: (page) => page.locator("button[type=submit]").click() },
];

export const oneItem: CentralState[] = [
  ...standardOne({ reads: one, at: "/items/a4" }),
  { name: "available", at: "/items/a2", api: { "GET /v1/exceptions": f.list([]) } },
  { name: "remove", at: "/items/a4", api: {}, open: async (page) => (await press(".passport__actions .button--quiet")(page), await page.waitForSelector(".sure")) },
  {
    name: "remove-in-use", at: "/items/a4", api: { [remove]: refuse(f.problems.used) }, failing: true, open: async (page) => {
      await press(".passport__actions .button--quiet")(page);
      await page.locator(".sure .button--danger").click();
      await page.waitForSelector(".sure__wrong");
    },
  },
  { name: "no-history", at: "/items/a2", api: { "GET /v1/inventory/assets/{id}/history": f.list([]), "GET /v1/exceptions": f.list([]) } },
  { name: "edit", at: "/items/a4?do=edit", api: {} },
  { name: "edit-taken", at: "/items/a4?do=edit", api: { [put]: refuse(f.problems.taken) }, open: save, failing: true },
  { name: "edit-lost", at: "/items/a4?do=edit", api: { [put]: "lost" }, open: save, failing: true },
  {
    name: "edit-conflict", at: "/items/a4?do=edit", failing: true,
    api: { [put]: refuse(f.problems.stale) },
    open: async (page) => {
      await page.waitForSelector("input[name=tag]");
      await page.route("**/v1/inventory/assets/a4", (r) => (r.request().method() === "GET" ? r.fulfill({ json: { ...f.items[4], rev: 9, serial: "GLP-77", notes: "New lamp." } }) : r.fallback()));
      await save(page);
      await page.waitForSelector(".conflict");
    },
  },
  { name: "saved", at: "/items/a4?do=edit", api: { [put]: { ...f.items[4], rev: 2 } }, open: async (page) => (await save(page), await page.waitForSelector(".toast")) },
  {
    name: "leaving", at: "/items/a4?do=edit", api: {}, open: async (page) => {
      await page.locator("input[name=tag]").fill("LX-9999");
      await page.locator(".passport__close").click();
      await page.waitForSelector(".leaving");
    },
  },
  { name: "edit-longest", at: "/items/a4?do=edit", api: longest, pseudo: true },
];
