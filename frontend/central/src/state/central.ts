import { batch, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import { LostError, ProblemError, type Client } from "../api/client";
import type { Answer, EnrolmentCode, Exception, Facts, Info, Kiosk, Me, Place, Problem } from "../api/types";
import { isOver, keyFor, type Answering } from "./answering";
import { lost, newLink, reached, type Link } from "./link";
import { changedBy, type Panel } from "./news";
import { newResource, type Resource } from "@rms/shared/resource";

export interface Deps {
  client: Client;
  now: () => number;
  /** In [0, 1). */
  luck: () => number;
  newKey: () => string;
  sleep: (ms: number) => Promise<void>;
}

export interface Questions {
  items: Exception[];
  more: boolean;
}

export interface Over {
  question: Exception;
  answering: Answering;
}

export type Session = { state: "asking" } | { state: "out"; ended: boolean } | { state: "in"; me: Me };

export interface Central {
  session: ReadonlySignal<Session>;
  info: ReadonlySignal<Info | undefined>;
  link: ReadonlySignal<Link>;
  facts: Resource<Facts>;
  questions: Resource<Questions>;
  kiosks: Resource<Kiosk[]>;
  sites: Resource<Place[]>;
  answering: ReadonlySignal<Readonly<Record<string, Answering>>>;
  /** Questions answered from this page, newest first. */
  over: ReadonlySignal<readonly Over[]>;
  /** The fact whose details are shown. */
  shown: Signal<string | undefined>;
  logIn(login: string, password: string): Promise<Problem | "lost" | undefined>;
  logOut(): Promise<void>;
  answer(question: Exception, answer: Answer, reason: string): Promise<void>;
  enrol(siteId: string, name: string): Promise<EnrolmentCode | Problem | "lost">;
  /** Asks central now, without waiting. */
  retry(): void;
  /** Follows the event feed until stopped. */
  follow(signal: AbortSignal): Promise<void>;
}

const pollSeconds = 25;
const leastMs = 500;
const keptOver = 3;

export function newCentral({ client, now, luck, newKey, sleep }: Deps): Central {
  const session = signal<Session>({ state: "asking" });
  const info = signal<Info | undefined>(undefined);
  const link = signal<Link>(newLink(now()));
  const answering = signal<Readonly<Record<string, Answering>>>({});
  const over = signal<readonly Over[]>([]);
  const shown = signal<string | undefined>(undefined);
  let wake = (): void => undefined;
  let owner = "";

  function note(cause: unknown): void {
    if (cause instanceof ProblemError && cause.problem.status === 401) {
      session.value = { state: "out", ended: session.value.state === "in" };
    } else if (!(cause instanceof ProblemError)) {
      link.value = lost(link.value, now(), luck());
    }
  }

  const facts = newResource(() => client.get("/v1/facts", { limit: 50 }), note);
  const questions = newResource(async () => {
    const page = await client.get("/v1/exceptions", { status: ["open"], limit: 50 });
    return { items: page.items, more: (page.next ?? "") !== "" };
  }, note);
  const kiosks = newResource(async () => (await client.get("/v1/kiosks", { limit: 200 })).items, note);
  const sites = newResource(async () => (await client.get("/v1/places", { kind: ["site"], limit: 200 })).items, note);
  const panels: Record<Panel, Resource<unknown>> = { facts, questions, kiosks };

  function enter(me: Me): void {
    batch(() => {
      if (owner !== "" && owner !== me.user_id) {
        for (const r of [facts, questions, kiosks, sites]) r.clear();
        answering.value = {};
        over.value = [];
        shown.value = undefined;
      }
      owner = me.user_id;
      session.value = { state: "in", me };
    });
  }

  function set(id: string, next: Answering): void {
    answering.value = { ...answering.value, [id]: next };
  }

  async function everything(): Promise<void> {
    await Promise.all([facts, questions, kiosks, sites].map((r) => r.refresh()));
  }

  async function begin(): Promise<void> {
    info.value ??= await client.get("/v1/info");
    if (session.value.state === "asking") enter(await client.get("/v1/auth/me"));
  }

  /** One session: reads all, then what changes, until the link or the session ends by an error. */
  async function live(stop: AbortSignal): Promise<void> {
    let after = (await client.get("/v1/events", { after: 0, limit: 1, wait: 0 }, stop)).head; // the page wants news, not the years before it
    await everything();
    while (!stop.aborted && session.value.state === "in") {
      const failure = [facts, questions, kiosks].map((r) => r.failure.value).find((f) => f !== undefined && !(f instanceof ProblemError));
      if (failure !== undefined) throw failure;
      link.value = reached(link.value, now());
      const page = await client.get("/v1/events", { after, limit: 500, wait: pollSeconds }, stop);
      link.value = reached(link.value, now());
      after = page.next;
      const changed = changedBy(page.events);
      await Promise.all([...changed].map((p) => panels[p].refresh()));
      await sleep(leastMs); // a burst of events is read in gulps
    }
  }

  async function follow(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      try {
        await begin();
        if (session.value.state === "in") await live(stop);
        else await new Promise<void>((go) => (wake = go));
      } catch (cause) {
        if (stop.aborted) return;
        const problem = cause instanceof ProblemError && cause.problem.status === 401;
        note(cause);
        if (!problem) {
          if (cause instanceof ProblemError) link.value = lost(link.value, now(), luck());
          await Promise.race([sleep(link.value.retryAt - now()), new Promise<void>((go) => (wake = go))]);
        }
      }
    }
  }

  return {
    session, info, link, facts, questions, kiosks, sites, answering, over, shown, follow,
    retry: () => wake(),
    async logIn(login, password) {
      try {
        const reply = await client.post("/v1/auth/login", { login, password });
        enter(reply.me);
        wake();
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
      session.value = { state: "out", ended: false };
    },
    async answer(question, answer, reason) {
      const { id } = question;
      const before = answering.value[id];
      if (before?.state === "sending" || isOver(before)) return;
      const key = keyFor(before, answer, reason, newKey);
      set(id, { state: "sending", answer, reason, key });
      try {
        await client.post("/v1/exceptions/{id}/resolve", reason === "" ? { answer } : { answer, reason }, { id, key });
        set(id, { state: "done", answer, title: question.number });
      } catch (cause) {
        set(id, failed(cause, { answer, reason, key }, question));
        if (cause instanceof LostError || (cause instanceof ProblemError && cause.problem.status === 401)) note(cause);
      }
      const result = answering.value[id];
      if (result === undefined || !isOver(result)) return;
      over.value = [{ question, answering: result }, ...over.value].slice(0, keptOver);
      await questions.refresh();
    },
    async enrol(siteId, name) {
      try {
        return await client.post("/v1/kiosks/enrolment-codes", name === "" ? { site_id: siteId } : { site_id: siteId, name });
      } catch (cause) {
        if (cause instanceof ProblemError && cause.problem.status === 401) note(cause);
        return cause instanceof ProblemError ? cause.problem : "lost";
      }
    },
  };
}

function failed(cause: unknown, tried: { answer: Answer; reason: string; key: string }, question: Exception): Answering {
  if (!(cause instanceof ProblemError)) return { state: "lost", ...tried };
  const { reason, detail, title, hint } = cause.problem;
  if (reason === "already_answered") return { state: "beaten", detail: detail ?? title, title: question.number };
  return { state: "refused", detail: detail ?? title, hint: hint ?? "" };
}
