import { expect, test } from "vitest";
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
