import { readFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { routes } from "../kiosk/src/state/view";
import { look } from "./look";
import { answerFrom, freeze, openBrowser, serve, type Browser } from "./stage";
import { base, states, type State } from "./states";
import { contactSheet } from "./sheet";

const small = { width: 1280, height: 800 };
const large = { width: 1920, height: 1080 };
const root = fileURLToPath(new URL("../..", import.meta.url));
const out = resolve(root, process.env["RMS_SCREENS"] ?? "build/screens", "kiosk");
const kept = process.env["RMS_SCREENS"] !== undefined;
const only = process.env["RMS_ONLY"];
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"];

interface AxeResult {
  violations: { id: string; help: string; nodes: { target: string[]; failureSummary: string }[] }[];
}

/** Every string of the fixtures: what the page may show without a key. */
function stringsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(stringsIn);
}

let url: string;
let server: Server;
const shots: string[] = [];

beforeAll(async () => {
  ({ url, server } = await serve());
  if (only === undefined) rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
});

afterAll(() => {
  server.close();
  if (only === undefined) writeFileSync(join(out, "index.html"), contactSheet(shots));
});

/** Console, errors and requests of a page, as they come. */
function listen(page: Page, failing: boolean): string[] {
  const noise: string[] = [];
  page.on("console", (m) => {
    const expected = failing && m.text().startsWith("Failed to load resource");
    if ((m.type() === "error" || m.type() === "warning") && !expected) noise.push(`console: ${m.text()}`);
  });
  page.on("pageerror", (e) => noise.push(`error: ${e.message}`));
  page.on("request", (r) => {
    if (!r.url().startsWith(url) && !/^(data|blob):/.test(r.url())) noise.push(`foreign host: ${r.url()}`);
  });
  return noise;
}

async function show(page: Page, state: State): Promise<void> {
  await freeze(page);
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

/** Pictures that go into the repository are small; those to be looked at here are exact. */
async function shoot(page: Page, path: string): Promise<void> {
  if (!kept) {
    await page.screenshot({ path });
    return;
  }
  const devtools = await page.context().newCDPSession(page);
  const { data } = await devtools.send("Page.captureScreenshot", { format: "webp", quality: 45 });
  writeFileSync(path, Buffer.from(data, "base64"));
  await devtools.detach();
}

/** What is wrong with the picture at this size; it is kept as a file. */
async function picture(page: Page, name: string, size: typeof small, allowed: string[] | undefined): Promise<string[]> {
  const file = `${name}-${size.width}x${size.height}.${kept ? "webp" : "png"}`;
  await page.setViewportSize(size);
  await shoot(page, join(out, file));
  shots.push(file);
  return (await page.evaluate(look, allowed)).map((what) => `${size.width}: ${what}`);
}

async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const found = await page.evaluate(
    (values) => (window as unknown as { axe: { run(o: object): Promise<AxeResult> } }).axe.run({ runOnly: { type: "tag", values } }),
    tags,
  );
  return found.violations.flatMap((v) => v.nodes.map((n) => `axe ${v.id}: ${n.target.join(" ")}: ${n.failureSummary}`));
}

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser(small);
});
afterAll(() => browser.close());

describe.each(routes)("%s", (route) => {
  const wanted = states[route].filter((state) => only === undefined || `${route}-${state.name}`.startsWith(only));
  test.each(wanted.map((state) => [state.name, state] as const))("%s", async (_name, state) => {
    const page = await browser.context.newPage();
    try {
      const noise = listen(page, state.failing === true);
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
