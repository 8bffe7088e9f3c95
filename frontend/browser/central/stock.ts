import type { Page } from "playwright-core";
import * as f from "./fixtures";
import { longest, press, refuse, standard, standardOne, type CentralState } from "./states";
import * as s from "./stock-rows";

const reads = "GET /v1/inventory/stock";
const one = "GET /v1/inventory/stock/{id}";
const enter = "POST /v1/inventory/stock/entries";
const back = "POST /v1/inventory/stock/entries/{id}/undo";
const first = s.stock[0];
const at = "/stock/sp1";
const many = Array.from({ length: 100 }, (_, i) => ({ ...s.stock[i % s.stock.length], id: `m${i}` }));
const bulk = { "GET /v1/inventory/stock/totals": { ...s.totals, on_hand: 4_816_230, rows: 100_000, item_types: 812, places: 9_204 } };
const none = { ...s.totals, on_hand: 0, rows: 0, item_types: 0, places: 0 };

const fill = (quantity: string, reason = "") => async (page: Page): Promise<void> => {
  await page.locator("input[name=quantity]").fill(quantity);
  if (reason !== "") await page.locator("input[name=reason]").fill(reason);
};
const send = (quantity: string, reason = "") => async (page: Page): Promise<void> => {
  await fill(quantity, reason)(page);
  await page.locator("button[type=submit]").click();
};

const belowZero = { ...f.problems.changed, reason: "below_zero", detail: "only 3 are there: no more than that can be taken away", hint: "count what is there, and enter that number instead", field: "quantity" };
const used = { ...belowZero, detail: "without this entry there would be -2: some of it was taken away since", field: "of" };

export const stocks: CentralState[] = [
  ...standard({ reads }).map((x) => (x.name === "empty" ? { ...x, api: { ...x.api, "GET /v1/inventory/stock/totals": none } } : x)),
  { name: "many", api: { [reads]: { items: many, next: "c", total: 100_000 }, ...bulk } },
  { name: "filtered", at: "/stock?item_type_id=t8&site_id=s1&below=10", api: { "GET /v1/inventory/stock/totals": { ...none, rows: 1, item_types: 1, places: 1 } } },
  { name: "none-found", at: "/stock?q=zeppelin", api: { "GET /v1/inventory/stock/totals": none } },
  { name: "new", at: "/stock?do=new", api: {} },
  { name: "new-wrong", at: "/stock?do=new&place_id=r2", api: {}, open: press("button[type=submit]") },
  { name: "new-longest", at: "/stock?do=new", api: longest, pseudo: true, open: press("button[type=submit]") },
];

export const oneStock: CentralState[] = [
  ...standardOne({ reads: one, at }).map((x) => (x.name === "longest" ? { ...x, api: { ...x.api, "GET /v1/inventory/stock/{id}/entries": { items: s.longEntries } } } : x)),
  { name: "count", at: `${at}?do=count`, api: {}, open: fill("1 200") },
  { name: "less-wrong", at: `${at}?do=less`, api: {}, open: send("149") },
  { name: "less-refused", at: `${at}?do=less`, api: { [enter]: refuse(belowZero) }, failing: true, open: async (page) => (await send("5", "torn")(page), await page.waitForSelector(".field__wrong")) },
  { name: "busy", at: `${at}?do=receive`, api: { [enter]: "hang" }, open: send("50", "delivery of Monday") },
  {
    name: "entered", at: `${at}?do=less`, api: { [enter]: { entry: { ...s.entries[0], quantity: -3, on_hand: 145 }, stock: { ...first, on_hand: 145, rev: 5 } } },
    open: async (page) => (await send("3", "torn")(page), await page.waitForSelector(".toast")),
  },
  {
    name: "conflict", at: `${at}?do=count`, failing: true, api: { [enter]: refuse(f.problems.stale) },
    open: async (page) => {
      await page.waitForSelector("input[name=quantity]");
      await page.route("**/v1/inventory/stock/sp1", (r) => (r.request().method() === "GET" ? r.fulfill({ json: { ...first, rev: 9, on_hand: 131 } }) : r.fallback()));
      await send("140")(page);
      await page.waitForSelector(".conflict");
    },
  },
  { name: "take-back", at, api: {}, open: press(".stock__undo") },
  {
    name: "take-back-refused", at, api: { [back]: refuse(used) }, failing: true,
    open: async (page) => (await press(".stock__undo")(page), await press(".sure .button--danger")(page), await page.waitForSelector(".sure__wrong")),
  },
  { name: "history-fails", at, api: { "GET /v1/inventory/stock/{id}/entries": refuse(f.problems.broken) }, failing: true },
];
