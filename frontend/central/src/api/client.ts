import type { paths } from "./schema";
import type { Problem } from "./types";

/** Central said no: a problem document. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.name = "ProblemError";
    this.problem = problem;
  }
}

/** No answer at all, or none that central would give: whether it was done is not known; ask again with the same key. */
export class LostError extends Error {
  constructor(cause: unknown) {
    super("no answer", { cause });
    this.name = "LostError";
  }
}

type Method = "get" | "post";
type PathsWith<M extends Method> = { [P in keyof paths]: paths[P][M] extends { responses: object } ? P : never }[keyof paths];
type Json<R> = R extends { content: { "application/json": infer Body } } ? Body : undefined;
type ReplyOf<O> = O extends { responses: infer R } ? Json<R[keyof R & (200 | 201 | 204)]> : never;
type QueryOf<O> = O extends { parameters: { query?: infer Q } } ? Exclude<Q, undefined> : never;
type BodyOf<O> = O extends { requestBody: { content: { "application/json": infer Body } } } ? Body : undefined;

export interface Client {
  get<P extends PathsWith<"get">>(path: P, query?: QueryOf<paths[P]["get"]>, signal?: AbortSignal): Promise<ReplyOf<paths[P]["get"]>>;
  post<P extends PathsWith<"post">>(path: P, body: BodyOf<paths[P]["post"]>, more?: { id?: string; key?: string }): Promise<ReplyOf<paths[P]["post"]>>;
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

function search(query: object | undefined): string {
  const values = Object.entries(query ?? {}).map(([k, v]): [string, string] => [k, String(v)]);
  return values.length === 0 ? "" : `?${new URLSearchParams(values).toString()}`;
}

/** The one place that speaks HTTP. The session is a cookie that no script can read; every change says that it comes from the page. */
export function newClient(fetcher: typeof fetch = fetch): Client {
  async function call<T>(path: string, init: RequestInit): Promise<T> {
    let response: Response;
    try {
      response = await fetcher(path, { ...init, credentials: "same-origin", redirect: "error", cache: "no-store" });
    } catch (cause) {
      throw new LostError(cause);
    }
    if (!response.ok) throw await problemOf(response);
    if (response.status === 204) return undefined as T;
    try {
      return (await response.json()) as T;
    } catch (cause) {
      throw new LostError(cause);
    }
  }

  return {
    get: (path, query, signal) => call(`${path}${search(query)}`, signal === undefined ? {} : { signal }),
    post(path, body, { id, key } = {}) {
      const headers = new Headers({ "X-RMS-Page": "1" });
      if (body !== undefined) headers.set("Content-Type", "application/json");
      if (key !== undefined) headers.set("Idempotency-Key", key);
      const address = id === undefined ? path : path.replace("{id}", encodeURIComponent(id));
      return call(address, { method: "POST", headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    },
  };
}
