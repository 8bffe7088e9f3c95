import type { Server } from "node:http";
import type { CDPSession, Page, Route as Request } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { Answer, AnswerRequest, Desk, Events, Heartbeat, PaintedCard, ScanRequest, TapRequest } from "../kiosk/src/api/types";
import * as f from "./fixtures";
import { plugIn, type Scanner } from "./scanner";
import { answerFrom, freeze, openBrowser, serve, type Browser } from "./stage";

/* The page under real keys, against a desk that notes every request. No field is ever focused. */

let url: string;
let server: Server;
let browser: Browser;
let page: Page;
let desk: FakeDesk;
let devtools: CDPSession;
let scanner: Scanner;

interface Post {
  path: string;
  body: ScanRequest & TapRequest & AnswerRequest;
}

/** Answers gestures like a desk, in the order asked; refuses, loses or delays when told to. */
class FakeDesk {
  posts: Post[] = [];
  inFlight = 0;
  mostInFlight = 0;
  delayMs = 0;
  /** How many of the next requests get no answer. */
  lose = 0;
  /** The program stands still: nothing is answered, and nothing is lost either. */
  hang = false;
  /** Status of a problem for the next request. */
  refuse: number | undefined;
  outcome: Answer["outcome"] = "ok";
  ask: Desk["ask"];
  private news: Events["events"] = [];
  private wake: (() => void) | undefined;
  private n = 207;

  async gesture(request: Request, path: string): Promise<void> {
    this.mostInFlight = Math.max(this.mostInFlight, ++this.inFlight);
    const body = request.request().postDataJSON() as Post["body"];
    this.posts.push({ path, body });
    await new Promise((wake) => setTimeout(wake, this.delayMs));
    this.inFlight--;
    if (this.hang) return;
    if (this.lose > 0) {
      this.lose--;
      return request.abort();
    }
    if (this.refuse !== undefined) {
      const status = this.refuse;
      this.refuse = undefined;
      const problem = { type: "about:blank", title: "No", status, code: "too_large", detail: "Too long", hint: "Scan it again" };
      return request.fulfill({ status, contentType: "application/problem+json", body: JSON.stringify(problem) });
    }
    await request.fulfill({ json: this.answerTo(body) });
  }

  private answerTo(body: Post["body"]): Answer {
    const last = f.answer(this.outcome, { id: body.id, n: ++this.n, subject: { kind: "item", id: "x", name: body.raw ?? body.verb ?? "answer", tag: body.raw ?? "" } });
    const next: Desk = { ...f.withLast(f.outDesk, last), rev: this.n, head_n: this.n, ...(this.ask === undefined ? {} : { ask: this.ask }) };
    return { ...last, desk: next };
  }

  /** News that the page did not ask for. */
  tell(events: Events["events"]): void {
    this.news.push(...events);
    this.wake?.();
  }

  async events(request: Request): Promise<void> {
    const after = Number(new URL(request.request().url()).searchParams.get("after"));
    if (after === 0) return request.fulfill({ json: { boot: "b", next: 1, events: [] } });
    if (this.news.length === 0) await new Promise<void>((wake) => (this.wake = wake));
    const events = this.news.splice(0);
    await request.fulfill({ json: { boot: "b", next: after + events.length, events } });
  }

  get raws(): (string | undefined)[] {
    return this.posts.filter((p) => p.path === "scans").map((p) => p.body.raw);
  }
}

beforeAll(async () => {
  ({ url, server } = await serve("kiosk"));
  browser = await openBrowser({ width: 1280, height: 800 });
});

afterAll(async () => {
  await browser.close();
  server.close();
});

beforeEach(async () => {
  desk = new FakeDesk();
  page = await browser.context.newPage();
  devtools = await browser.context.newCDPSession(page);
  scanner = await plugIn(page);
  await page.addInitScript(() => {
    const played: number[] = [];
    Object.assign(window, { played });
    const start = AudioBufferSourceNode.prototype.start;
    AudioBufferSourceNode.prototype.start = function (this: AudioBufferSourceNode, ...args: [number?]) {
      played.push(Math.round((this.buffer?.duration ?? 0) * 1000));
      start.apply(this, args);
    };
  });
});

afterEach(async () => {
  await page.evaluate(() => localStorage.clear()); // what a test left unanswered is not the next one's
  await page.close();
});

