import type { Page } from "playwright-core";
import * as f from "./fixtures";
import * as l from "./lists";
import { press, refuse, standard, standardOne, type CentralState } from "./states";

const choose = (bytes: number, name = "inventory-2026.csv") => async (page: Page): Promise<void> => {
  await page.setInputFiles(".dropzone__file", { name, mimeType: "text/csv", buffer: Buffer.alloc(bytes, "tag;type\n") });
  await page.waitForSelector(".dropzone__form");
};
const send = async (page: Page): Promise<void> => {
  await choose(96_000)(page);
  await page.locator(".dropzone button[type=submit]").click();
};
const noTable = { type: "about:blank", title: "Bad Request", status: 400, reason: "not_text", detail: "this is no text, but a workbook or a picture", hint: "save it as CSV in the program that made it" };
const columns = { ...noTable, reason: "too_many_columns", detail: "row 1 has more than 500 columns", hint: "leave out the columns that are not needed" };
const touched = { ...noTable, status: 409, reason: "touched_since", detail: "LX-0914 (row 14): it was changed or removed since; nothing was taken back", hint: "correct the rows one by one, or take back first what touched them" };
const refused = async (page: Page): Promise<void> => (await send(page), await page.waitForSelector(".dropzone .form__wrong"), undefined);

export const imports: CentralState[] = [
  ...standard({ reads: "GET /v1/imports" }),
  { name: "chosen", api: {}, open: choose(96_000) },
  { name: "too-large", api: {}, open: choose(33 * 1024 * 1024, "everything.csv") },
  { name: "sending", api: { "POST /v1/imports": "hang" }, open: async (page) => (await send(page), await page.waitForSelector("progress")) },
  { name: "lost", api: { "POST /v1/imports": "lost" }, open: refused, failing: true },
  { name: "no-table", api: { "POST /v1/imports": refuse(noTable) }, open: refused, failing: true },
  { name: "many-columns", api: { "POST /v1/imports": refuse(columns) }, open: refused, failing: true },
];

const one = "GET /v1/imports/{id}";
const at = "/imports/i1";
const counts = l.shown.counts;
const says = (selector: string) => async (page: Page): Promise<void> => (await press(".intake__head button")(page), await page.waitForSelector(selector), undefined);

export const oneImport: CentralState[] = [
  ...standardOne({ reads: one, at }),
  { name: "good", at, api: { [one]: l.good } },
  { name: "nothing", at, api: { [one]: { ...l.good, samples: [], counts: { ...counts, created: 0, changed: 0, wrong: 0, unchanged: 240 } } } },
  { name: "all-wrong", at, api: { [one]: { ...l.shown, samples: [], counts: { ...counts, created: 0, changed: 0, unchanged: 0, wrong: 238 } } } },
  { name: "checked", at, api: { [one]: l.good, "POST /v1/imports/{id}/commit": "hang" }, open: press(".intake__head button") },
  { name: "at-work", at, api: { [one]: l.atWork } },
  { name: "done", at, api: { [one]: l.done } },
  { name: "late", at, api: { [one]: { ...l.done, mode: "good_rows", late: [{ row: 31, reason: "tag_taken", message: "another item has this tag", hint: "give one of the two another tag" }] } } },
  { name: "hindered", at, api: { [one]: { ...l.done, hinders: l.hinders }, "POST /v1/imports/{id}/undo": refuse(touched) }, open: says(".form__wrong"), failing: true },
  { name: "undone", at, api: { [one]: l.undone } },
  { name: "failed", at, api: { [one]: l.failed } },
  { name: "refused", at, api: { "PUT /v1/imports/{id}": refuse(f.problems.broken) }, open: async (page) => (await page.locator("select[name=mode]").selectOption("good_rows"), await page.waitForSelector(".form__wrong")), failing: true },
];
