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
