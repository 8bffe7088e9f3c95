import { mkdirSync } from "node:fs";
import type { Server } from "node:http";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { routes, type Route } from "../kiosk/src/state/view";
import { barriers, folder, kept, listen, shoot, stringsIn, wantsAll } from "./camera";
import { look } from "./look";
import { answerFrom, freeze, openBrowser, serve, type Browser } from "./stage";
import { base, states, type State } from "./states";

const small = { width: 1280, height: 800 };
const large = { width: 1920, height: 1080 };
const out = folder("kiosk");
const only = process.env["RMS_ONLY"];

let url: string;
let server: Server;

beforeAll(async () => {
  ({ url, server } = await serve("kiosk"));
  mkdirSync(out, { recursive: true });
});

afterAll(() => server.close());

async function show(page: Page, state: State): Promise<void> {
  await freeze(page);
  await page.addInitScript(() => localStorage.clear()); // what a state left unanswered is not the next one's
  await answerFrom(page, state.api);
  if (state.silent === true) {
    await page.addInitScript(() => {
      Object.defineProperty(AudioContext.prototype, "state", { get: () => "suspended" });
    });
  }
  await page.goto(state.pseudo === true ? `${url}?lang=pseudo` : url);
  await page.waitForSelector(".app .bottombar");
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  if (state.open !== undefined) await state.open(page);
  await page.waitForTimeout(250); // the skeleton's 150 ms have passed, a typed key has settled
}

/** What is wrong at this size, with its picture. */
async function picture(page: Page, name: string, size: typeof small, allowed: string[] | undefined): Promise<string[]> {
  const file = `${name}-${size.width}x${size.height}.${kept ? "webp" : "png"}`;
  await page.setViewportSize(size);
  const wrong = await page.evaluate(look, { allowed, kind: "kiosk" as const });
  if (wantsAll || wrong.length > 0) {
    await shoot(page, join(out, file));
  }
  return wrong.map((what) => `${size.width}: ${what}`);
}

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser(small);
});
afterAll(() => browser.close());

const wanted = (route: Route): State[] => states[route].filter((state) => only === undefined || new RegExp(only).test(`${route}-${state.name}`));

describe.each(routes.filter((route) => only === undefined || wanted(route).length > 0))("%s", (route) => {
  test.each(wanted(route).map((state) => [state.name, state] as const))("%s", async (_name, state) => {
    const page = await browser.context.newPage();
    try {
      const noise = listen(page, url, state.failing === true);
      await page.setViewportSize(small);
      await show(page, state);
      expect(await page.locator(".app").getAttribute("data-route")).toBe(route);
      const name = `${route}-${state.name}`;
      const allowed = state.pseudo === true ? stringsIn({ ...base, ...state.api }) : undefined;
      const wrong = [...(await picture(page, name, small, allowed)), ...(await barriers(page)), ...(await picture(page, name, large, allowed))];
      expect([...wrong, ...noise]).toEqual([]);
    } finally {
      await page.close();
    }
  });
});
