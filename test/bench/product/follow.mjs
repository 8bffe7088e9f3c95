// Opens Today, a list of items and an item's passport at central, and tells for each
// change how long after its answer every one of them shows it:
//
//   node follow.mjs PACKAGE ADDRESS <changes.json
//
// PACKAGE is a package.json beside which playwright-core is installed. The input is
// {"login", "password", "token", "holder", "find", "things": [{"id", "tag"}]}; each thing is
// handed out to the holder once, and the list is of what "find" finds. The output is
// {"today": [ms], "list": [ms], "item": [ms]}.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [where, address] = process.argv.slice(2);
const { chromium } = createRequire(where)("playwright-core");
const { login, password, token, holder, find, things } = JSON.parse(readFileSync(0, "utf8"));
const patience = { polling: 10, timeout: 120_000 };

async function open(context, path) {
  const page = await context.newPage();
  await page.goto(address + path);
  return page;
}

async function enter(page) {
  await page.locator("input[name=login]").fill(login);
  await page.locator("input[name=password]").fill(password);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".app[data-route]:not([data-route=login])");
}

async function handOut(thing) {
  const res = await fetch(`${address}/v1/inventory/check-outs`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
    body: JSON.stringify({ holder_id: holder, lines: [{ asset_id: thing.id }] }),
  });
  if (!res.ok) throw new Error(`hand out ${thing.tag}: ${res.status} ${await res.text()}`);
  await res.text();
}

/** Runs in a page: whether a text stands in what a selector names. */
const stands = ([selector, text]) => [...document.querySelectorAll(selector)].some((e) => e.textContent.includes(text));

async function run(context) {
  const today = context.pages()[0] ?? (await context.newPage());
  await today.goto(address);
  await enter(today);
  await today.waitForSelector(".panel--facts");
  const list = await open(context, `/items?status=deployed&q=${find}`);
  await list.waitForSelector(".sheet");
  const item = await context.newPage();
  const took = { today: [], list: [], item: [] };
  for (const thing of things) {
    await item.goto(`${address}/items/${thing.id}`);
    await item.waitForFunction(stands, [".passport .status", ""], patience);
    const before = await item.evaluate(() => document.querySelector(".passport .status").textContent);
    await handOut(thing);
    const from = performance.now();
    const note = (name, seen) => seen.then(() => took[name].push(performance.now() - from));
    await Promise.all([
      note("today", today.waitForFunction(stands, [".table--facts tbody tr", thing.tag], patience)),
      note("list", list.waitForFunction(stands, ["tbody tr", thing.tag], patience)),
      note("item", item.waitForFunction((was) => document.querySelector(".passport .status")?.textContent !== was, before, patience)),
    ]);
  }
  return took;
}

const profile = mkdtempSync(join(tmpdir(), "rms-chromium-"));
try {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: execFileSync("sh", ["-c", "command -v chromium"], { encoding: "utf8" }).trim(),
    headless: true,
    viewport: { width: 1280, height: 800 },
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  const result = await run(context);
  await context.close();
  console.log(JSON.stringify(result));
} finally {
  rmSync(profile, { recursive: true, force: true });
}
