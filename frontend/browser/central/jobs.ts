import type { Page } from "playwright-core";
import * as f from "./fixtures";
import { longest, press, refuse, standard, standardOne, type CentralState } from "./states";

const reads = "GET /v1/projects";
const put = "PUT /v1/projects/{id}";
const first = f.jobs[0];
const many = Array.from({ length: 100 }, (_, i) => ({ ...f.jobs[i % f.jobs.length], id: `m${i}` }));

const rename = async (page: Page): Promise<void> => {
  await page.locator("input[name=name]").fill("Harbour lights, both nights");
  await page.locator("button[type=submit]").click();
};

const inUse = { ...f.problems.changed, reason: "in_use", detail: "it cannot be removed: orders for it: 2", hint: "set it to done instead" };

export const jobs: CentralState[] = [
  ...standard({ reads }),
  { name: "many", api: { [reads]: { items: many, next: "c", total: 1840 } } },
  { name: "filtered", at: "/jobs?status=active&company_id=co2&starts_from=1795129200000&starts_to=1795734000000", api: {} },
  { name: "none-found", at: "/jobs?q=zeppelin", api: {} },
  { name: "new", at: "/jobs?do=new", api: {} },
  {
    name: "new-wrong", at: "/jobs?do=new&site_id=s1", api: {}, open: async (page) => {
      await page.locator("input[name=name]").fill("Harbour lights");
      await page.locator("input[name=start_day]").fill("2026-11-20");
      await page.locator("button[type=submit]").click();
    },
  },
  { name: "new-longest", at: "/jobs?do=new", api: longest, pseudo: true, open: press("button[type=submit]") },
];

export const oneJob: CentralState[] = [
  ...standardOne({ reads: "GET /v1/projects/{id}", at: "/jobs/j1" }),
  { name: "bare", at: "/jobs/j4", api: { "GET /v1/projects/{id}/orders": f.list([]) } },
  { name: "done", at: "/jobs/j5", api: {} },
  { name: "sums-fail", at: "/jobs/j1", api: { "GET /v1/projects/{id}/orders": refuse(f.problems.broken) }, failing: true },
  { name: "turned", at: "/jobs/j1", api: { [put]: { ...first, status: "done", rev: 4 } }, open: async (page) => (await press(".ways--steps .button--first")(page), await page.waitForSelector(".toast")) },
  {
    name: "in-use", at: "/jobs/j1", api: { "DELETE /v1/projects/{id}": refuse(inUse) }, failing: true, open: async (page) => {
      await page.locator(".passport__actions button").first().click();
      await page.locator(".sure .button--danger").click();
      await page.waitForSelector(".sure__wrong");
    },
  },
  { name: "edit", at: "/jobs/j1?do=edit", api: {} },
  { name: "edit-longest", at: "/jobs/j3?do=edit", api: longest, pseudo: true },
  {
    name: "edit-conflict", at: "/jobs/j1?do=edit", failing: true, api: { [put]: refuse(f.problems.stale) },
    open: async (page) => {
      await page.waitForSelector("input[name=name]");
      await page.route("**/v1/projects/j1", (r) => (r.request().method() === "GET" ? r.fulfill({ json: { ...first, rev: 9, status: "done", place_id: "c2" } }) : r.fallback()));
      await rename(page);
      await page.waitForSelector(".conflict");
    },
  },
];
