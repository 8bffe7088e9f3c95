import { expect, onTestFinished, test, vi } from "vitest";
import { encodeBody, LostError, newClient, ProblemError, tokenFrom } from "./client";

function fake(respond: () => Response | Promise<Response>) {
  const calls: { url: string; init: RequestInit }[] = [];
  const fetcher = async (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    calls.push({ url: String(url), init: init ?? {} });
    return respond();
  };
  return { calls, fetcher };
}

test.each([
  ["a Blob", new Blob(["x"])],
  ["a File", new File(["x"], "x.txt")],
  ["a FormData", new FormData()],
  ["a URLSearchParams", new URLSearchParams("a=b")],
  ["a stream", new ReadableStream()],
  ["bytes in a view", new Uint8Array(3)],
  ["a Blob deep inside", { a: [{ b: new Blob(["x"]) }] }],
  ["a Date", { a: new Date(0) }],
])("%s is refused before it reaches fetch", async (_name, body) => {
  const { calls, fetcher } = fake(() => Response.json({}));
  await expect(newClient("", undefined, fetcher).post("/api/x", body)).rejects.toThrow(TypeError);
  expect(calls).toEqual([]);
});

test("JSON and an ArrayBuffer pass", () => {
  expect(encodeBody({ a: [1, "\u001d", null, { b: true }] })).toBe('{"a":[1,"\\u001d",null,{"b":true}]}');
  const bytes = new ArrayBuffer(3);
  expect(encodeBody(bytes)).toBe(bytes);
});

test("the token comes from the fragment and goes into the header, never into an address", async () => {
  expect(tokenFrom("#token=s3cr%2Bt")).toBe("s3cr+t");
  expect(tokenFrom("#")).toBeUndefined();
  expect(tokenFrom("#token=")).toBeUndefined();
  const { calls, fetcher } = fake(() => Response.json({}));
  await newClient("http://k", "s3cret", fetcher).get("/api/desk");
  expect(calls[0]?.url).toBe("http://k/api/desk");
  expect(new Headers(calls[0]?.init.headers).get("Authorization")).toBe("Bearer s3cret");
});

test("without a token no header is sent, and cookies and redirects never", async () => {
  const { calls, fetcher } = fake(() => Response.json({}));
  await newClient("", undefined, fetcher).get("/api/desk");
  expect(new Headers(calls[0]?.init.headers).has("Authorization")).toBe(false);
  expect(calls[0]?.init).toMatchObject({ credentials: "omit", redirect: "error" });
});

test("a problem document becomes a ProblemError; all else that is no answer is lost", async () => {
  const problem = { type: "about:blank", title: "Gone", status: 409, code: "conflict", reason: "id_reuse" };
  const said = new Response(JSON.stringify(problem), { status: 409, headers: { "Content-Type": "application/problem+json" } });
  await expect(newClient("", undefined, fake(() => said).fetcher).get("/x")).rejects.toMatchObject({ name: "ProblemError", problem });
  const portal = new Response("<html>", { status: 502, headers: { "Content-Type": "text/html" } });
  await expect(newClient("", undefined, fake(() => portal).fetcher).get("/x")).rejects.toBeInstanceOf(LostError);
  const cut = new Response('{"a":', { status: 200 });
  await expect(newClient("", undefined, fake(() => cut).fetcher).get("/x")).rejects.toBeInstanceOf(LostError);
  const down = fake(() => Promise.reject(new TypeError("down")));
  await expect(newClient("", undefined, down.fetcher).get("/x")).rejects.toBeInstanceOf(LostError);
  const torn = new Response("{", { status: 500, headers: { "Content-Type": "application/problem+json" } });
  await expect(newClient("", undefined, fake(() => torn).fetcher).get("/x")).rejects.not.toBeInstanceOf(ProblemError);
});

test("a program that hangs is lost after the limit, before its head as in its body; a poll may wait longer", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const reached: string[] = [];
  const hanging = (_url: unknown, init?: RequestInit): Promise<Response> =>
    new Promise((_answer, fail) => init?.signal?.addEventListener("abort", () => fail(new DOMException("over", "AbortError"))));
  const half = async (_url: unknown, init?: RequestInit): Promise<Response> =>
    new Response(new ReadableStream({ start: (c) => init?.signal?.addEventListener("abort", () => c.error(new DOMException("over", "AbortError"))) }));
  for (const fetcher of [hanging, half]) {
    const client = newClient("", undefined, fetcher, (r) => reached.push(r));
    const post = expect(client.post("/api/scans", { id: "a" })).rejects.toBeInstanceOf(LostError);
    let polled = false;
    const poll = client.get("/api/events", undefined, 25_000).catch(() => (polled = true));
    await vi.advanceTimersByTimeAsync(5000);
    await post;
    expect([reached.splice(0), polled]).toEqual([["lost"], false]);
    await vi.advanceTimersByTimeAsync(20_000);
    await poll;
    expect(reached.splice(0)).toEqual(["lost"]);
  }
});

test("what stopped the page itself is no silence of the program; 401 is a missing token, and a page where JSON should be is not its answer", async () => {
  const reached: string[] = [];
  const stop = new AbortController();
  const hanging = (_url: unknown, init?: RequestInit): Promise<Response> =>
    new Promise((_answer, fail) => init?.signal?.addEventListener("abort", () => fail(new DOMException("over", "AbortError"))));
  const poll = newClient("", undefined, hanging, (r) => reached.push(r)).get("/api/events", stop.signal);
  stop.abort();
  await expect(poll).rejects.toBeInstanceOf(LostError);
  expect(reached).toEqual([]);
  const said = (status: number) => new Response(JSON.stringify({ type: "about:blank", title: "No", status, code: "x" }), { status, headers: { "Content-Type": "application/problem+json" } });
  for (const status of [401, 404, 503]) await newClient("", "old", fake(() => said(status)).fetcher, (r) => reached.push(r)).get("/x").catch(() => {});
  await newClient("", "new", fake(() => Response.json({})).fetcher, (r) => reached.push(r)).get("/x");
  await newClient("", "new", fake(() => new Response("<html>")).fetcher, (r) => reached.push(r)).get("/x").catch(() => {});
  expect(reached).toEqual(["no_token", "answers", "answers", "answers", "lost"]);
});