async function open(first: Desk = f.outDesk): Promise<void> {
  await answerFrom(page, { desk: first, demo: f.demo });
  await page.route(/\/api\/(scans|taps|answers)$/, (request) => desk.gesture(request, new URL(request.request().url()).pathname.replace("/api/", "")));
  await page.route(/\/api\/events/, (request) => desk.events(request));
  await freeze(page);
  await page.goto(url);
  await page.waitForSelector(`[data-route=${first.ask?.kind === "pin" ? "pin" : first.mode}]`);
}

const keys = (text: string): Promise<void> => scanner.keys(text);
const scan = (code: string): Promise<void> => scanner.scan(code);

async function type(text: string): Promise<void> {
  for (const c of text) {
    await page.keyboard.press(c);
    await page.waitForTimeout(130);
  }
}

const quiet = (): Promise<void> => expect.poll(() => desk.inFlight, { timeout: 10_000 }).toBe(0);
const played = (): Promise<number[]> => page.evaluate(() => (window as unknown as { played: number[] }).played);

test("each card that was seen is told to the program, in order, with the time from its last key", async () => {
  const cards: PaintedCard[] = [];
  await open();
  await page.route("**/api/heartbeat", (request) => {
    cards.push(...((request.request().postDataJSON() as Heartbeat).cards ?? []));
    return request.fulfill({ json: { boot: "b", build: "1" } });
  });
  desk.delayMs = 150;
  for (const code of ["LX-0142", "LX-0143", "LX-0144"]) {
    await scan(code);
    await page.waitForSelector(`.card >> text=${code}`);
  }
  await type("LX-1\n"); // by hand: no scanner's key to count from
  await page.waitForSelector(".card >> text=LX-1");
  await expect.poll(() => cards.length, { timeout: 10_000 }).toBe(3);
  expect(cards.map((card) => card.id)).toEqual(desk.posts.slice(0, 3).map((post) => post.body.id));
  for (const card of cards) expect(card.us).toBeGreaterThan(150_000);
});

test("a scanner's code arrives once, whole, with no field focused", async () => {
  await open();
  await scan("lx-0142");
  await expect.poll(() => desk.posts.length).toBe(1);
  expect(desk.posts[0]?.body).toMatchObject({ raw: "lx-0142", source: "wedge", ended: "enter" });
  expect(desk.posts[0]?.body.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  expect(desk.posts[0]?.body.gaps_ms).toHaveLength(6);
  expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true);
  await page.waitForSelector(".card--ok >> text=lx-0142");
});

test("without a suffix the code ends by silence; separators and 128 characters survive", async () => {
  await open();
  const long = "A1".repeat(64);
  // A machine that stalls for longer than the silence ends a burst early, as it must: the code is read again until one burst
  // was left alone. A wedge that loses a letter never gets there.
  const burst = async (): Promise<string | undefined> => {
    const heard = desk.raws.length;
    await page.keyboard.press("Escape");
    await keys(long);
    await expect.poll(() => desk.raws.length, { timeout: 5_000 }).toBeGreaterThan(heard);
    return desk.raws.at(-1);
  };
  await expect.poll(burst, { timeout: 30_000 }).toBe(long);
  const before = keys("]C101040");
  const timestamp = Date.now() / 1000 + 0.016;
  const fnc1 = devtools.send("Input.dispatchKeyEvent", { type: "rawKeyDown", key: "]", code: "BracketRight", modifiers: 2, timestamp });
  await Promise.all([before, fnc1, keys("21AB\t")]);
  await expect.poll(() => desk.raws.at(-1)).toBe("]C101040\u001d21AB");
});

test("forty codes ahead of a slow desk: each once, in order, one request at a time", async () => {
  await open();
  desk.delayMs = 25;
  const codes = Array.from({ length: 40 }, (_, i) => `LX-${1000 + i}`);
  for (const code of codes) await scan(code);
  await expect.poll(() => desk.posts.length, { timeout: 15_000 }).toBe(40);
  await quiet();
  expect(desk.raws).toEqual(codes);
  expect(desk.mostInFlight).toBe(1);
  await page.waitForSelector(`.card >> text=LX-1039`);
});

