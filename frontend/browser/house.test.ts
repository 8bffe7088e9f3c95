import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFailed, test } from "vitest";
import { listen } from "./camera";
import { openBrowser, type Browser } from "./stage";
import { World } from "./world";

/* A rental house begins: from an empty database to its own items, people and kiosks, at central's pages, over the programs that ship. */

const world = new World();
const password = "four words in a row";
let browser: Browser;
let page: Page;
let link: string;
let failed = false;

beforeAll(async () => {
  link = await world.beginEmpty();
  browser = await openBrowser({ width: 1280, height: 800 });
  page = await browser.context.newPage();
}, 600_000);

afterAll(async () => {
  await browser?.close();
  await world.end(failed);
}, 180_000);

const noise: string[] = [];

test("the link that central prints leads to a company, a site and an admin, once", async () => {
  onTestFailed(() => void (failed = true));
  noise.push(...listen(page, world.url, true));
  await page.goto(world.url);
  await page.getByText("This central is new.").waitFor();
  await page.goto(link);
  await page.getByLabel("Name", { exact: true }).fill("Northlight Rental");
  expect(new URL(page.url()).hash).toBe("");
  await page.getByLabel("Site", { exact: true }).fill("Hamburg");
  await page.getByLabel("Your name").fill("Mara Lindqvist");
  await page.locator("input[name=password]").fill("short");
  await page.getByRole("button", { name: "Begin" }).click();
  await page.getByText("A password has at least").waitFor();
  await page.locator("input[name=password]").fill(password);
  await page.getByRole("button", { name: "Begin" }).click();
  await page.getByRole("heading", { name: "First steps" }).waitFor();

  const stranger = await browser.context.newPage();
  await stranger.context().clearCookies();
  await stranger.goto(link);
  await stranger.getByRole("heading", { name: "It is set up" }).waitFor();
  await stranger.getByRole("link", { name: "Log in" }).click();
  await stranger.locator("input[name=login]").fill("mara");
  await stranger.locator("input[name=password]").fill(password);
  await stranger.keyboard.press("Enter");
  await stranger.waitForSelector(".rail");
  await stranger.close();
}, 120_000);

const rows = (...lines: string[]): Buffer => Buffer.from(["tag;item type;serial;place", ...lines].join("\r\n"), "utf8");

async function send(name: string, buffer: Buffer): Promise<void> {
  await page.goto(`${world.url}/imports`);
  await page.setInputFiles(".dropzone__file", { name, mimeType: "text/csv", buffer });
  await page.locator("select[name=kind]").selectOption("assets");
  await page.getByRole("button", { name: "Show what it would do" }).click();
  await page.waitForSelector(".app[data-route=import]");
}

const tagsOf = async (): Promise<string[]> => (await (await world.logIn("mara", password)).get<{ items: { tag: string }[] }>("/v1/inventory/assets?limit=50")).items.map((a) => a.tag);

test("a list with errors writes nothing; its error file, mended, is imported; and all of it is taken back", async () => {
  onTestFailed(() => void (failed = true));
  await send("inventory.csv", rows("LX-0001;MegaPointe;4711;HAM", "LX-0002;MegaPointe;4712;HAM", "LX-0001;MegaPointe;4713;HAM", ";MegaPointe;4714;HAM"));
  await page.getByText("so nothing is imported").waitFor();
  expect(await tagsOf()).toEqual([]);
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Download the error file" }).click()]);
  const errors = readFileSync(await file.path(), "utf8");
  expect(errors).toContain("4714");
  expect(errors).not.toContain("4712");

  await send("inventory.csv", rows("LX-0001;MegaPointe;4711;HAM", "LX-0002;MegaPointe;4712;HAM", "LX-0003;MegaPointe;4713;HAM", "LX-0004;MegaPointe;4714;HAM"));
  await page.getByRole("button", { name: "Import 4 rows" }).click();
  await page.getByText("All of it is written.").waitFor();
  expect(await tagsOf()).toEqual(["LX-0001", "LX-0002", "LX-0003", "LX-0004"]);

  await page.getByRole("button", { name: "Take it all back" }).click();
  await page.getByText("took it back").waitFor();
  expect(await tagsOf()).toEqual([]);
  await page.goto(`${world.url}/items`);
  await page.getByText("No items yet").waitFor();
}, 180_000);

test("nothing was said on the console, and nothing was asked of another host", () => expect(noise).toEqual([]));
