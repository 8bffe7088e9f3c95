import type { Page } from "playwright-core";
import type { EnrolmentCode } from "../../central/src/api/types";
import { now } from "../fixtures";
import * as f from "./fixtures";
import type { Api } from "./stage";
import { longest, press, refuse, standard, standardOne, type CentralState } from "./states";

const reads = "GET /v1/kiosks";
const code: EnrolmentCode = { code: "7KQ2-MXPF-3HD9", expires_at: now + 3_600_000 };

async function makeCode(page: Page): Promise<void> {
  await page.waitForSelector(".enrol option:nth-child(2)", { state: "attached" });
  await page.locator(".enrol select").selectOption({ index: 1 });
  await page.locator(".enrol button[type=submit]").click();
  await page.waitForSelector(".enrol__code, .enrol [class*=sign--]");
}

/** Codes that wait after one was made; without it, a kiosk has used it. */
const withCode = (codes: readonly object[]): Api => ({ "POST /v1/kiosks/enrolment-codes": code, "GET /v1/kiosks/enrolment-codes": f.list(codes) });
const waiting = { id: "ec9", site_id: "s1", name: "Dock 4", created_by: "Mara Lindqvist", created_at: now, expires_at: code.expires_at };
const over = { ...code, expires_at: now - 1000 };

export const kiosks: CentralState[] = [
  ...standard({ reads }),
  { name: "bad", api: { [reads]: f.list([...f.kiosksBad, { ...f.kiosks[0], id: "old", name: "Gate", version: "0.0.9" }]) } },
  { name: "waiting", at: "/kiosks?site_id=s1&waiting=true", api: { [reads]: f.list([f.kiosks[1]]) } },
  { name: "none-waits", at: "/kiosks?waiting=true", api: { [reads]: f.list([]) } },
  { name: "enrol", at: "/kiosks?do=new", api: {} },
  { name: "enrol-code", at: "/kiosks?do=new", api: withCode([waiting]), open: makeCode },
  { name: "enrol-used", at: "/kiosks?do=new", api: withCode([]), open: makeCode },
  { name: "enrol-over", at: "/kiosks?do=new", api: { ...withCode([]), "POST /v1/kiosks/enrolment-codes": over }, open: makeCode },
  { name: "enrol-longest", at: "/kiosks?do=new", api: longest, pseudo: true },
];

const put = "PUT /v1/kiosks/{id}";
const one = "GET /v1/kiosks/{id}";
const revoke = "POST /v1/kiosks/{id}/revoke";
const edit = "/kiosks/k2?do=edit";

const save = async (page: Page): Promise<void> => {
  await page.locator("input[name=name]").fill("Dock 9");
  await page.locator(".form button[type=submit]").click();
};
const lock = async (page: Page): Promise<void> => {
  await press(".ways .button--quiet")(page);
  await page.locator(".sure .button--danger").click();
};

export const oneKiosk: CentralState[] = [
  ...standardOne({ reads: one, at: "/kiosks/k2" }),
  { name: "well", at: "/kiosks/k1", api: {} },
  { name: "clock", at: "/kiosks/b1", api: {} },
  { name: "revoked", at: "/kiosks/b2", api: {} },
  { name: "never", at: "/kiosks/b3", api: {} },
  { name: "trouble", at: "/kiosks/b4", api: {} },
  { name: "old", at: "/kiosks/old", api: {} },
  { name: "edit", at: edit, api: {} },
  { name: "saved", at: edit, api: { [put]: { ...f.kioskDetails[1], rev: 3, name: "Dock 9" } }, open: async (page) => (await save(page), await page.waitForSelector(".toast")) },
  {
    name: "edit-conflict", at: edit, api: { [put]: refuse(f.problems.stale) }, failing: true, open: async (page) => {
      await page.route("**/v1/kiosks/k2", (r) => (r.request().method() === "GET" ? r.fulfill({ json: { ...f.kioskDetails[1], rev: 9, name: "North gate" } }) : r.fallback()));
      await save(page);
      await page.waitForSelector(".conflict");
    },
  },
  { name: "revoke", at: "/kiosks/k2", api: {}, open: press(".ways .button--quiet") },
  { name: "revoke-lost", at: "/kiosks/k2", api: { [revoke]: "lost" }, open: async (page) => (await lock(page), await page.waitForSelector(".enrol__wrong")), failing: true },
  { name: "revoke-longest", at: "/kiosks/k2", api: longest, pseudo: true, open: press(".ways .button--quiet") },
];
