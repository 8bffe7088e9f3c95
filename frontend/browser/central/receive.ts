import type { Page } from "playwright-core";
import * as f from "./fixtures";
import * as lists from "./lists";
import { cut, longest, refuse, standard, type CentralState } from "./states";

const pickFirst = async (page: Page, n: number): Promise<void> => {
  await page.locator(".pick input").nth(n).click();
  await page.locator(".pick__choice").first().click();
};
const fill = async (page: Page): Promise<void> => {
  await pickFirst(page, 0);
  await pickFirst(page, 1);
  await page.locator("input[name=quantity]").fill("24");
  await page.waitForSelector(".nexttags p:not(.muted)");
};
const scan = async (page: Page): Promise<void> => {
  for (const code of ["LX-0142", "LX-0142", "MP 1"]) {
    await page.locator(".scans__line input").fill(code);
    await page.keyboard.press("Enter");
  }
  await page.waitForSelector(".scans__one:nth-child(3) .sign");
};
const submit = (page: Page): Promise<void> => page.locator("button[type=submit]").click();
const done = "/receive?receipt_id=rc1";
const touched = { type: "about:blank", title: "Conflict", status: 409, reason: "touched_since", detail: "MEGA-PTR-0103 is out", hint: "take back the others one by one" };
const series = { type: "about:blank", title: "Conflict", status: 409, reason: "tag_taken", detail: "somebody took MEGA-PTR-0101 meanwhile", hint: "try again: it gets the next tags" };

export const receive: CentralState[] = [
  { name: "full", api: {}, open: fill },
  { name: "viewer", api: { "GET /v1/auth/me": f.viewer } },
  { name: "viewer-one", at: "/receive?receipt_id=rc1", api: { "GET /v1/auth/me": f.viewer } },
  { name: "offline", api: {}, open: cut, failing: true },
  { name: "longest", api: longest, open: fill, pseudo: true },
  { name: "wrong", api: {}, open: submit },
  { name: "refused", api: { "POST /v1/inventory/receipts": refuse(series) }, open: async (page) => (await fill(page), await submit(page), await page.waitForSelector(".form__wrong")), failing: true },
  { name: "lost", api: { "POST /v1/inventory/receipts": "lost" }, open: async (page) => (await fill(page), await submit(page), await page.waitForSelector(".form__wrong")), failing: true },
  { name: "scan", at: "/receive?how=scan", api: {}, open: scan },
  { name: "scan-longest", at: "/receive?how=scan", api: longest, open: scan, pseudo: true },
  { name: "scan-lost", at: "/receive?how=scan", api: { "POST /v1/inventory/receipts/check": "lost" }, open: async (page) => (await page.locator(".scans__line input").fill("LX-1"), await page.keyboard.press("Enter"), await page.waitForSelector(".form__wrong")), failing: true },
  ...standard({ reads: "GET /v1/inventory/receipts", at: "/receive?how=past" }).filter((s) => s.name !== "viewer" && s.name !== "offline").map((s) => ({ ...s, name: `past-${s.name}` })),
  { name: "received", at: done, api: {} },
  { name: "received-longest", at: done, api: longest, pseudo: true },
  { name: "taken-back", at: done, api: { "GET /v1/inventory/receipts/{id}": lists.takenBack } },
  { name: "undo-hindered", at: done, api: { "POST /v1/inventory/receipts/{id}/undo": refuse(touched) }, open: async (page) => (await page.locator(".ways .button--quiet").click(), await page.waitForSelector(".form__wrong")), failing: true },
  { name: "gone", at: done, api: { "GET /v1/inventory/receipts/{id}": refuse(f.problems.gone) }, failing: true },
];

const at = "/labels?receipt_id=rc1";
const sheet = async (page: Page): Promise<void> => {
  await page.locator("select[name=stock]").selectOption({ index: 1 });
  await page.locator(".onesheet__one").nth(7).click();
  await page.mouse.move(0, 0);
};

export const labels: CentralState[] = [
  ...standard({ reads: "GET /v1/labels/stocks", also: ["GET /v1/inventory/receipts/{id}"], at }).filter((s) => s.name !== "empty"),
  { name: "nothing", api: {} },
  { name: "sheet", at, api: {}, open: sheet },
  { name: "sheet-longest", at, api: longest, open: sheet, pseudo: true },
  { name: "filter", at: "/labels?of=items&status=available", api: { "GET /v1/inventory/assets": { items: f.items, total: 2400, next: "c" } } },
  { name: "taken-back", at, api: { "GET /v1/inventory/receipts/{id}": lists.takenBack } },
  { name: "too-many", at: "/labels?of=items", api: { "POST /v1/labels": refuse({ type: "about:blank", title: "Too large", status: 413, reason: "too_many_labels", detail: "these are more than 2000 labels", hint: "narrow the filter, or print them in parts" }) }, open: async (page) => (await page.locator("button[type=submit]").click(), await page.waitForSelector(".form__wrong")), failing: true },
];
