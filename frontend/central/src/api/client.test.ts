import { expect, test } from "vitest";
import { LostError, newClient, ProblemError } from "./client";

interface Seen {
  url: string;
  init: RequestInit;
}

function server(answer: () => Response | Promise<Response>): { fetcher: typeof fetch; seen: Seen[] } {
  const seen: Seen[] = [];
  const fetcher: typeof fetch = async (input, init = {}) => {
    seen.push({ url: input instanceof Request ? input.url : input.toString(), init });
    return answer();
  };
  return { fetcher, seen };
}

const problem = { type: "about:blank", title: "Conflict", status: 409, reason: "already_answered", detail: "already answered" };

test("a change says that it comes from the page, with its key and its id in the address", async () => {
  const { fetcher, seen } = server(() => Response.json({ id: "x" }));
  await newClient(fetcher).post("/v1/exceptions/{id}/resolve", { answer: "noted" }, { id: "a/b", key: "k1" });
  const headers = new Headers(seen[0]?.init.headers);
  expect(seen[0]?.url).toBe("/v1/exceptions/a%2Fb/resolve");
  expect([headers.get("X-RMS-Page"), headers.get("Idempotency-Key"), headers.get("Content-Type"), seen[0]?.init.credentials]).toEqual(["1", "k1", "application/json", "same-origin"]);
  expect(seen[0]?.init.body).toBe('{"answer":"noted"}');
});

test("a reading carries its query, and no mark of a change", async () => {
  const { fetcher, seen } = server(() => Response.json({ items: [] }));
  await newClient(fetcher).get("/v1/facts", { limit: 50 });
  expect(seen[0]?.url).toBe("/v1/facts?limit=50");
  expect(new Headers(seen[0]?.init.headers).has("X-RMS-Page")).toBe(false);
});

test("no content is no body", async () => {
  const { fetcher, seen } = server(() => new Response(null, { status: 204 }));
  expect(await newClient(fetcher).post("/v1/auth/logout", undefined)).toBeUndefined();
  expect(seen[0]?.init.body).toBeUndefined();
});

test.each<[string, () => Response | Promise<Response>, typeof ProblemError | typeof LostError]>([
  ["a problem document is central's no", () => new Response(JSON.stringify(problem), { status: 409, headers: { "Content-Type": "application/problem+json" } }), ProblemError],
  ["a page of a proxy is no answer", () => new Response("<h1>Bad gateway</h1>", { status: 502, headers: { "Content-Type": "text/html" } }), LostError],
  ["half an answer is none", () => new Response("{", { status: 200 }), LostError],
  ["no network is none", () => Promise.reject(new TypeError("fetch failed")), LostError],
])("%s", async (_name, answer, kind) => {
  await expect(newClient(server(answer).fetcher).get("/v1/info")).rejects.toBeInstanceOf(kind);
});

test("a file is asked for like a change, and comes as it is; central's no stays one", async () => {
  const { fetcher, seen } = server(() => new Response("%PDF", { headers: { "Content-Type": "application/pdf" } }));
  const file = await newClient(fetcher).file("/v1/people/{id}/badges/{badge}/label", { code: "c" }, { id: "p1", parts: { badge: "b1" } });
  expect([await file.text(), seen[0]?.url, seen[0]?.init.method, new Headers(seen[0]?.init.headers).get("X-RMS-Page")]).toEqual(["%PDF", "/v1/people/p1/badges/b1/label", "POST", "1"]);
  const refusing = server(() => new Response(JSON.stringify(problem), { status: 409, headers: { "Content-Type": "application/problem+json" } }));
  await expect(newClient(refusing.fetcher).file("/v1/people/{id}/badges/{badge}/label", { code: "c" }, { id: "p1" })).rejects.toBeInstanceOf(ProblemError);
});

/** A request that goes on when the test says so. */
class Request {
  headers: Record<string, string> = {};
  sent: unknown;
  url = "";
  status = 0;
  responseText = "";
  type = "application/json";
  upload: { onprogress: (e: { loaded: number }) => void } = { onprogress: () => undefined };
  onerror = (): void => undefined;
  onabort = (): void => undefined;
  onload = (): void => undefined;
  open(_method: string, url: string): void { this.url = url; }
  setRequestHeader(name: string, value: string): void { this.headers[name] = value; }
  getResponseHeader(): string { return this.type; }
  send(body: unknown): void { this.sent = body; }
  abort(): void { this.onabort(); }
}

test("a file is sent with what has gone of it, and may be stopped, refused or lost", async () => {
  const made: Request[] = [];
  const client = newClient(fetch, () => {
    const request = new Request();
    made.push(request);
    return request as unknown as XMLHttpRequest;
  });
  const stop = new AbortController();
  const gone: number[] = [];
  const file = new Blob(["tag;type"]);
  const send = () => client.upload("/v1/imports", { kind: "assets" }, file, { signal: stop.signal, progress: (n) => gone.push(n) });
  const sent = send();
  made[0]?.upload.onprogress({ loaded: 4 });
  Object.assign(made[0] ?? {}, { status: 201, responseText: '{"id":"i1"}' });
  made[0]?.onload();
  expect([await sent, gone, made[0]?.url, made[0]?.headers, made[0]?.sent === file]).toEqual([{ id: "i1" }, [4], "/v1/imports?kind=assets", { "X-RMS-Page": "1", "Content-Type": "text/csv" }, true]);

  const refused = send();
  Object.assign(made[1] ?? {}, { status: 409, responseText: JSON.stringify(problem), type: "application/problem+json" });
  made[1]?.onload();
  await expect(refused).rejects.toThrow(ProblemError);

  const lost = send();
  made[2]?.onerror();
  await expect(lost).rejects.toThrow(LostError);

  const stopped = send();
  stop.abort();
  await expect(stopped).rejects.toThrow(LostError);
});
