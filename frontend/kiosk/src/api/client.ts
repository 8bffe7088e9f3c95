import { LostError, orLost, RefusedError, refusalOf } from "@rms/shared/reply";
import type { Problem } from "./types";

/** The kiosk's program said no: a problem document. */
export class ProblemError extends RefusedError<Problem> {}

export { LostError };

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/** How the last try to reach the kiosk's program ended: with an answer, with none in time, or with "who are you?". */
export type Reach = "answers" | "lost" | "no_token";

/** The program is on this machine: an answer that takes longer than this will not come, ms. */
const answerWithinMs = 5000;

export interface Client {
  /** `withinMs` is for a request that is meant to wait for news. */
  get<T>(path: string, signal?: AbortSignal, withinMs?: number): Promise<T>;
  post<T>(path: string, body: object | ArrayBuffer, withinMs?: number): Promise<T>;
  /** Text that is no JSON: barcodes. */
  text(path: string): Promise<string>;
}

/** In headless mode the printed address carries the token in its fragment, which no server and no log ever sees. */
export function tokenFrom(fragment: string): string | undefined {
  const token = new URLSearchParams(fragment.replace(/^#/, "")).get("token");
  return token === null || token === "" ? undefined : token;
}

/** JSON or an ArrayBuffer. Other bodies end the window's process, so they never get as far as fetch. */
export function encodeBody(body: unknown): string | ArrayBuffer {
  if (body instanceof ArrayBuffer) return body;
  refuseStreams(body);
  return JSON.stringify(body);
}

function refuseStreams(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  const kind = Object.prototype.toString.call(value).slice(8, -1);
  if (kind === "Array") {
    (value as readonly unknown[]).forEach(refuseStreams);
  } else if (kind === "Object") {
    Object.values(value).forEach(refuseStreams);
  } else {
    throw new TypeError(`a request body holds JSON or an ArrayBuffer, never a ${kind}`);
  }
}

/** Ends with `outer`, or by itself after `ms`. */
function limited(outer: AbortSignal | undefined, ms: number): { signal: AbortSignal; done: () => void } {
  const ends = new AbortController();
  const end = (): void => ends.abort();
  if (outer?.aborted === true) end();
  outer?.addEventListener("abort", end);
  const timer = setTimeout(end, ms);
  return {
    signal: ends.signal,
    done() {
      clearTimeout(timer);
      outer?.removeEventListener("abort", end);
    },
  };
}

function reachOf(error: unknown): Reach {
  if (!(error instanceof ProblemError)) return "lost";
  return error.problem.status === 401 ? "no_token" : "answers";
}

/** The one place that speaks HTTP. Every request has a time limit; `tell` hears how each one ended. */
export function newClient(base: string, token: string | undefined, fetcher: typeof fetch = fetch, tell: (reach: Reach) => void = () => {}): Client {
  async function answered<T>(path: string, init: RequestInit, signal: AbortSignal, read: (response: Response) => Promise<T>): Promise<T> {
    const headers = new Headers(init.headers);
    if (token !== undefined) headers.set("Authorization", `Bearer ${token}`);
    const response = await orLost(fetcher(base + path, { ...init, headers, signal, credentials: "omit", redirect: "error", cache: "no-store" }));
    if (!response.ok) throw await refusalOf(response, ProblemError);
    return orLost(read(response));
  }

  async function call<T>(path: string, init: RequestInit, read: (response: Response) => Promise<T>, outer?: AbortSignal, withinMs = answerWithinMs): Promise<T> {
    const limit = limited(outer, withinMs);
    try {
      const reply = await answered(path, init, limit.signal, read);
      tell("answers");
      return reply;
    } catch (error) {
      if (outer?.aborted !== true) tell(reachOf(error));
      throw error;
    } finally {
      limit.done();
    }
  }

  const json = (response: Response): Promise<unknown> => response.json();

  return {
    async get<T>(path: string, signal?: AbortSignal, withinMs?: number): Promise<T> {
      return (await call(path, {}, json, signal, withinMs)) as T;
    },
    async post<T>(path: string, body: object | ArrayBuffer, withinMs?: number): Promise<T> {
      const binary = body instanceof ArrayBuffer;
      const headers = { "Content-Type": binary ? "application/octet-stream" : "application/json" };
      return (await call(path, { method: "POST", body: encodeBody(body), headers }, json, undefined, withinMs)) as T;
    },
    text: (path) => call(path, {}, (response) => response.text()),
  };
}
