// Types codes into a page of the kiosk as a scanner does and tells, for each, when
// its card was painted:
//
//   node keys.mjs PACKAGE ADDRESS <codes.json
//
// PACKAGE is a package.json beside which playwright-core is installed. The input is
// {"codes": [{"raw", "tag"}], "perSecond": 8}; a code with a tag is a thing, whose
// card shows it. The output is {"painted": [{"tag", "ms"}], "seconds"}: the things
// in the order of their cards, each with the time from its Enter to the frame that
// shows it, on the page's own clock.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [where, address] = process.argv.slice(2);
const { chromium } = createRequire(where)("playwright-core");
const { codes, perSecond } = JSON.parse(readFileSync(0, "utf8"));
const sleep = (ms) => new Promise((wake) => setTimeout(wake, Math.max(0, ms)));

/** Runs in the page before anything else: notes each Enter, and the frame of each new card. */
function watch() {
  const seen = { enters: [], cards: [] };
  window.seen = seen;
  let typed = "";
  window.addEventListener("keydown", (e) => {
    if (e.key === "Enter") {
      seen.enters.push({ raw: typed, at: e.timeStamp });
      typed = "";
    } else if (e.key.length === 1) typed += e.key;
  }, { capture: true });
  let shown = "";
  const look = () => {
    const card = document.querySelector(".card");
    const now = card?.querySelector(".card__tag")?.textContent ?? card?.querySelector(".card__name")?.textContent ?? "";
    if (now === shown) return;
    shown = now;
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => seen.cards.push({ tag: now, at: performance.now() });
      channel.port2.postMessage(0);
    });
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
}

/**
 * Sends a code's keys at once, as a scanner's buffer does, and waits until the page has had them. They bear times 2 ms apart,
 * the Enter the present: a busy machine does not slow the scanner down, and what keys wait for on their way to the page counts.
 */
async function type(devtools, raw) {
  const now = (performance.timeOrigin + performance.now()) / 1000;
  const keys = [...raw, "Enter"];
  const sent = keys.flatMap((key, i) => {
    const timestamp = now - (keys.length - 1 - i) * 0.002;
    const text = key === "Enter" ? "\r" : key;
    return [
      devtools.send("Input.dispatchKeyEvent", { type: "keyDown", key, text, timestamp }),
      devtools.send("Input.dispatchKeyEvent", { type: "keyUp", key, timestamp }),
    ];
  });
  await Promise.all(sent);
}

/** Waits until no further card has come for a while. */
async function quiet(page) {
  for (let before = -1, same = 0; same < 6; ) {
    await sleep(500);
    const now = await page.evaluate(() => window.seen.cards.length);
    same = now === before ? same + 1 : 0;
    before = now;
  }
}

async function run(page) {
  const devtools = await page.context().newCDPSession(page);
  await page.addInitScript(watch);
  await page.goto(address);
  await page.waitForSelector("[data-route]");
  const start = Date.now();
  for (const [i, code] of codes.entries()) {
    await sleep(start + (i * 1000) / perSecond - Date.now());
    await type(devtools, code.raw);
  }
  const seconds = (Date.now() - start) / 1000;
  await quiet(page);
  const seen = await page.evaluate(() => window.seen);
  return { painted: times(seen), seconds };
}

/** The cards of things, each with the time since its own Enter. */
function times({ enters, cards }) {
  const things = new Set(codes.flatMap((code) => code.tag ?? []));
  const at = new Map(enters.filter((e) => things.has(e.raw)).map((e) => [e.raw, e.at]));
  return cards.filter((c) => at.has(c.tag)).map((c) => ({ tag: c.tag, ms: c.at - at.get(c.tag) }));
}

const profile = mkdtempSync(join(tmpdir(), "rms-chromium-"));
try {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: execFileSync("sh", ["-c", "command -v chromium"], { encoding: "utf8" }).trim(),
    headless: true,
    viewport: { width: 1280, height: 800 },
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required"],
  });
  const result = await run(context.pages()[0] ?? (await context.newPage()));
  await context.close();
  console.log(JSON.stringify(result));
} finally {
  rmSync(profile, { recursive: true, force: true });
}
