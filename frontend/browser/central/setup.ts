import type { Page } from "playwright-core";
import * as f from "./fixtures";
import { longest, press, refuse, standard, type CentralState } from "./states";

const out = { "GET /v1/auth/me": refuse(f.problems.over), "GET /v1/setup": { needs_setup: true, link_open: true } };
const at = "/setup#s3cret";
const weak = { type: "about:blank", title: "Unprocessable Entity", status: 422, reason: "weak", field: "admin.password", detail: "a password has at least 15 characters; this one has 8", hint: f.passwordRules.tip };
const expired = { type: "about:blank", title: "Forbidden", status: 403, reason: "setup_link", field: "secret", detail: "this link does not fit", hint: "Use the one that was printed last." };

async function fill(page: Page): Promise<void> {
  await page.locator("input[name=company]").fill("Northlight Rental");
  await page.locator("input[name=site]").fill("Berlin");
  await page.locator("input[name=name]").fill("Mara Lindqvist");
  await page.locator("input[name=password]").fill("hundert1");
}

async function send(page: Page): Promise<void> {
  await fill(page);
  await page.locator("button[type=submit]").click();
  await page.waitForSelector(".field__wrong, .login__wrong");
}

const wrong = (page: Page): Promise<void> => page.locator("button[type=submit]").click();

export const setup: CentralState[] = [
  { name: "full", at, api: out, open: fill, failing: true },
  { name: "bare", at: "/setup", api: out, failing: true },
  { name: "wrong", at, api: out, open: wrong, failing: true },
  { name: "weak", at, api: { ...out, "POST /v1/setup": refuse(weak) }, open: send, failing: true },
  { name: "refused", at, api: { ...out, "POST /v1/setup": refuse(expired) }, open: send, failing: true },
  { name: "lost", at, api: { ...out, "POST /v1/setup": "lost" }, open: send, failing: true },
  { name: "used", at, api: { ...out, "GET /v1/setup": { needs_setup: true, link_open: false } }, failing: true },
  { name: "done", at, api: { ...out, "GET /v1/setup": { needs_setup: false, link_open: false } }, failing: true },
  { name: "offline", at, shows: "asking", api: { "GET /v1/info": "lost" }, failing: true },
  { name: "longest", at: "/setup", api: { ...longest, ...out }, open: wrong, pseudo: true, failing: true },
];

const reads = "GET /v1/setup/checklist";
const begun = f.stepsOf(["item_types", "places", "people"]);
const admin = { ...f.me, role: "admin", may: [...f.me.may, "put_account"] };

export const checklist: CentralState[] = [
  ...standard({ reads }).filter((s) => s.name !== "empty"),
  { name: "begun", api: { [reads]: begun, "GET /v1/auth/me": admin } },
  { name: "hidden", api: { [reads]: begun, "GET /v1/auth/me": admin, "POST /v1/setup/checklist/dismiss": {} }, open: async (page) => (await press(".head__action button")(page), await page.waitForSelector(".toast"), undefined) },
  { name: "on-today", at: "/", shows: "today", api: { [reads]: begun, "GET /v1/auth/me": admin } },
];
