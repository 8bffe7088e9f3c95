import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFailed, test } from "vitest";
import type { Exception, Fact } from "../central/src/api/types";
import type { Answer, Desk } from "../kiosk/src/api/types";
import { listen } from "./camera";
import { plugIn } from "./scanner";
import { openBrowser, type Browser } from "./stage";
import { Speaker, until, World, type Kiosk } from "./world";

/*
 * A loan from end to end over the programs that ship: typed at a kiosk's page as a scanner and as a person would, with central
 * away for a while, then seen and answered at central's page. No field of the kiosk is ever focused.
 */

const world = new World();
let browser: Browser;
let first: Kiosk;
let second: Kiosk;
let failed = false;

beforeAll(async () => {
  await world.begin();
  first = await world.kiosk("Berlin dock 1");
  second = await world.kiosk("Berlin dock 2");
  browser = await openBrowser({ width: 1280, height: 800 });
}, 600_000);

afterAll(async () => {
  await browser?.close();
  await world.end(failed);
}, 180_000);

const personGapMs = 180;

/** Types as a person does. */
async function type(page: Page, text: string): Promise<void> {
  await page.keyboard.type(text, { delay: personGapMs });
  await page.keyboard.press("Enter");
}

const shown = (page: Page, outcome: string, text: string): Promise<unknown> => page.waitForSelector(`.card--${outcome} >> text=${text}`, { timeout: 60_000 });

interface Status {
  waiting: number;
}

const quiet = (kiosk: Kiosk): Promise<boolean> =>
  until("the queue is empty", async () => ((await kiosk.api.get<Status>("/api/status")).waiting === 0 ? true : undefined));

async function lastAnswer(kiosk: Kiosk): Promise<Answer> {
  const { last } = await kiosk.api.get<Desk>("/api/desk");
  if (last === undefined) throw new Error("nothing was answered yet");
  return last;
}

/** What a kiosk did since it was enrolled, oldest first, as central has it. */
async function factsOf(central: Speaker, kiosk: string): Promise<Fact[]> {
  const { items } = await central.get<{ items: Fact[] }>("/v1/facts?limit=50");
  return items.filter((f) => f.kiosk === kiosk).toReversed();
}

test("a loan, typed at the kiosk's page, is at central: what, who, where and once", async () => {
  onTestFailed(() => void (failed = true));
  const badge = world.code("badge");
  const order = world.code("order");
  const items = [world.code("item"), world.code("item", 1)];
  const page = await browser.context.newPage();
  const { scan } = await plugIn(page);
  const noise = listen(page, first.api.base, false);
  await page.goto(first.page);
  await page.waitForSelector(".app[data-route=idle]");

  await scan(badge.code);
  await shown(page, "ok", badge.name);
  await scan(order.code);
  await shown(page, "ok", order.name);
  for (const item of items) {
    await scan(item.code);
    await shown(page, "ok", item.name);
  }
  await scan("XXFINISHXX");
  await page.waitForSelector(".app >> text=2 items");

  await scan(badge.code);
  await scan("XXINXX");
  for (const item of items) {
    await scan(item.code);
    await shown(page, "ok", item.name);
  }
  await scan("XXFINISHXX");
  const before = await until("the end is answered", async () => {
    const last = await lastAnswer(first);
    return last.raw === "XXFINISHXX" ? last : undefined;
  });

  // A person at the keyboard: one code for each Enter, and nothing without it.
  const typed = items[0]?.code ?? "";
  await type(page, typed);
  const read = await until("the typed code is answered", async () => {
    const last = await lastAnswer(first);
    return last.n > before.n ? last : undefined;
  });
  expect([read.n - before.n, read.raw, read.subject.tag]).toEqual([1, typed, typed]);
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("BODY");

  await quiet(first);
  const central = await world.logIn("mara");
  const facts = await factsOf(central, "Berlin dock 1");
  const done = facts.map((f) => [f.kind, f.person, f.order, f.codes.join(" "), f.verdict]);
  const out = (n: number): (string | undefined)[] => ["check_out", badge.name, order.code, items[n]?.code, "applied"];
  expect(done.filter(([kind]) => kind === "check_out")).toEqual([out(0), out(1)]);
  expect(done.filter(([kind]) => kind === "check_in").map(([, person, , code, verdict]) => [person, code, verdict])).toEqual(items.map((i) => [badge.name, i.code, "applied"]));
  expect(facts.filter((f) => f.kind === "scan" && f.codes.includes(typed))).toHaveLength(1);
  expect(noise).toEqual([]);
  await page.close();
}, 300_000);

test("central is killed while two docks hand out one thing; both go on, and a person answers the question at central's page", async () => {
  onTestFailed(() => void (failed = true));
  const badge = world.code("badge");
  const order = world.code("order");
  const item = world.code("item");
  const central = await world.logIn("mara");
  const approved = (await central.get<{ items: { number: string; status: string; site_id: string }[] }>("/v1/rent-actions?limit=50")).items.filter((o) => o.status === "approved");
  const own = approved.find((o) => o.number === order.code);
  const other = approved.find((o) => o.number !== order.code && o.site_id === own?.site_id);
  const page = await browser.context.newPage();
  const { scan } = await plugIn(page);
  await page.goto(first.page);
  await page.waitForSelector(".app[data-route]:not([data-route=starting])");
  await world.killCentral();

  await scan(badge.code);
  await scan(order.code);
  await scan(item.code);
  await shown(page, "ok", item.name);
  await page.waitForSelector(".bottombar >> text=/[23] waiting/");
  await page.waitForSelector(".bottombar >> text=/central not reachable/", { timeout: 90_000 });
  for (const [n, raw] of [badge.code, other?.number ?? "", item.code].entries()) {
    await second.api.post("/api/scans", { id: `01900000-0000-7000-8000-00000000000${n}`, raw, source: "wedge" });
  }

  await world.startCentral();
  await quiet(first);
  await quiet(second);
  await page.waitForSelector(".bottombar >> text=/Nothing waiting/", { timeout: 60_000 });
  await page.close();

  const desk = await browser.context.newPage();
  const noise = listen(desk, world.url, true);
  await desk.goto(world.url);
  await desk.locator("input[name=login]").fill("mara");
  await desk.locator("input[name=password]").fill(world.password);
  await desk.keyboard.press("Enter");
  const row = desk.locator(".table--facts tbody tr", { hasText: item.code }).filter({ hasText: "Berlin dock 2" });
  await row.first().waitFor();
  expect(await row.first().textContent()).toContain(badge.name);

  const asked = (await (await world.logIn("mara")).get<{ items: Exception[] }>("/v1/exceptions")).items;
  expect(asked.map((q) => [q.kind, q.status, [q.detail?.["kiosk"], q.detail?.["other_kiosk"]].toSorted()])).toEqual([["already_out", "open", ["Berlin dock 1", "Berlin dock 2"]]]);
  const card = desk.locator(".question", { hasText: item.name });
  await card.locator("input").fill("The first dock had it in the van");
  await card.locator("button").first().click();
  await desk.waitForSelector(".over__line");
  await desk.waitForSelector(".panel >> text=No open questions");

  const left = (await (await world.logIn("mara")).get<{ items: Exception[] }>("/v1/exceptions")).items.filter((q) => q.status === "open");
  expect(left).toEqual([]);
  const answers = (await (await world.logIn("jonas")).get<{ items: Fact[] }>("/v1/facts?limit=5")).items.filter((f) => f.kind === "exception_answer");
  expect(answers.map((f) => [f.verdict, f.person])).toHaveLength(1);
  expect(noise).toEqual([]);
  await desk.close();
}, 300_000);
