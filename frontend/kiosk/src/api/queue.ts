import { LostError, ProblemError, type Client } from "./client";
import type { Problem } from "./types";

/** A gesture on its way: what is posted where. `body.id` is its identity over all tries. */
export interface Gesture<Reply = unknown> {
  path: string;
  body: { id: string };
  /** For what is meant to take long, ms. */
  withinMs?: number;
  done(reply: Reply): void;
  /** It was not taken, and will not be: the words say why and what to do. */
  refused(problem: Problem): void;
}

export interface Queue {
  add<Reply>(gesture: Gesture<Reply>): void;
}

/** Waits between tries, ms; the last one repeats. */
const waits = [250, 500, 1000, 2000, 5000];

/** Answers after which the same request may yet be taken. 401: the token may be put right; 429: its turn will come; 5xx: the disk, or a restart. */
function passing(problem: Problem): boolean {
  return problem.status >= 500 || problem.status === 429 || problem.status === 401;
}

/**
 * Gestures in the order they were made, one in flight; each is tried under its own id until it is answered. `tell` hears how
 * many wait, and whether the kiosk's program answers.
 */
export function newQueue(
  client: Client,
  tell: (waiting: number, lost: boolean) => void,
  sleep: (ms: number) => Promise<void> = (ms) => new Promise((wake) => setTimeout(wake, ms)),
): Queue {
  const waiting: Gesture[] = [];
  let running = false;

  async function deliver(gesture: Gesture): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        const reply = await client.post<unknown>(gesture.path, gesture.body, gesture.withinMs);
        gesture.done(reply);
        return;
      } catch (error) {
        if (error instanceof ProblemError && !passing(error.problem)) {
          gesture.refused(error.problem);
          return;
        }
        if (!(error instanceof LostError || error instanceof ProblemError)) throw error;
        tell(waiting.length, true);
        await sleep(waits[Math.min(attempt, waits.length - 1)] ?? 0);
      }
    }
  }

  async function run(): Promise<void> {
    running = true;
    try {
      for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
        try {
          await deliver(next);
        } catch (error) {
          console.error(error); // a fault of the page itself must not hold up the scans behind it
        } finally {
          waiting.shift();
          tell(waiting.length, false);
        }
      }
    } finally {
      running = false;
    }
  }

  return {
    add<Reply>(gesture: Gesture<Reply>) {
      waiting.push(gesture as Gesture);
      tell(waiting.length, false);
      if (!running) void run();
    },
  };
}
