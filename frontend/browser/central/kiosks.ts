import type { Page } from "playwright-core";
import type { EnrolmentCode } from "../../central/src/api/types";
import { now } from "../fixtures";
import * as f from "./fixtures";
import { cut, longest, press, standard, type CentralState } from "./states";

const reads = "GET /v1/kiosks";
const code: EnrolmentCode = { code: "7KQ2-MXPF-3HD9", expires_at: now + 3_600_000 };

async function makeCode(page: Page): Promise<void> {
  await page.waitForSelector(".enrol option:nth-child(2)", { state: "attached" });
  await page.locator(".enrol select").selectOption({ index: 1 });
  await page.locator(".enrol button[type=submit]").click();
  await page.waitForSelector(".enrol__code");
}

export const kiosks: CentralState[] = [
  ...standard({ reads }),
  { name: "bad", api: { [reads]: f.list(f.kiosksBad) } },
  { name: "enrol", at: "/kiosks?do=new", api: {} },
  { name: "enrol-code", at: "/kiosks?do=new", api: { "POST /v1/kiosks/enrolment-codes": code }, open: makeCode },
];

const at = "/kiosks/k2";

export const oneKiosk: CentralState[] = [
  { name: "full", at, api: {} },
  { name: "revoke", at, api: {}, open: press(".ways .button--quiet") },
  { name: "offline", at, api: {}, open: cut, failing: true },
  { name: "longest", at, api: longest, pseudo: true, open: press(".ways .button--quiet") },
];
