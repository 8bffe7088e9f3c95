import type { Page } from "playwright-core";
import * as f from "./fixtures";
import { longest, refuse, standard, standardOne, type CentralState } from "./states";

const reads = "GET /v1/inventory/assets";
const one = "GET /v1/inventory/assets/{id}";
const put = "PUT /v1/inventory/assets/{id}";
const fleet = Array.from({ length: 100 }, (_, i) => ({ ...f.items[i % f.items.length], id: `x${i}` }));

const save = async (page: Page): Promise<void> => {
  await page.waitForSelector("input[name=tag]");
  await page.locator("input[name=tag]").fill("LX-9999");
  await page.locator("button[type=submit]").click();
};

export const items: CentralState[] = [
  ...standard({ reads }),
  { name: "many", api: { [reads]: { items: fleet, next: "c", total: 100_000 } } },
  { name: "compact", api: {}, open: (page) => page.evaluate(() => (localStorage.setItem("rms.compact", "1"), document.documentElement.setAttribute("data-rows", "compact"))) },
  { name: "filtered", at: "/items?status=deployed&item_type_id=t1&q=lx", api: {} },
  { name: "none-found", at: "/items?q=zeppelin", api: {} },
  {
    name: "pick-filter", api: {}, open: async (page) => {
      await page.locator(".chip__button").first().click();
      await page.waitForSelector(".pick__choice");
    },
  },
  { name: "new", at: "/items?do=new", api: {} },
  { name: "new-wrong", at: "/items?do=new", api: {}, open: (page) => page.locator("button[type=submit]").click() },
  { name: "new-longest", at: "/items?do=new", api: longest, pseudo: true, open: (page) => page.locator("button[type=submit]").click() },
];

export const oneItem: CentralState[] = [
  ...standardOne({ reads: one, at: "/items/a4" }),
  { name: "available", at: "/items/a2", api: { "GET /v1/exceptions": f.list([]) } },
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