test("a hand that types sends once, by Enter, and may drop it by Esc", async () => {
  await open();
  await type("AB12");
  await page.waitForSelector(".entry >> text=AB12");
  await page.waitForTimeout(300);
  await page.keyboard.press("Escape");
  await page.waitForSelector(".entry", { state: "detached" });
  await type("LX-7");
  await page.keyboard.press("Enter");
  await expect.poll(() => desk.posts.length).toBe(1);
  expect(desk.posts[0]?.body).toMatchObject({ raw: "LX-7", source: "typed" });
});

test("no question eats a scan", async () => {
  desk.ask = f.askDesk.ask;
  await open(f.askDesk);
  await scan("LX-1");
  await scan("LX-2");
  await expect.poll(() => desk.raws).toEqual(["LX-1", "LX-2"]);
  await page.getByRole("button", { name: "YES" }).click();
  await expect.poll(() => desk.posts.at(-1)).toMatchObject({ path: "answers", body: { ask_id: "q3", value: "yes" } });
});

test("a PIN travels only as an answer, typed or tapped or rushed; a badge during the question is a scan", async () => {
  desk.ask = f.pinDesk.ask;
  await open(f.pinDesk);
  await type("1234");
  await expect.poll(() => page.locator(".ask__dot").count()).toBe(4);
  expect(await page.locator(".ask__text").textContent()).not.toContain("1");
  await page.keyboard.press("Enter");
  await expect.poll(() => desk.posts.length).toBe(1);
  await scan("5678");
  await expect.poll(() => desk.posts.length).toBe(2);
  for (const key of ["9", "0", "9", "0"]) await page.locator(".keypad").getByRole("button", { name: key, exact: true }).click();
  await page.getByRole("button", { name: "Send" }).click();
  await expect.poll(() => desk.posts.length).toBe(3);
  await scan("B-ADA-7Q2X");
  await expect.poll(() => desk.posts.length).toBe(4);
  expect(desk.posts.map((p) => [p.path, p.body.value ?? p.body.raw])).toEqual([
    ["answers", "1234"], ["answers", "5678"], ["answers", "9090"], ["scans", "B-ADA-7Q2X"],
  ]);
});

test("while the program does not answer, codes are kept and sent under their own ids when it is back", async () => {
  await open();
  desk.lose = 3;
  await scan("LX-1");
  await page.waitForSelector(".bottombar--alarm");
  await scan("LX-2");
  await expect.poll(() => desk.raws, { timeout: 10_000 }).toEqual(["LX-1", "LX-1", "LX-1", "LX-1", "LX-2"]);
  expect(new Set(desk.posts.slice(0, 4).map((p) => p.body.id)).size).toBe(1);
  await page.waitForSelector(".bottombar--alarm", { state: "detached" });
  await page.waitForSelector(".card >> text=LX-2");
});

test("a program that hangs: the scan is not answered yet, then the bar is red, and the next page sends it under its own id", async () => {
  await open();
  await scan("LX-1");
  await page.waitForSelector(".card--ok >> text=LX-1");
  desk.hang = true;
  await scan("LX-2");
  await page.waitForSelector(".card--waiting >> text=LX-2", { timeout: 4_000 });
  expect(await page.locator(".card--ok").count()).toBe(0);
  await page.waitForSelector(".bottombar--alarm", { timeout: 10_000 });
  await page.reload();
  desk.hang = false; // only now: the old page tries again each second, and must not be answered
  await page.waitForSelector(".card--ok >> text=LX-2");
  const sent = desk.posts.filter((p) => p.body.raw === "LX-2").map((p) => p.body.id);
  expect(sent.length).toBeGreaterThan(1);
  expect(new Set(sent).size).toBe(1);
  await page.reload();
  await page.waitForSelector("[data-route=out]");
  await page.waitForTimeout(300);
  expect(desk.posts.filter((p) => p.body.raw === "LX-2")).toHaveLength(sent.length);
});

