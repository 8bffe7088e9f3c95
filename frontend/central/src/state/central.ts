import { batch, signal, type ReadonlySignal } from "@preact/signals";
import { newResource, type Resource } from "@rms/shared/resource";
import { ProblemError, type Client } from "../api/client";
import type { Info, Me, Problem } from "../api/types";
import { newAnswers, type Answers } from "../exception/answers";
import { newList, type List, type ListSource, type Row } from "../list/list";
import { newPoll, type Feed } from "../live/feed";
import { newStream } from "../live/stream";
import { lost, newLink, reached, type Link } from "../live/link";
import { newNewsroom, type Newsroom } from "../live/news";
import { newRows, type Rows } from "./rows";
import { newToasts, type Toasts } from "./toasts";

export interface Deps {
  client: Client;
  now: () => number;
  /** In [0, 1). */
  luck: () => number;
  newKey: () => string;
  sleep: (ms: number) => Promise<void>;
  feed?: Feed;
}

/**
 * `over` is why a session ended in the middle: the pages keep what they show and what is typed in them until somebody is in
 * again. `why` is why a session that was there before ended.
 */
export type Session = { state: "asking" } | { state: "out"; why?: Problem } | { state: "in"; me: Me; over?: Problem };

export const isInside = (s: Session): boolean => s.state === "in" && s.over === undefined;

/** What all pages share: who is logged in, the link, the news, and what was read. */
export interface Central {
  client: Client;
  session: ReadonlySignal<Session>;
  info: ReadonlySignal<Info | undefined>;
  link: ReadonlySignal<Link>;
  newsroom: Newsroom;
  rows: Rows;
  toasts: Toasts;
  answers: Answers;
  newKey: () => string;
  /** Whether who is logged in may do it: an action of `me.may`. */
  may(action: string): boolean;
  /** What is read under a key, kept while the session is, so that a page that is opened again shows it at once. */
  read<T>(key: string, load: () => Promise<T>): Resource<T>;
  list<R extends Row>(key: string, source: ListSource<R>): List<R>;
  /** Tells of a failed reading or change: a session that ended, a link that is lost. */
  note(cause: unknown): void;
  /** Somebody is in by other means than a log-in. */
  arrive(me: Me): void;
  logIn(login: string, password: string): Promise<Problem | "lost" | undefined>;
  logOut(): Promise<void>;
  /** Asks central now, without waiting. */
  retry(): void;
  /** Follows the news until stopped. */
  follow(signal: AbortSignal): Promise<void>;
}

/** A burst of events is read in gulps. */
const leastMs = 500;
const keptReadings = 60;

/** Things by key; the one that was longest not asked for goes first. */
class Shelf {
  private readonly kept = new Map<string, unknown>();

  of<T>(key: string, make: () => T): T {
    const found = (this.kept.get(key) as T | undefined) ?? make();
    this.kept.delete(key);
    this.kept.set(key, found);
    const [oldest] = this.kept.keys();
    if (this.kept.size > keptReadings && oldest !== undefined) this.kept.delete(oldest);
    return found;
  }

  clear(): void {
    this.kept.clear();
  }
}

export function newCentral({ client, now, luck, newKey, sleep, feed = newStream(client, newPoll(client), sleep) }: Deps): Central {
  const session = signal<Session>({ state: "asking" });
  const info = signal<Info | undefined>(undefined);
  const link = signal<Link>(newLink(now()));
  const newsroom = newNewsroom();
  const rows = newRows(client, newsroom, note);
  const shelf = new Shelf();
  const answers = newAnswers(client, newKey, note, () => newsroom.tell("all"));
  let wake = (): void => undefined;
  let cut = new AbortController();
  let owner = "";

  function note(cause: unknown): void {
    if (cause instanceof ProblemError) {
      if (cause.problem.status !== 401) return;
      const was = session.value;
      if (was.state === "asking") session.value = { state: "out", why: cause.problem };
      else if (was.state === "in" && was.over === undefined) session.value = { ...was, over: cause.problem }; // the first no says why
    } else if (link.value.state !== "offline") link.value = lost(link.value, now(), luck());
    cut.abort(); // the wait for news is of a link or a session that is no more
  }

  function enter(me: Me): void {
    const again = session.value.state === "in" && session.value.over !== undefined;
    batch(() => {
      if (owner !== "" && owner !== me.user_id) {
        shelf.clear();
        rows.clear();
        answers.clear();
      }
      owner = me.user_id;
      session.value = { state: "in", me };
    });
    if (again) newsroom.tell("all"); // what could not be read meanwhile
  }

  async function begin(): Promise<void> {
    info.value ??= await client.get("/v1/info");
    if (session.value.state === "asking") enter(await client.get("/v1/auth/me"));
  }

  /** One session: everything anew, then what changes, until the link or the session ends by an error. */
  async function live(stop: AbortSignal): Promise<void> {
    await feed.begin(stop);
    const again = link.value.state === "offline";
    link.value = reached(link.value, now());
    if (again) newsroom.tell("all");
    while (!stop.aborted && isInside(session.value)) {
      const news = await feed.turn(stop);
      link.value = reached(link.value, now());
      newsroom.tell(news);
      await sleep(leastMs);
    }
  }

  async function follow(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      cut = new AbortController();
      try {
        await begin();
        if (isInside(session.value)) await live(AbortSignal.any([stop, cut.signal]));
        else await new Promise<void>((go) => (wake = go));
      } catch (cause) {
        if (stop.aborted) return;
        const over = cause instanceof ProblemError && cause.problem.status === 401;
        if (over) note(cause);
        else if (!cut.signal.aborted) link.value = lost(link.value, now(), luck()); // a cut link has been counted
        if (session.value.state !== "asking" && !isInside(session.value)) continue;
        await Promise.race([sleep(Math.max(leastMs, link.value.retryAt - now())), new Promise<void>((go) => (wake = go))]);
      }
    }
  }

  return {
    client, session, info, link, newsroom, rows, answers, newKey, note, follow,
    toasts: newToasts(sleep),
    may: (action) => session.value.state === "in" && session.value.me.may.includes(action),
    read: (key, load) => shelf.of(`read ${key}`, () => newResource(load, note)),
    list: (key, source) => shelf.of(`list ${key}`, () => newList(source, note)),
    retry: () => wake(),
    arrive(me) {
      enter(me);
      wake();
    },
    async logIn(login, password) {
      try {
        const reply = await client.post("/v1/auth/login", { login, password });
        this.arrive(reply.me);
        return undefined;
      } catch (cause) {
        return cause instanceof ProblemError ? cause.problem : "lost";
      }
    },
    async logOut() {
      try {
        await client.post("/v1/auth/logout", undefined);
      } catch (cause) {
        if (!(cause instanceof ProblemError && cause.problem.status === 401)) {
          note(cause);
          return; // still logged in: the page must not say otherwise
        }
      }
      session.value = { state: "out" };
      cut.abort();
    },
  };
}
