import type { Page } from "playwright-core";
import * as f from "./fixtures";
import { longest, press, refuse, type CentralState } from "./states";

async function logIn(page: Page): Promise<void> {
  await page.locator("input[name=login]").fill("mara");
  await page.locator("input[name=password]").fill("stage-left");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".login__wrong, .frame");
}

/** A form that is sent when the session is over. */
async function typed(page: Page): Promise<void> {
  await page.locator("input[name=name]").fill("Noor Haddad");
  await page.locator("button[type=submit]").click();
  await page.waitForSelector(".login__again");
}

const out = { "GET /v1/auth/me": refuse(f.problems.over) };

export const login: CentralState[] = [
  { name: "full", api: out, failing: true },
  { name: "starting", shows: "asking", api: { "GET /v1/auth/me": "hang" } },
  { name: "offline", shows: "asking", api: { "GET /v1/info": "lost" }, failing: true },
  { name: "demo", api: { ...out, "GET /v1/info": { ...f.info, demo: true } }, failing: true },
  { name: "wrong", api: { ...out, "POST /v1/auth/login": refuse(f.problems.wrong) }, open: logIn, failing: true },
  { name: "wait", api: { ...out, "POST /v1/auth/login": refuse(f.problems.wait) }, open: logIn, failing: true },
  { name: "lost", api: { ...out, "POST /v1/auth/login": "lost" }, open: logIn, failing: true },
  { name: "ended", at: "/items", api: { "GET /v1/events": refuse(f.problems.over) }, failing: true },
  { name: "revoked", at: "/people?do=new", api: { "POST /v1/people": refuse(f.problems.revoked) }, open: typed, shows: "people", failing: true },
  { name: "first", api: { ...out, "GET /v1/setup": { needs_setup: true, link_open: true } }, failing: true },
  { name: "longest", api: { ...out, "POST /v1/auth/login": refuse(f.problems.wait), "GET /v1/info": { ...f.info, demo: true } }, open: logIn, pseudo: true, failing: true },
];

export const nothing: CentralState[] = [
  { name: "full", at: "/no/such/page", api: {} },
  { name: "longest", at: "/no/such/page", api: longest, pseudo: true },
];

const find = (text: string) => async (page: Page): Promise<void> => {
  await page.keyboard.press("Control+k");
  await page.keyboard.type(text);
  await page.waitForTimeout(300); // until the typing has paused, and the answer is drawn
};

/** What lies over any page. */
export const palette: CentralState[] = [
  { name: "palette", api: {}, open: find("mega") },
  { name: "palette-empty", api: {}, open: find("") },
  { name: "palette-all", api: {}, open: find("dock") },
  { name: "palette-none", api: {}, open: find("zeppelin") },
  { name: "palette-longest", api: longest, open: find("mega"), pseudo: true },
  { name: "account", api: {}, open: press(".rail__account") },
];