test("the address that the kiosk printed, pasted over an old one, is taken; what was scanned before is sent then", async () => {
  await open();
  const problem = { type: "about:blank", title: "Unauthorized", status: 401, code: "unauthenticated", reason: "no_token" };
  await page.route("**/api/**", (request) =>
    request.request().headers()["authorization"] === "Bearer right" ? request.fallback() : request.fulfill({ status: 401, contentType: "application/problem+json", body: JSON.stringify(problem) }),
  );
  await page.reload();
  await page.waitForSelector("text=This page may not use the kiosk");
  await page.waitForSelector(".bottombar--alarm >> text=Open the address");
  await scan("NOTOK-1");
  await page.goto(`${url}#token=right`);
  await page.waitForSelector(".card--ok >> text=NOTOK-1");
  expect(desk.raws).toEqual(["NOTOK-1"]);
});

test("a request that is refused is a stop, and the next code goes on", async () => {
  await open();
  desk.refuse = 413;
  await scan("LX-1");
  await page.waitForSelector(".card--stop >> text=That code is too long");
  await page.waitForSelector(".card--stop >> text=Scan it again");
  await scan("LX-2");
  await page.waitForSelector(".card--ok >> text=LX-2");
});

test("a focused button is pressed by Enter and Space, never by a code or its two-key suffix", async () => {
  await open();
  const finish = page.getByRole("button", { name: "FINISH" });
  await finish.focus();
  await scan("LX-1\n");
  await expect.poll(() => desk.raws).toEqual(["LX-1"]);
  await page.waitForTimeout(300);
  expect(desk.posts).toHaveLength(1);
  await finish.focus();
  await page.keyboard.press("Enter");
  await expect.poll(() => desk.posts.at(-1)?.body.verb).toBe("finish");
  await page.getByRole("button", { name: "UNDO" }).focus();
  await page.keyboard.press("Space");
  await expect.poll(() => desk.posts.at(-1)?.body.verb).toBe("undo");
  expect(desk.posts).toHaveLength(3);
});

test("one click on a code to try scans it the scanner's way", async () => {
  await open();
  await page.locator(".demo__code").nth(2).click();
  await expect.poll(() => desk.posts.at(-1)).toMatchObject({ path: "scans", body: { raw: "LX-0142", source: "wedge" } });
});

test("each outcome sounds once, the gravest of a burst, and an answer from elsewhere too", async () => {
  await open();
  const lengths = { ok: 110, look: 340, duplicate: 270, stop: 820 } as const;
  for (const outcome of ["ok", "look", "duplicate", "stop"] as const) {
    desk.outcome = outcome;
    await scan(`LX-${outcome}`);
    await page.waitForSelector(`.card--${outcome}`);
  }
  expect(await played()).toEqual(Object.values(lengths));
  const serial = f.answer("look", { id: "serial-1", n: 400 });
  const own = f.answer("look", { id: desk.posts[0]?.body.id ?? "", n: 208 });
  desk.tell([{ n: 2, topic: "answer", answer: own }, { n: 3, topic: "answer", answer: serial }]);
  await expect.poll(played).toEqual([...Object.values(lengths), lengths.look]);
});

test("a scan leaves an opened page and does what it always does", async () => {
  await open();
  await page.locator(".traytile").click();
  await page.waitForSelector("[data-route=tray]");
  await scan("LX-1");
  await page.waitForSelector("[data-route=out] .card >> text=LX-1");
});

test("a pick from the list by keys alone", async () => {
  await open(f.idleSigned);
  await page.getByRole("button", { name: "Find" }).focus();
  await page.keyboard.press("Enter");
  await page.waitForSelector("[data-route=find] .hit--chosen");
  await type("14");
  await page.waitForSelector(".query >> text=14");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect.poll(() => desk.posts.at(-1)).toMatchObject({ path: "taps", body: { verb: "pick", value: "LX-1142" } });
  await page.getByRole("button", { name: "Find" }).click();
  await page.waitForSelector("[data-route=find] .hit--chosen");
  await page.keyboard.press("Enter");
  await expect.poll(() => desk.posts.at(-1)).toMatchObject({ path: "taps", body: { verb: "pick", value: "LX-0142" } });
});

test("an answer on the idle screen gives way to the board by Esc", async () => {
  await open(f.freshDesk);
  await page.route("**/api/desk", (request) => request.fulfill({ json: { ...f.passportDesk, rev: 11 } }));
  desk.tell([{ n: 2, topic: "desk" }]);
  await page.waitForSelector("[data-route=passport]");
  await page.keyboard.press("Escape");
  await page.waitForSelector("[data-route=idle]");
});
