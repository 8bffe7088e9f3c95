import { signal, type ReadonlySignal } from "@preact/signals";
import { LostError, ProblemError, type Client } from "../api/client";
import type { Answer, Exception, QuestionDetail } from "../api/types";
import { isOver, keyFor, type Answering } from "./answering";

export interface Over {
  question: Exception;
  answering: Answering;
}

/** Answers that are given from this page. */
export interface Answers {
  at: ReadonlySignal<Readonly<Record<string, Answering>>>;
  /** Questions answered from this page, newest first. */
  over: ReadonlySignal<readonly Over[]>;
  give(question: Exception, answer: Answer, reason: string): Promise<void>;
  clear(): void;
}

const keptOver = 3;

/** `note` hears of a lost link or session, `after` of a question that is over. */
export function newAnswers(client: Client, newKey: () => string, note: (cause: unknown) => void, after: () => void): Answers {
  const at = signal<Readonly<Record<string, Answering>>>({});
  const over = signal<readonly Over[]>([]);
  const set = (id: string, next: Answering): void => void (at.value = { ...at.value, [id]: next });

  /** Who was first, with what and when; where that cannot be read, central's sentence stands for it. */
  async function firstOf(id: string): Promise<{ first?: QuestionDetail }> {
    try {
      return { first: await client.get("/v1/exceptions/{id}", undefined, { id }) };
    } catch (cause) {
      note(cause);
      return {};
    }
  }

  return {
    at, over,
    async give(question, answer, reason) {
      const { id } = question;
      const before = at.value[id];
      if (before?.state === "sending" || isOver(before)) return;
      const key = keyFor(before, answer, reason, newKey);
      set(id, { state: "sending", answer, reason, key });
      try {
        await client.post("/v1/exceptions/{id}/resolve", reason === "" ? { answer } : { answer, reason }, { id, key });
        set(id, { state: "done", answer, title: question.number });
      } catch (cause) {
        const next = failed(cause, { answer, reason, key }, question);
        set(id, next.state === "beaten" ? { ...next, ...(await firstOf(id)) } : next);
        if (cause instanceof LostError || (cause instanceof ProblemError && cause.problem.status === 401)) note(cause);
      }
      const result = at.value[id];
      if (result === undefined || !isOver(result)) return;
      over.value = [{ question, answering: result }, ...over.value].slice(0, keptOver);
      after();
    },
    clear() {
      at.value = {};
      over.value = [];
    },
  };
}

function failed(cause: unknown, tried: { answer: Answer; reason: string; key: string }, question: Exception): Answering {
  if (!(cause instanceof ProblemError)) return { state: "lost", ...tried };
  const { reason, detail, title, hint } = cause.problem;
  if (reason === "already_answered") return { state: "beaten", detail: detail ?? title, title: question.number, reason: tried.reason };
  return { state: "refused", detail: detail ?? title, hint: hint ?? "" };
}
