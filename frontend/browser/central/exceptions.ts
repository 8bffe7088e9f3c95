import type { Page } from "playwright-core";
import type { Exception } from "../../central/src/api/types";
import * as f from "./fixtures";
import { long, longest, press, refuse, standard, type CentralState } from "./states";

const reads = "GET /v1/exceptions";
const resolve = "POST /v1/exceptions/{id}/resolve";
const over: Exception[] = f.questions.map((q) => ({ ...q, status: "resolved", answers: [], answer: "noted", answered_at: q.created_at + 60_000, asset_id: "a4" }));
const answered = { at: "/exceptions?answered=true" };

const done = { ...f.questions[0], status: "resolved" };

const write = (page: Page): Promise<void> => page.locator(".question:nth-child(2) .answers__reason").fill("Grace has the paper.");

/** Somebody else answers what is looked at, while a reason is typed. */
async function overtaken(page: Page): Promise<void> {
  await write(page);
  await page.route("**/v1/exceptions?**", (r) => r.fulfill({ json: long(f.list(f.questions.filter((q) => q.id !== "x1"))) }));
  await page.locator(".question:nth-child(1) .button").first().click();
  await page.waitForSelector(".question--gone");
}

export const exceptions: CentralState[] = [
  ...standard({ reads }),
  { name: "answered", api: { [resolve]: done }, open: press(".question .button") },
  { name: "answered-before", api: { [resolve]: refuse(f.problems.answered) }, open: async (page) => (await write(page), await press(".question:nth-child(2) .button")(page)), failing: true },
  { name: "answer-refused", api: { [resolve]: refuse(f.problems.changed) }, open: press(".answers__one:nth-child(2) .button"), failing: true },
  { name: "answer-lost", api: { [resolve]: "lost" }, open: press(".question .button"), failing: true },
  { name: "overtaken", api: { [resolve]: done }, open: overtaken },
  { name: "overtaken-longest", api: { ...longest, [resolve]: done }, open: overtaken, pseudo: true },
  { name: "filtered", at: "/exceptions?severity=high&site_id=s1", api: { [reads]: f.list([f.questions[1]]) } },
  { name: "filtered-none", at: "/exceptions?severity=low&site_id=s1", api: { [reads]: f.list([]) } },
  { name: "over", ...answered, api: { [reads]: f.list(over) } },
  { name: "over-empty", ...answered, api: { [reads]: f.list([]) } },
  { name: "over-longest", ...answered, api: longest, pseudo: true },
];
