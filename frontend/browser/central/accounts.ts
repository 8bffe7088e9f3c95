import type { Page } from "playwright-core";
import type { MintedToken } from "../../central/src/api/types";
import { now } from "../fixtures";
import { everybody, sessions } from "./account-rows";
import * as f from "./fixtures";
import { longest, press, refuse, standard, type CentralState } from "./states";

const made: MintedToken = { secret: "rms_7hQ2mXPf3HD9kTzB4vNc8LwYr6JsGa1E", token: { id: "t9", name: "Door display", user_id: "u1", role: "viewer", rev: 1, created_at: now, updated_at: now } };
const weak = { type: "about:blank", title: "Unprocessable Entity", status: 422, reason: "weak", field: "new", detail: "a password has at least 15 characters; this one has 8", hint: f.passwordRules.tip };

const change = async (page: Page): Promise<void> => {
  await page.locator("input[name=old]").fill("stage-left");
  await page.locator("input[name=new]").fill("hundert1");
  await page.locator(".form button[type=submit]").first().click();
  await page.waitForSelector(".field__wrong");
};
const mint = async (page: Page): Promise<void> => {
  await page.locator(".panel--tokens .panel__tool").click();
  await page.locator("input[name=name]").fill("Door display");
  await page.locator(".panel--tokens button[type=submit]").click();
  await page.waitForSelector(".secret");
};
const lead = { ...f.me, role: "fleet_manager", may: f.me.may.filter((a) => a !== "put_account") };
const leads = { "GET /v1/auth/me": lead };

export const account: CentralState[] = [
  ...standard({ reads: "GET /v1/sessions", also: ["GET /v1/tokens"], full: leads }).map((x) => (x.name === "longest" ? { ...x, api: { ...x.api, "GET /v1/sessions": sessions } } : x)),
  { name: "weak", api: { "POST /v1/auth/password": refuse(weak), "GET /v1/auth/me": { ...lead, weak_password: { message: "your password is on the lists that attackers try", hint: "choose another" } } }, open: change, failing: true },
  { name: "end", api: leads, open: press(".rowlist__row .button") },
  { name: "end-others", api: leads, open: press(".rowlist__end .button") },
  { name: "everybody", api: { "GET /v1/sessions": (url: URL) => (url.searchParams.get("own") === "true" ? sessions : everybody) }, open: press(".panel--sessions .check input") },
  { name: "token-new", api: leads, open: press(".panel--tokens .panel__tool") },
  { name: "token-made", api: { ...leads, "POST /v1/tokens": made }, open: mint },
  { name: "token-longest", api: longest, open: press(".panel--tokens .panel__tool"), pseudo: true },
];
