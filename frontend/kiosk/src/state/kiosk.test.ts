import { signal } from "@preact/signals";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import * as f from "../../../browser/fixtures";
import { LostError, type Client, type Reach } from "../api/client";
import { newKeeper } from "../api/unsent";
import { fakeStorage } from "../testing/storage";
import type { Answer, Desk, Events } from "../api/types";
import { follow, newKiosk, type Kiosk } from "./kiosk";

interface Post {
  path: string;
  body: { id: string; raw?: string };
  answer(): void;
  lose(): void;
}

beforeEach(() => void vi.useFakeTimers({ now: f.now }));
afterEach(() => void vi.useRealTimers());

/** A page whose program answers when it is told to. Two pages of one browser share the storage. */
function setup(storage = fakeStorage(), kioskId = "k3") {
  const posts: Post[] = [];
  let desk: Desk = f.outDesk;
  const client: Client = {
    get: async <T>(path: string): Promise<T> => (path === "/api/status" ? { ...f.status, kiosk_id: kioskId } : path === "/api/desk" ? desk : {}) as T,
    text: () => Promise.reject(new Error("unused")),
    post: <T>(path: string, body: object) =>
      new Promise<T>((take, fail) => {
        const sent = body as Post["body"];
        posts.push({
          path,
          body: sent,
          answer() {
            desk = { ...desk, rev: desk.rev + 1, last: f.answer("ok", { n: desk.head_n + 1, raw: sent.raw ?? "" }), head_n: desk.head_n + 1 };
            const answer: Answer = { ...f.answer("ok", { id: sent.id }), desk };
            take(answer as T);
          },
          lose: () => fail(new LostError("down")),
        });
      }),
  };
  const played: string[] = [];
  const reach = signal<Reach>("answers");
  const now = signal(f.now);
  const kiosk: Kiosk = newKiosk({ client, reach, keeper: newKeeper(storage), now, player: { play: (o) => played.push(o) }, painted: (still, run) => void (still() && run()) });
  const scan = (raw: string) => kiosk.scan({ raw, source: "wedge" });
  const raws = () => posts.map((p) => p.body.raw);
  const until = (ms: number) => vi.advanceTimersByTimeAsync(ms);
  return { kiosk, posts, raws, scan, played, reach, now, storage, until };
}

test("a scan without an answer after a second says so, and the green card before it is gone", async () => {
  const s = setup();
  await s.kiosk.refreshAll();
  s.scan("MH-0569");
  await s.until(900);
  expect(s.kiosk.late.value).toBeUndefined();
  await s.until(200);
  expect(s.kiosk.late.value).toEqual({ raw: "MH-0569", n: 1 });
  s.scan("MH-0570");
  expect(s.kiosk.late.value).toEqual({ raw: "MH-0570", n: 2 });
  s.posts[0]?.answer();
  await s.until(0);
  expect(s.kiosk.late.value).toBeUndefined();
  await s.until(1100);
  expect(s.kiosk.late.value).toEqual({ raw: "MH-0570", n: 1 });
});

test("on the board too a late scan takes the screen, and a queue that moves is not late", async () => {
  const s = setup();
  await s.kiosk.refreshAll();
  s.kiosk.desk.set(f.freshDesk);
  expect(s.kiosk.route.value).toBe("idle");
  for (const raw of ["A", "B", "C"]) s.scan(raw);
  for (let i = 0; i < 3; i++) {
    await s.until(700);
    expect(s.kiosk.late.value).toBeUndefined();
    s.posts[i]?.answer();
  }
  await s.until(2000);
  expect(s.kiosk.late.value).toBeUndefined();
  s.kiosk.desk.set({ ...f.freshDesk, rev: 99 });
  s.kiosk.view.value = { at: "inbox" };
  s.scan("D");
  await s.until(1100);
  expect(s.kiosk.route.value).toBe("answer");
});

