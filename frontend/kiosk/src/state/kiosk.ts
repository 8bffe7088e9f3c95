import { computed, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import { LostError, type Client, type Reach } from "../api/client";
import { newQueue, type Queue } from "../api/queue";
import type { Answer, Demo, Desk, EnrolRequest, Enrolled, Events, Health, Inbox, Problem, ScanRequest, Status, Today, Verb } from "../api/types";
import { isSecret, type Keeper } from "../api/unsent";
import { uuid7 } from "../api/uuid";
import { english, newWords, type Sentences, type Words } from "../i18n/words";
import { zoneFor, type ShownZone } from "../i18n/zone";
import type { Player, SoundState } from "../sound/player";
import { gravest, refusal, unsentAnswer } from "./answers";
import { newLateness, type Late } from "./late";
import { Paintings, type Painted } from "./paintings";
import { newResource, type Resource } from "@rms/shared/resource";
import { routeOf, type Route, type View } from "./view";

export interface Kiosk {
  client: Client;
  words: ReadonlySignal<Words>;
  now: ReadonlySignal<number>;
  zone: ReadonlySignal<ShownZone>;
  status: Resource<Status>;
  desk: Resource<Desk>;
  today: Resource<Today>;
  inbox: Resource<Inbox>;
  health: Resource<Health>;
  demo: Resource<Demo>;
  /** The large card. */
  last: ReadonlySignal<Answer | undefined>;
  view: Signal<View>;
  /** Back to the board, from an answer that was given on the idle screen, or from a page. */
  back(): void;
  route: ReadonlySignal<Route>;
  /** The entry line while a hand is typing. */
  line: Signal<string | undefined>;
  /** The screen that wants the next code (scanned) or typed line for itself; it answers whether it took it. */
  taker: Signal<((text: string, scanned: boolean) => boolean) | undefined>;
  sound: Signal<SoundState>;
  /** Gestures without an answer yet. */
  waiting: ReadonlySignal<number>;
  /** The newest gesture, when nothing has been answered for a second: the card before it is no answer to it. */
  late: ReadonlySignal<Late | undefined>;
  /** The kiosk's own program does not answer. */
  lost: ReadonlySignal<boolean>;
  /** The program asks this page who it is: it was opened without the address that the kiosk printed. */
  stranger: ReadonlySignal<boolean>;
  paintings: Paintings;
  scan(scan: Omit<ScanRequest, "id">, lastKeyAt?: number): void;
  tap(verb: Verb, value?: string): void;
  answer(askId: string, value: string): void;
  settle(entryId: string, choice: string): void;
  enrol(request: Omit<EnrolRequest, "id">, done: (reply: Enrolled) => void, refused: (problem: Problem) => void): void;
  /** An answer that this page did not ask for. */
  heard(answer: Answer): void;
  /** A gesture, here or elsewhere, made the desk of this revision: it is read, unless it is here or comes with an answer. */
  moved(rev: number): Promise<void>;
  refreshAll(): Promise<void>;
  /** Takes up what an earlier page left unanswered; once. */
  resume(): void;
}

/** An answer on the idle screen has been read after this long, and the board comes back, ms. */
const boardAfterMs = 90_000;

/** What an earlier page left unanswered is sent while it still means what it meant; later, the person is told to scan again, ms. */
const resumeWithinMs = 5 * 60_000;

/** Central is asked, which may be far away, ms. */
const enrolWithinMs = 60_000;

export interface KioskParts {
  client: Client;
  /** How the client's last try ended. */
  reach: ReadonlySignal<Reach>;
  keeper: Keeper;
  player: Pick<Player, "play">;
  now: ReadonlySignal<number>;
  sentences?: Sentences;
  painted: Painted;
}

/** The page's state and its gestures: one object, made once. */
export function newKiosk({ client, reach, keeper, player, now, sentences = english, painted }: KioskParts): Kiosk {
  const status = newResource(() => client.get<Status>("/api/status"));
  const desk = newResource(async () => newerDesk(await client.get<Desk>("/api/desk")));
  const today = newResource(() => client.get<Today>("/api/today"));
  const inbox = newResource(() => client.get<Inbox>("/api/inbox"));
  const health = newResource(() => client.get<Health>("/api/health"));
  const demo = newResource(() => client.get<Demo>("/api/demo"));
  const view = signal<View>({ at: "desk" });
  const line = signal<string | undefined>(undefined);
  const taker = signal<((text: string, scanned: boolean) => boolean) | undefined>(undefined);
  const sound = signal<SoundState>("blocked");
  const waiting = signal(0);
  const queueLost = signal(false);
  const lateness = newLateness();
  const told: string[] = [];
  let resumed = false;
  /** The newest revision of the desk that was told of. */
  let newestRev = -1;
  const refused = signal<Answer | undefined>(undefined);
  /** What an earlier page could not send: it stays until it is read. */
  const leftover = signal<Answer | undefined>(undefined);
  const zone = computed(() => zoneFor(status.data.value?.site.zone ?? ""));
  const words = computed(() => newWords({ sentences, zone: zone.value.zone, now: () => now.value }));
  const readUntil = signal(-1);
  const last = computed(() => {
    if (leftover.value !== undefined) return leftover.value;
    const newest = refused.value ?? desk.data.value?.last;
    if (newest === undefined || desk.data.value?.mode !== "idle") return newest;
    return newest.n <= readUntil.value || now.value - newest.at > boardAfterMs ? undefined : newest;
  });
  const paintings = new Paintings(painted);
  const own = new Set<string>();

  const queue: Queue = newQueue(client, (count, lost) => {
    waiting.value = count;
    queueLost.value = lost;
    void catchUp();
  });

  /** Reads the desk if a newer one is known of. While this page's own gestures are being answered, the answers bring it. */
  async function catchUp(): Promise<void> {
    const answering = waiting.value > 0 && !queueLost.value;
    if (!answering && (desk.data.value?.rev ?? -1) < newestRev) await desk.refresh();
  }

  /** An older desk never replaces a newer one: a reading may be overtaken by an answer, and an answer by a reading. */
  function newerDesk(next: Desk): Desk {
    const current = desk.data.value;
    return current === undefined || next.rev >= current.rev ? next : current;
  }

  /** The card that named what was never sent has been read. */
  function read(): void {
    refused.value = undefined;
    leftover.value = undefined;
    for (const id of told.splice(0)) keeper.drop(id);
  }

  function show(answer: Answer, back: boolean): void {
    read();
    if (back) view.value = { at: "desk" };
    if (answer.desk !== undefined) desk.set(newerDesk(answer.desk));
    player.play(gravest(answer));
  }

  function gesture(path: string, body: { id: string }, raw: string): void {
    const secret = path === "/api/answers" || isSecret(raw);
    keeper.keep(body.id, { kiosk: status.data.value?.kiosk_id ?? "", path, raw: secret ? "" : raw, at: Date.now(), ...(secret ? {} : { body }) });
    send(path, body, secret ? "" : raw);
  }

  function send(path: string, body: { id: string }, raw: string): void {
    own.add(body.id);
    if (own.size > 500) own.delete([...own][0] ?? "");
    lateness.asked(body.id, raw);
    const settled = (): void => {
      keeper.drop(body.id);
      lateness.answered(body.id);
    };
    queue.add<Answer>({
      path,
      body,
      done(answer) {
        settled();
        show(answer, true);
        if (answer.desk === undefined) void desk.refresh();
      },
      refused(problem) {
        settled();
        refused.value = refusal(problem, desk.data.value?.head_n ?? 0, now.value, raw);
        view.value = { at: "desk" };
        player.play("stop");
      },
    });
  }

  /** Sends what is young and whole; tells of the rest, which stays kept until the card was read. */
  function resume(): void {
    const kiosk = status.data.value?.kiosk_id;
    if (resumed || kiosk === undefined || kiosk === "") return;
    resumed = true;
    const left = keeper.list(kiosk).filter(({ id }) => !own.has(id));
    const stop = left.findIndex(({ unsent }) => unsent.body === undefined || Date.now() - unsent.at > resumeWithinMs);
    const lost = stop < 0 ? [] : left.slice(stop); // behind a badge or an answer that is gone, nothing means what it meant
    for (const { unsent } of left.slice(0, left.length - lost.length)) {
      if (unsent.body !== undefined) send(unsent.path, unsent.body, unsent.raw);
    }
    if (lost.length === 0) return;
    told.push(...lost.map(({ id }) => id));
    leftover.value = unsentAnswer(lost.map(({ unsent }) => unsent), desk.data.value?.head_n ?? 0, now.value);
    player.play("stop");
  }

  return {
    client, words, now, zone, status, desk, today, inbox, health, demo, last, view, line, taker, sound, waiting, paintings,
    late: lateness.late,
    lost: computed(() => queueLost.value || reach.value === "lost"),
    stranger: computed(() => reach.value === "no_token"),
    route: computed(() => routeOf(status.data.value, desk.data.value, view.value, last.value, lateness.late.value !== undefined)),
    back() {
      if (view.value.at !== "desk") {
        view.value = { at: "desk" };
      } else if (last.value !== undefined && desk.data.value?.mode === "idle") {
        readUntil.value = last.value.n;
        read();
      }
    },
    scan(scan, lastKeyAt) {
      const body: ScanRequest = { id: uuid7(), ...scan };
      if (lastKeyAt !== undefined) paintings.press(body.id, lastKeyAt);
      gesture("/api/scans", body, scan.raw ?? "");
    },
    tap(verb, value = "") {
      const body = { id: uuid7(), verb, value };
      gesture("/api/taps", body, "");
    },
    answer(askId, value) {
      const body = { id: uuid7(), ask_id: askId, value };
      gesture("/api/answers", body, "");
    },
    settle(entryId, choice) {
      const body = { id: uuid7(), choice };
      own.add(body.id);
      queue.add<Answer>({
        path: `/api/inbox/${encodeURIComponent(entryId)}/answer`,
        body,
        done(answer) {
          show(answer, false);
          void inbox.refresh();
        },
        refused(problem) {
          refused.value = refusal(problem, desk.data.value?.head_n ?? 0, now.value, "");
          player.play("stop");
          view.value = { at: "desk" };
          void inbox.refresh();
        },
      });
    },
    enrol(request, done, no) {
      queue.add<Enrolled>({ path: "/api/enrol", body: { id: uuid7(), ...request }, withinMs: enrolWithinMs, done, refused: no });
    },
    heard(answer) {
      if (own.has(answer.id)) return;
      show(answer, true);
      void desk.refresh();
    },
    moved(rev) {
      newestRev = Math.max(newestRev, rev);
      return catchUp();
    },
    async refreshAll() {
      await status.refresh();
      if (status.data.value?.enrolled !== true) return;
      await Promise.all([desk.refresh(), today.refresh(), inbox.refresh(), demo.refresh()]);
    },
    resume,
  };
}

/** The program holds a poll for 20 s, ms. */
const pollWithinMs = 25_000;

/** Keeps what is on the screen fresh: news by long-poll, and a try each second while the program does not answer. */
export async function follow(kiosk: Kiosk, stop: AbortSignal, sleep: (ms: number) => Promise<void>): Promise<void> {
  let after = 0;
  let boot = "";
  while (!stop.aborted) {
    try {
      const news = await kiosk.client.get<Events>(`/api/events?after=${after}&wait=20s`, stop, pollWithinMs);
      const restarted = news.boot !== boot;
      boot = news.boot;
      after = news.next;
      if (restarted) await kiosk.refreshAll();
      else if (news.events.length === 0) await Promise.all([kiosk.status.refresh(), kiosk.today.refresh()]);
      else await hear(kiosk, news.events);
      kiosk.resume();
    } catch (error) {
      if (stop.aborted) return;
      if (!(error instanceof LostError)) await kiosk.status.refresh();
      await sleep(1000);
    }
  }
}

async function hear(kiosk: Kiosk, events: readonly Events["events"][number][]): Promise<void> {
  const topics = new Set(events.map((e) => e.topic));
  for (const event of events) if (event.answer !== undefined) kiosk.heard(event.answer);
  const reads: Promise<void>[] = [];
  // News of the desk without a revision is of what it shows of the store: no revision tells whether that is here.
  if (events.some((e) => e.topic === "desk" && e.rev === undefined)) reads.push(kiosk.desk.refresh());
  for (const { rev } of events) if (rev !== undefined) reads.push(kiosk.moved(rev));
  if (topics.has("status")) reads.push(kiosk.status.refresh());
  if (topics.has("today") || topics.has("orders")) reads.push(kiosk.today.refresh());
  if (topics.has("inbox")) reads.push(kiosk.inbox.refresh());
  if (topics.has("demo")) reads.push(kiosk.demo.refresh());
  await Promise.all(reads);
}

/** Something on the page depends on the time: a tick every few seconds is enough for minutes. */
export function newClock(everyMs: number): { now: ReadonlySignal<number>; stop: () => void } {
  const now = signal(Date.now());
  const timer = setInterval(() => (now.value = Date.now()), everyMs);
  return { now, stop: () => clearInterval(timer) };
}
