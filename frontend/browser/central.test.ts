import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { barriers, folder, kept, listen, shoot, stringsIn } from "./camera";
import { answerCentral, centralBase } from "./central-stage";
import { centralStates, type CentralState } from "./central-states";
import { look } from "./look";
import { contactSheet } from "./sheet";
import { freeze, openBrowser, serve, type Browser } from "./stage";

const sizes = [{ width: 1280, height: 800 }, { width: 1920, height: 1080 }, { width: 390, height: 844 }];
const schemes = ["dark", "light"] as const;
const small = { width: 1280, height: 800 };
const out = folder("central");
const only = process.env["RMS_ONLY"];

let url: string;
let server: Server;
let browser: Browser;
const shots: string[] = [];

beforeAll(async () => {
  ({ url, server } = await serve("central"));
  if (only === undefined) rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  browser = await openBrowser(small);
});

afterAll(async () => {
  await browser.close();
  server.close();
  if (only === undefined) writeFileSync(join(out, "index.html"), contactSheet("Central", shots));
});

async function show(page: Page, state: CentralState): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Emulation.setTimezoneOverride", { timezoneId: "Europe/Berlin" });
  await freeze(page);
  await answerCentral(page, state.api);
  await page.goto(state.pseudo === true ? `${url}?lang=pseudo` : url);
  await page.waitForSelector(`.app[data-route=${state.route}]`);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  if (state.open !== undefined) await state.open(page);
  await page.waitForTimeout(300); // the skeleton's 150 ms have passed
}

/** What is wrong in this size and light; the picture is kept. */
async function picture(page: Page, name: string, size: typeof small, scheme: (typeof schemes)[number], allowed: string[] | undefined): Promise<string[]> {
  const file = `${name}-${scheme}-${size.width}x${size.height}.${kept ? "webp" : "png"}`;
  await page.emulateMedia({ colorScheme: scheme });
  await page.setViewportSize(size);
  await shoot(page, join(out, file));
  shots.push(file);
  const wrong = await page.evaluate(look, { allowed, kind: "desk" as const });
  // What axe sees differs by light at one size, and by size in one light.
  const axe = size.width === small.width || (size.width < 600 && scheme === "light") ? await barriers(page) : [];
  return [...wrong, ...axe].map((what) => `${size.width} ${scheme}: ${what}`);
}

describe("central", () => {
  const wanted = centralStates.filter((state) => only === undefined || only.split(",").includes(state.name));
  test.each(wanted.map((state) => [state.name, state] as const))("%s", async (name, state) => {
    const page = await browser.context.newPage();
    try {
      const noise = listen(page, url, state.failing === true);
      await page.setViewportSize(small);
      await show(page, state);
      const allowed = state.pseudo === true ? stringsIn({ ...centralBase, ...state.api }) : undefined;
      const wrong: string[] = [];
      for (const size of sizes) for (const scheme of schemes) wrong.push(...(await picture(page, name, size, scheme, allowed)));
      expect([...wrong, ...noise]).toEqual([]);
    } finally {
      await page.close();
    }
  }, 180_000);
});