test("a badge and a PIN are shown to nobody and kept nowhere", async () => {
  const s = setup();
  await s.kiosk.refreshAll();
  s.scan("XBTCE3FHPVTHK57NER4");
  s.kiosk.answer("q1", "4711");
  await s.until(1100);
  expect(s.kiosk.late.value).toEqual({ raw: "", n: 2 });
  const kept = JSON.stringify([...s.storage.entries]);
  expect(kept).not.toContain("XBTCE");
  expect(kept).not.toContain("4711");
});

test("the next page sends what was never answered, under the same ids and in order, and only once", async () => {
  const first = setup();
  await first.kiosk.refreshAll();
  for (const raw of ["A", "B", "C"]) first.scan(raw);
  first.posts[0]?.answer();
  await first.until(60_000);
  const second = setup(first.storage);
  await second.kiosk.refreshAll();
  second.kiosk.resume();
  second.kiosk.resume();
  await second.until(0);
  second.posts[0]?.answer();
  await second.until(0);
  second.posts[1]?.answer();
  await second.until(0);
  expect(second.raws()).toEqual(["B", "C"]);
  expect(second.posts[0]?.body.id).toBe(first.posts[1]?.body.id);
  expect(first.storage.entries.size).toBe(0);
});

test("what a page scanned before it knew its kiosk is sent by the one that does; another kiosk's is not", async () => {
  const stranger = setup();
  stranger.scan("NOTOK-1");
  const elsewhere = setup(stranger.storage, "k9");
  await elsewhere.kiosk.refreshAll();
  elsewhere.scan("K9-1");
  const right = setup(stranger.storage);
  await right.kiosk.refreshAll();
  right.kiosk.resume();
  expect(right.raws()).toEqual(["NOTOK-1"]);
});

test("what is old is not sent into another person's work: it is told, until it was read", async () => {
  const first = setup();
  await first.kiosk.refreshAll();
  first.scan("A");
  await first.until(6 * 60_000);
  const second = setup(first.storage);
  await second.kiosk.refreshAll();
  second.kiosk.resume();
  expect(second.posts).toEqual([]);
  expect(second.played).toEqual(["stop"]);
  expect(second.kiosk.last.value).toMatchObject({ outcome: "stop", title: { key: "unsent.title", counts: { n: 1 } }, subject: { name: "A" } });
  second.now.value += 10 * 60_000;
  expect(second.kiosk.last.value?.title.key).toBe("unsent.title");
  const third = setup(first.storage);
  await third.kiosk.refreshAll();
  third.kiosk.resume();
  expect(third.kiosk.last.value?.title.key).toBe("unsent.title");
  third.scan("B");
  await third.until(0);
  third.posts[0]?.answer();
  await third.until(0);
  expect(third.kiosk.last.value?.title.key).not.toBe("unsent.title");
  expect(first.storage.entries.size).toBe(0);
});

test("behind a badge that was never sent nothing is sent: it would be somebody else's", async () => {
  const first = setup();
  await first.kiosk.refreshAll();
  for (const raw of ["A", "XBTCE3FHPVTHK57NER4", "B"]) first.scan(raw);
  const second = setup(first.storage);
  await second.kiosk.refreshAll();
  second.kiosk.resume();
  expect(second.raws()).toEqual(["A"]);
  expect(second.kiosk.last.value).toMatchObject({ title: { counts: { n: 2 } }, subject: { name: "B" } });
});

test("silence is told, and so is a page that the kiosk does not know", () => {
  const s = setup();
  expect([s.kiosk.lost.value, s.kiosk.stranger.value]).toEqual([false, false]);
  s.reach.value = "lost";
  expect([s.kiosk.lost.value, s.kiosk.stranger.value]).toEqual([true, false]);
  s.reach.value = "no_token";
  expect([s.kiosk.lost.value, s.kiosk.stranger.value]).toEqual([false, true]);
});

test("a site in a zone that nobody knows leaves the page on its feet", async () => {
  const s = setup();
  s.kiosk.status.set({ ...f.status, site: { ...f.status.site, zone: "Europe/Berlinn" } });
  expect(s.kiosk.words.value.clock(f.now)).toMatch(/^\d\d:\d\d$/);
  expect(s.kiosk.zone.value.unknown).toBe(true);
});

