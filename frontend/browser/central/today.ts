import type { Page } from "playwright-core";
import * as f from "./fixtures";
import { long, longest, press, refuse, standard, type CentralState } from "./states";

const openFact = (n: number) => press(`.table--facts tbody tr:nth-child(${n}) .row__open`);
const reads = "GET /v1/today";
const also = ["GET /v1/exceptions", "GET /v1/facts"];
const answer = "POST /v1/exceptions/{id}/resolve";
const week = 7 * 86_400_000;
/** Nothing is to be done, and what happened last was long ago. */
const quiet = {
  [reads]: f.quietToday, "GET /v1/exceptions": f.list([]),
  "GET /v1/facts": f.list(f.facts.items.slice(0, 16).map((x, i) => ({ ...x, at: x.at - (i < 4 ? week / 7 : week), received_at: x.received_at - (i < 4 ? week / 7 : week) }))),
};

/** A number is pressed: the list that it counts has its filters as chips. */
const follow = (n: number) => async (page: Page): Promise<void> => {
  await page.locator(".figure__n").nth(n).click();
  await page.waitForSelector(".chip--on");
};

export const today: CentralState[] = [
  ...standard({ reads, also, full: { "GET /v1/facts": f.facts } }).map((s) => (s.name === "empty" ? { ...s, api: { ...s.api, [reads]: f.today(0) } } : s)),
  { name: "sites", api: { [reads]: f.today(10), "GET /v1/facts": f.facts } },
  { name: "sites-longest", api: { ...longest, [reads]: long(f.today(10)) as object }, pseudo: true },
  { name: "site-gone", at: "/?site_id=s77", api: { [reads]: refuse(f.problems.gone) }, failing: true },
  { name: "quiet", api: quiet },
  { name: "follow-out", shows: "today", api: {}, open: follow(0) },
  { name: "follow-back", shows: "today", api: {}, open: follow(1) },
  { name: "demo", api: { "GET /v1/info": { ...f.info, demo: true } } },
  { name: "fact", api: {}, open: openFact(5) },
  { name: "fact-question", api: {}, open: openFact(3) },
  { name: "find-none", api: {}, open: (page) => page.locator("[data-find]").fill("zeppelin") },
  { name: "answered", api: { [answer]: { ...f.questions[0], status: "resolved" } }, open: press(".question .button") },
  { name: "answer-refused", api: { [answer]: refuse(f.problems.changed) }, open: press(".answers__one:nth-child(2) .button"), failing: true },
  { name: "longest-fact", api: longest, open: openFact(5), pseudo: true },
];
