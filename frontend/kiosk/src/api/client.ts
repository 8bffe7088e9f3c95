import type { Problem } from "./types";

/** The server said no: a problem document. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.name = "ProblemError";
    this.problem = problem;
  }
}

/** No answer at all, or none that the kiosk's program would give: whether it was done is not known; ask again by the same id. */
export class LostError extends Error {
  constructor(cause: unknown) {
    super("no answer", { cause });
    this.name = "LostError";
  }
}

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

export interface Client {
  get<T>(path: string, signal?: AbortSignal): Promise<T>;
  post<T>(path: string, body: object | ArrayBuffer): Promise<T>;
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

async function problemOf(response: Response): Promise<Error> {
  const type = response.headers.get("Content-Type") ?? "";
  if (!type.startsWith("application/problem+json")) return new LostError(`status ${response.status}, ${type}`);
  try {
    return new ProblemError((await response.json()) as Problem);
  } catch (cause) {
    return new LostError(cause);
  }
}

/** The one place that speaks HTTP. */
export function newClient(base: string, token: string | undefined, fetcher: typeof fetch = fetch): Client {
  async function call(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    if (token !== undefined) headers.set("Authorization", `Bearer ${token}`);
    let response: Response;
    try {
      response = await fetcher(base + path, { ...init, headers, credentials: "omit", redirect: "error", cache: "no-store" });
    } catch (cause) {
      throw new LostError(cause);
    }
    if (!response.ok) throw await problemOf(response);
    return response;
  }

  async function json<T>(response: Response): Promise<T> {
    try {
      return (await response.json()) as T;
    } catch (cause) {
      throw new LostError(cause);
    }
  }

  return {
    async get<T>(path: string, signal?: AbortSignal): Promise<T> {
      return json<T>(await call(path, signal === undefined ? {} : { signal }));
    },
    async post<T>(path: string, body: object | ArrayBuffer): Promise<T> {
      const binary = body instanceof ArrayBuffer;
      const headers = { "Content-Type": binary ? "application/octet-stream" : "application/json" };
      return json<T>(await call(path, { method: "POST", body: encodeBody(body), headers }));
    },
    async text(path: string): Promise<string> {
      return (await call(path, {})).text();
    },
  };
}
