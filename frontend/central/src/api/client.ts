import { LostError, orLost, RefusedError, refusalOf } from "@rms/shared/reply";
import type { paths } from "./schema";
import type { Problem } from "./types";

/** Central said no: a problem document. */
export class ProblemError extends RefusedError<Problem> {}

export { LostError };

type Method = "get" | "post" | "put" | "patch" | "delete";
export type PathsWith<M extends Method> = { [P in keyof paths]: paths[P][M] extends { responses: object } ? P : never }[keyof paths];
type Json<R> = R extends { content: { "application/json": infer Body } } ? Body : undefined;
type ReplyOf<O> = O extends { responses: infer R } ? Json<R[keyof R & (200 | 201 | 202 | 204)]> : never;
type QueryOf<O> = O extends { parameters: { query?: infer Q } } ? Exclude<Q, undefined> : never;
export type BodyOf<O> = O extends { requestBody: { content: { "application/json": infer Body } } } ? Body : MayBodyOf<O>;
/** A body that may be left out. */
type MayBodyOf<O> = O extends { requestBody?: { content: { "application/json": infer Body } } } ? (unknown extends Body ? undefined : Body | undefined) : undefined;

/** What fills the address: {id}, and the further parts by their names. */
interface Address {
  id?: string;
  parts?: Readonly<Record<string, string>>;
}

export interface Reading extends Address {
  signal?: AbortSignal;
}

export interface Change extends Address {
  /** The same change under the same key has its effect once. */
  key?: string;
  /** The revision that was read: somebody else's change in between is 412. */
  rev?: number;
  query?: Readonly<Record<string, string>>;
}

type Send<M extends Method> = <P extends PathsWith<M>>(path: P, body: BodyOf<paths[P][M]>, more?: Change) => Promise<ReplyOf<paths[P][M]>>;

export interface Client {
  get<P extends PathsWith<"get">>(path: P, query?: QueryOf<paths[P]["get"]>, more?: Reading): Promise<ReplyOf<paths[P]["get"]>>;
  /** An answer that does not end: what comes, as it comes. */
  stream<P extends PathsWith<"get">>(path: P, query?: QueryOf<paths[P]["get"]>, more?: Reading): Promise<ReadableStream<Uint8Array<ArrayBuffer>>>;
  post: Send<"post">;
  /** Sends a file, and says how much of it has gone. */
  upload<P extends PathsWith<"post">>(path: P, query: QueryOf<paths[P]["post"]>, file: Blob, how: { progress: (sent: number) => void; signal: AbortSignal }): Promise<ReplyOf<paths[P]["post"]>>;
  put: Send<"put">;
  patch: Send<"patch">;
  delete: Send<"delete">;
  /** What is asked for by a POST and answered as a file. */
  file<P extends PathsWith<"post">>(path: P, body: BodyOf<paths[P]["post"]>, more?: Change): Promise<Blob>;
}

function search(query: object | undefined): string {
  const values = Object.entries(query ?? {}).filter(([, v]) => v !== undefined && v !== "").map(([k, v]): [string, string] => [k, String(v)]);
  return values.length === 0 ? "" : `?${new URLSearchParams(values).toString()}`;
}

function fill(path: string, { id, parts }: Address): string {
  const values: Readonly<Record<string, string>> = { ...parts, ...(id === undefined ? {} : { id }) };
  return path.replace(/\{(\w+)\}/g, (whole, name: string) => (values[name] === undefined ? whole : encodeURIComponent(values[name])));
}

/** The one place that speaks HTTP. The session is a cookie that no script can read; every change says that it comes from the page. */
export function newClient(fetcher: typeof fetch = fetch, newRequest = (): XMLHttpRequest => new XMLHttpRequest()): Client {
  async function ask(path: string, init: RequestInit): Promise<Response> {
    const response = await orLost(fetcher(path, { ...init, credentials: "same-origin", redirect: "error", cache: "no-store" }));
    if (!response.ok) throw await refusalOf(response, ProblemError);
    return response;
  }

  async function call<T>(path: string, init: RequestInit): Promise<T> {
    const response = await ask(path, init);
    return (response.status === 204 ? undefined : await orLost(response.json())) as T;
  }

  function changing(method: string, body: unknown, { key, rev }: Change): RequestInit {
    const headers = new Headers({ "X-RMS-Page": "1" });
    if (body !== undefined) headers.set("Content-Type", "application/json");
    if (key !== undefined) headers.set("Idempotency-Key", key);
    if (rev !== undefined) headers.set("If-Match", `"${rev}"`);
    return { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  }

  function change<T>(method: string, path: string, body: unknown, more: Change): Promise<T> {
    return call(fill(path, more) + search(more.query), changing(method, body, more));
  }

  /** No fetch tells how much of a body has gone. */
  function send(path: string, file: Blob, { progress, signal }: { progress: (sent: number) => void; signal: AbortSignal }): Promise<Response> {
    return new Promise((answered, failed) => {
      const request = newRequest();
      const lost = (why: string) => () => failed(new LostError(why));
      request.open("POST", path);
      request.setRequestHeader("X-RMS-Page", "1");
      request.setRequestHeader("Content-Type", "text/csv");
      request.upload.onprogress = (e) => progress(e.loaded);
      request.onerror = lost("no answer to a file");
      request.onabort = lost("stopped");
      request.onload = () => answered(new Response(request.responseText, { status: request.status, headers: { "Content-Type": request.getResponseHeader("Content-Type") ?? "" } }));
      signal.addEventListener("abort", () => request.abort());
      request.send(file);
    });
  }

  return {
    async upload(path, query, file, how) {
      const response = await send(`${path}${search(query)}`, file, how);
      if (!response.ok) throw await refusalOf(response, ProblemError);
      return orLost(response.json()) as never;
    },
    get: (path, query, { signal, ...address } = {}) => call(`${fill(path, address)}${search(query)}`, signal === undefined ? {} : { signal }),
    async stream(path, query, { signal, ...address } = {}) {
      const response = await ask(`${fill(path, address)}${search(query)}`, signal === undefined ? {} : { signal });
      if (response.body === null) throw new LostError("an answer without a body");
      return response.body;
    },
    post: (path, body, more = {}) => change("POST", path, body, more),
    put: (path, body, more = {}) => change("PUT", path, body, more),
    patch: (path, body, more = {}) => change("PATCH", path, body, more),
    delete: (path, body, more = {}) => change("DELETE", path, body, more),
    async file(path, body, more = {}) {
      const response = await ask(fill(path, more) + search(more.query), changing("POST", body, more));
      return orLost(response.blob());
    },
  };
}
