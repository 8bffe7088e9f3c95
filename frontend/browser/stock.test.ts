import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFailed, test } from "vitest";
import { listen } from "./camera";
import { openBrowser, type Browser } from "./stage";
import { World, type Speaker } from "./world";

/* Stock comes: it is received, labelled and taken back at central's pages, over the programs that ship and a demo company. */

const world = new World();
let browser: Browser;
let page: Page;
let api: Speaker;
let failed = false;
const noise: string[] = [];

interface Asset {
  id: string;
  tag: string;
  item_type_id: string;
}

beforeAll(async () => {
  await world.begin();
  browser = await openBrowser({ width: 1280, height: 800 });
  page = await browser.context.newPage();
  noise.push(...listen(page, world.url, true));
  api = await world.logIn("mara");
  await page.goto(`${world.url}/receive`);
  await page.locator("input[name=login]").fill("mara");
  await page.locator("input[name=password]").fill(world.password);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".app[data-route=receive]");
}, 600_000);

afterAll(async () => {
  await browser?.close();
  await world.end(failed);
}, 180_000);

/** Picks the first that a field finds for some words. */
async function pick(label: string, words: string): Promise<void> {
  const field = page.getByRole("combobox", { name: label });
  await field.click();
  await field.fill(words);
  await page.locator(".pick__choice", { hasText: words }).first().click();
}

/** A type of which there are items, and how many items there are of it. */
async function aType(): Promise<{ id: string; name: string; count: number }> {
  const item = world.code("item");
  const { items } = await api.get<{ items: Asset[] }>(`/v1/inventory/assets?limit=1&q=${encodeURIComponent(item.code)}`);
  const type = await api.get<{ id: string; name: string }>(`/v1/catalog/item-types/${items[0]?.item_type_id ?? ""}`);
  return { ...type, count: await countOf(type.id) };
}

const countOf = async (type: string): Promise<number> => (await api.get<{ total: number }>(`/v1/inventory/assets?limit=1&total=true&item_type_id=${type}`)).total;
const shownTags = (): Promise<string[]> => page.locator(".tags .tag").allTextContents();

test("24 of a type get the next tags, stand in the list, and their labels are a PDF of 24", async () => {
  onTestFailed(() => void (failed = true));
  const type = await aType();
  await pick("Type", type.name);
  await pick("Place", "Berlin");
  await page.locator("input[name=quantity]").fill("24");
  const next = (await api.get<{ tags: string[] }>(`/v1/catalog/item-types/${type.id}/next-tags?count=24`)).tags;
  await page.getByText(`They will be ${next[0]} to ${next[23]}.`).waitFor();
  await page.getByRole("button", { name: "Receive 24" }).click();
  await page.getByText(`24 ${type.name} received at Berlin.`).waitFor();
  expect(await shownTags()).toEqual(next);
  expect(await countOf(type.id)).toBe(type.count + 24);

  await page.getByRole("link", { name: "Print labels" }).click();
  await page.getByText("24 labels", { exact: true }).waitFor();
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download the labels" }).click()]);
  const pdf = readFileSync(await file.path(), "latin1");
  expect(pdf.slice(0, 4)).toBe("%PDF");
  expect(pdf.match(/\/Type\s*\/Page\b/g)?.length).toBe(24); // a roll has one label a page

  await page.goto(`${world.url}/items?item_type_id=${type.id}&q=${next[23]}`);
  await page.locator("tbody tr", { hasText: next[23] ?? "" }).first().waitFor();
}, 180_000);

test("a receipt is found again and taken back: its items leave the list", async () => {
  onTestFailed(() => void (failed = true));
  const type = await aType();
  await page.goto(`${world.url}/receive`);
  await page.getByRole("link", { name: "Received before" }).click();
  const row = page.locator("tbody tr", { hasText: type.name }).first();
  expect(await row.textContent()).toContain("Mara");
  await row.click();
  await page.getByText(`24 ${type.name} received at Berlin.`).waitFor();
  const tags = await shownTags();
  await page.getByRole("button", { name: "Take it back" }).click();
  await page.getByText("taken back: they are in the books no more").waitFor();
  expect(await countOf(type.id)).toBe(type.count - 24);
  await page.goto(`${world.url}/items?q=${tags[0] ?? ""}`);
  await page.getByText("Nothing fits").first().waitFor();
  await page.goto(`${world.url}/receive?how=past`);
  await page.locator("tbody tr", { hasText: type.name }).filter({ hasText: "taken back" }).first().waitFor();
}, 180_000);

test("tags that are on the things are scanned one by one; one that is here already is refused in words", async () => {
  onTestFailed(() => void (failed = true));
  const type = await aType();
  await page.goto(`${world.url}/receive?how=scan`);
  await pick("Type", type.name);
  await pick("Place", "Berlin");
  const taken = world.code("item");
  for (const code of ["HIRED-7", taken.code, "HIRED-9", "HIRED-7"]) {
    await page.getByLabel("Scan a tag").fill(code);
    await page.keyboard.press("Enter");
  }
  const scans = page.locator(".scans__one");
  await page.getByText("2 of 4 can be received.").waitFor();
  await scans.nth(0).filter({ hasText: "scanned twice" }).waitFor();
  await scans.nth(1).filter({ hasText: "new" }).waitFor();
  await scans.nth(2).filter({ hasText: "here already" }).waitFor();
  await page.getByRole("button", { name: "Receive 2" }).click();
  await page.getByText(`2 ${type.name} received at Berlin.`).waitFor();
  expect(await shownTags()).toEqual(["HIRED-7", "HIRED-9"]);
  expect(await countOf(type.id)).toBe(type.count + 2);

  await page.goto(`${world.url}/receive?how=scan`);
  await page.getByLabel("Scan a tag").fill("HIRED-7");
  await page.keyboard.press("Enter");
  await page.getByText("0 of 1 can be received.").waitFor();
  await scans.nth(0).filter({ hasText: type.name }).waitFor(); // central was asked
  expect(await page.locator("button[type=submit]").isDisabled()).toBe(true);
}, 180_000);

test("nothing was said on the console, and nothing was asked of another host", () => expect(noise).toEqual([]));
