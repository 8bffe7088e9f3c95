import { LostError, orLost, RefusedError, refusalOf } from "@rms/shared/reply";
import type { paths } from "./schema";
import type { Problem } from "./types";

/** Central said no: a problem document. */
export class ProblemError extends RefusedError<Problem> {}

export { LostError };

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

function search(query: object | undefined): string {
  const values = Object.entries(query ?? {}).map(([k, v]): [string, string] => [k, String(v)]);
  return values.length === 0 ? "" : `?${new URLSearchParams(values).toString()}`;
}

/** The one place that speaks HTTP. The session is a cookie that no script can read; every change says that it comes from the page. */
export function newClient(fetcher: typeof fetch = fetch): Client {
  async function call<T>(path: string, init: RequestInit): Promise<T> {
    const response = await orLost(fetcher(path, { ...init, credentials: "same-origin", redirect: "error", cache: "no-store" }));
    if (!response.ok) throw await refusalOf(response, ProblemError);
    return (response.status === 204 ? undefined : await orLost(response.json())) as T;
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
