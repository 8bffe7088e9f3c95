import { mkdirSync } from "node:fs";
import type { Server } from "node:http";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { barriers, folder, kept, listen, shoot, stringsIn, wantsAll } from "../camera";
import { endOf } from "../../central/src/label/chosen";
import routes from "../../central/src/routes.json";
import { states } from "./pages";
import { base, FixtureCentral } from "./stage";
import { sessions } from "./account-rows";
import * as fixtures from "./fixtures";
import { sentences } from "./lists";
import { long, type CentralState, type Route } from "./states";
import { look } from "../look";
import { freeze, openBrowser, serve, type Browser } from "../stage";

const sizes = [{ width: 1280, height: 800 }, { width: 1920, height: 1080 }, { width: 390, height: 844 }];
const schemes = ["dark", "light"] as const;
const small = { width: 1280, height: 800 };
const out = folder("central");
const only = process.env["RMS_ONLY"];
/** Of whose account it is. */
const initials = "ML";
/** What a search says of what it finds, beside the name. */
const found = [...fixtures.items.flatMap((a) => [a.tag, a.serial]), ...fixtures.types.map((t) => t.maker)];
/** Answers that depend on the address, as their longest. */
const everyString = stringsIn([long(fixtures.places), long(fixtures.types), long(fixtures.items), long(fixtures.peopleRows), long(fixtures.companies), long(fixtures.jobs), fixtures.peopleRows.flatMap((p) => [p.email, p.phone]), long(fixtures.orderRows), long(fixtures.me.name), found, sentences, sessions.items.flatMap((s) => s.agent ?? [])]);
/** A label on a sheet tells the end of what does not fit. */
const ends = everyString.map((s) => endOf(s));

const central = new FixtureCentral();
let url: string;
let browser: Browser;

async function show(page: Page, route: Route | "nothing", state: CentralState): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Emulation.setTimezoneOverride", { timezoneId: "Europe/Berlin" });
  await freeze(page);
  await central.begin(page, state.api);
  const at = new URL(state.at ?? (route === "nothing" ? "/nothing" : routes[route]), url);
  if (state.pseudo === true) at.searchParams.set("lang", "pseudo");
  await page.goto(at.href);
  await page.waitForSelector(`.app[data-route=${state.shows ?? route}]`);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.waitForTimeout(200); // the skeleton's 150 ms have passed
  if (state.open !== undefined) await state.open(page);
  await page.waitForTimeout(300);
}

/** What is wrong in this size and light, with its picture. */
async function picture(page: Page, name: string, size: typeof small, scheme: (typeof schemes)[number], allowed: string[] | undefined): Promise<string[]> {
  const file = `${name}-${scheme}-${size.width}x${size.height}.${kept ? "webp" : "png"}`;
  await page.emulateMedia({ colorScheme: scheme });
  await page.setViewportSize(size);
  const wrong = await page.evaluate(look, { allowed, kind: "desk" as const });
  // What axe sees differs by light at one size, and by size in one light.
  if (size.width === small.width) wrong.push(...(await barriers(page, scheme === schemes[0] ? "all" : "contrast")));
  if (size.width < 600 && scheme === "light") wrong.push(...(await barriers(page, "phone")));
  if (wantsAll || wrong.length > 0) {
    await shoot(page, join(out, file));
  }
  return wrong.map((what) => `${size.width} ${scheme}: ${what}`);
}

const all = (Object.keys(states) as (Route | "nothing")[]).flatMap((route) => states[route].map((state) => [`${route}-${state.name}`, route, state] as const));

/** What a page is mostly seen as stands in every size and light; its other states at a desk by night and on a telephone by day. */
function isDrawn(name: string, size: typeof small, scheme: (typeof schemes)[number]): boolean {
  if (["full", "longest"].includes(name)) return true;
  return scheme === "dark" ? size.width === small.width : size.width < 600;
}

/**
 * Looks at every nth of the states, or at those of RMS_ONLY. Each part is a file of its own, for two run at once, and small ones end together;
 * what is asked for by name is all seen by the first.
 */
export function watch(part: number, of: number): void {
  let server: Server;
  beforeAll(async () => {
    ({ url, server } = await serve("central", (req, res, at) => central.answer(req, res, at)));
    mkdirSync(out, { recursive: true });
    browser = await openBrowser(small);
  });
  afterAll(async () => {
    await browser.close();
    server.close();
  });
  const isAsked = (name: string): boolean => only?.split(",").some((o) => name === o || (o.endsWith("*") && name.startsWith(o.slice(0, -1)))) ?? true;
  const chosen = all.filter(([name], i) => (only === undefined ? i % of === part : isAsked(name)));
  describe.skipIf(only !== undefined && part > 0)("central", () => {
    test.each(chosen)("%s", (name, route, state) => lookAt(name, route, state), 180_000);
  });
}

/** Opens a page in a state, and finds nothing wrong with it in any size and light. */
async function lookAt(name: string, route: Route | "nothing", state: CentralState): Promise<void> {
  const page = await browser.context.newPage();
  try {
    const noise = listen(page, url, state.failing === true);
    await page.setViewportSize(small);
    await show(page, route, state);
    const said = Object.values({ ...base, ...state.api }).map((a) => (typeof a === "function" ? undefined : a));
    const allowed = state.pseudo === true ? [...stringsIn(said), ...everyString, ...ends, initials].filter((s) => s.length > 1) : undefined;
    const wrong: string[] = [];
    for (const size of sizes) for (const scheme of schemes) if (isDrawn(state.name, size, scheme)) wrong.push(...(await picture(page, name, size, scheme, allowed)));
    expect([...wrong, ...noise]).toEqual([]);
  } finally {
    // A page that is gone must not hide why it failed.
    await page.evaluate(() => localStorage.clear()).catch(() => undefined);
    await page.close();
  }
}