test("a reading of the desk that an answer overtook does not take the answer back", async () => {
  const s = setup();
  await s.kiosk.refreshAll();
  const old = s.kiosk.desk.data.value;
  let arrive: (desk: unknown) => void = () => {};
  vi.spyOn(s.kiosk.client, "get").mockReturnValueOnce(new Promise((take) => (arrive = take)));
  const reading = s.kiosk.desk.refresh();
  s.scan("MH-0569");
  await s.until(0);
  s.posts[0]?.answer();
  await s.until(0);
  arrive(old);
  await reading;
  expect(s.kiosk.last.value?.raw).toBe("MH-0569");
});

/** A page that follows the news, and how often it read the desk; news is handed to it by tell. */
async function following() {
  const s = setup();
  await s.kiosk.refreshAll();
  const program = s.kiosk.client.get.bind(s.kiosk.client);
  let reads = 0;
  let hear: (events: Events) => void = () => {};
  let elsewhere: Desk | undefined;
  vi.spyOn(s.kiosk.client, "get").mockImplementation(<T>(path: string): Promise<T> => {
    if (path.startsWith("/api/events")) return new Promise<Events>((take) => (hear = take)) as Promise<T>;
    if (path !== "/api/desk") return program<T>(path);
    reads++;
    return elsewhere === undefined ? program<T>(path) : Promise.resolve(elsewhere as T);
  });
  const stop = new AbortController();
  void follow(s.kiosk, stop.signal, async () => {});
  let n = 0;
  const tell = async (...events: Omit<Events["events"][number], "n">[]): Promise<void> => {
    hear({ boot: "b1", next: ++n, events: events.map((e) => ({ n, ...e })) });
    await s.until(0);
  };
  await tell(); // the first news of a program reads everything
  reads = 0;
  return { ...s, tell, reads: () => reads, rev: () => s.kiosk.desk.data.value?.rev ?? 0, change: (desk: Desk) => (elsewhere = desk) };
}

test("news of the page's own scan reads nothing: the answer brought that desk, whichever comes first", async () => {
  const s = await following();
  const before = s.rev();
  s.scan("A");
  await s.until(0);
  await s.tell({ topic: "desk", rev: before + 1 });
  s.posts[0]?.answer();
  await s.until(0);
  expect(s.rev()).toBe(before + 1);
  s.scan("B");
  await s.until(0);
  s.posts[1]?.answer();
  await s.until(0);
  await s.tell({ topic: "desk", rev: before + 2 });
  expect(s.rev()).toBe(before + 2);
  expect(s.reads()).toBe(0);
});

test("a gesture made elsewhere is read, at once or when the page's own is answered", async () => {
  const s = await following();
  s.change({ ...f.outDesk, rev: s.rev() + 1, head_n: 70 });
  await s.tell({ topic: "desk", rev: s.rev() + 1 });
  expect([s.reads(), s.kiosk.desk.data.value?.head_n]).toEqual([1, 70]);
  s.scan("A");
  await s.until(0);
  const far = s.rev() + 50;
  s.change({ ...f.outDesk, rev: far, head_n: 90 });
  await s.tell({ topic: "desk", rev: far });
  expect(s.reads()).toBe(1);
  s.posts[0]?.answer();
  await s.until(0);
  expect([s.reads(), s.kiosk.desk.data.value?.head_n]).toEqual([2, 90]);
});

test("a gesture made elsewhere is read while the page's own finds no answer", async () => {
  const s = await following();
  s.scan("A");
  await s.until(0);
  const next = s.rev() + 1;
  s.change({ ...f.outDesk, rev: next, head_n: 70 });
  await s.tell({ topic: "desk", rev: next });
  expect(s.reads()).toBe(0);
  s.posts[0]?.lose();
  await s.until(0);
  expect([s.reads(), s.kiosk.desk.data.value?.head_n]).toEqual([1, 70]);
});

test("news of the store reads the desk, also beside news of a revision that is here", async () => {
  const s = await following();
  await s.tell({ topic: "desk", rev: s.rev() }, { topic: "desk" });
  expect(s.reads()).toBe(1);
});
