import { expect, test } from "vitest";
import { newClient } from "../api/client";
import type { Exception } from "../api/types";
import { newCentral } from "./central";

const question: Exception = {
  id: "x1", number: "X-000001", kind: "already_out", severity: "normal", status: "open", answers: ["keep_first"], fact_id: "f1", line: 0, rev: 1, created_at: 0, updated_at: 0,
};
const me = (id: string) => ({ user_id: id, login: "mara", name: "Mara", role: "fleet_manager", scopes: [], demo: false, may: [] });

const no = (status: number, reason: string): Response =>
  new Response(JSON.stringify({ type: "about:blank", title: "No", status, reason, detail: "why" }), { status, headers: { "Content-Type": "application/problem+json" } });

/** A central that answers as told by path; keys of its answers are noted. */
function stage(answers: Record<string, () => Response | Promise<Response>>) {
  const keys: string[] = [];
  const asked: string[] = [];
  const fetcher: typeof fetch = async (input, init = {}) => {
    const path = (input instanceof Request ? input.url : input.toString()).replace(/\?.*/, "");
    asked.push(path);
    const key = new Headers(init.headers).get("Idempotency-Key");
    if (key !== null) keys.push(key);
    return (answers[path] ?? (() => Response.json({ items: [] })))();
  };
  let fresh = 0;
  const central = newCentral({ client: newClient(fetcher), now: () => 1000, luck: () => 0, newKey: () => `key-${fresh++}`, sleep: () => new Promise(() => undefined) });
  return { central, keys, asked };
}

const resolve = "/v1/exceptions/x1/resolve";

test("an answer whose reply is lost is sent again with the same key, and then stands", async () => {
  let lose = true;
  const { central, keys } = stage({ [resolve]: () => (lose ? Promise.reject(new TypeError("gone")) : Response.json({ ...question, status: "resolved" })) });
  await central.answers.give(question, "keep_first", "");
  expect(central.answers.at.value["x1"]?.state).toBe("lost");
  expect(central.link.value.state).toBe("offline");
  lose = false;
  await central.answers.give(question, "keep_first", "");
  expect(keys).toEqual(["key-0", "key-0"]);
  expect(central.answers.at.value["x1"]).toEqual({ state: "done", answer: "keep_first", title: "X-000001" });
  await central.answers.give(question, "keep_first", "");
  expect(keys).toHaveLength(2);
});

test("another answer after a lost one is another request", async () => {
  const { central, keys } = stage({ [resolve]: () => Promise.reject(new TypeError("gone")) });
  await central.answers.give(question, "keep_first", "");
  await central.answers.give(question, "noted", "");
  expect(keys).toEqual(["key-0", "key-1"]);
});

test("somebody was quicker: who, with what and when; what was typed is kept, and what is shown is read again", async () => {
  const first = { ...question, status: "resolved", answers: [], answer: "noted", answered_at: 900, answered_name: "Tom" };
  const { central } = stage({ [resolve]: () => no(409, "already_answered"), "/v1/exceptions/x1": () => Response.json(first) });
  let told = 0;
  central.newsroom.on(["exception/"], () => told++);
  await central.answers.give(question, "keep_first", "it was his");
  expect(central.answers.over.value[0]?.answering).toEqual({ state: "beaten", detail: "why", title: "X-000001", reason: "it was his", first });
  expect(told).toBe(1);
});

test("somebody was quicker, and who cannot be read: central's sentence stands", async () => {
  const { central } = stage({ [resolve]: () => no(409, "already_answered"), "/v1/exceptions/x1": () => no(500, "broken") });
  await central.answers.give(question, "keep_first", "");
  expect(central.answers.over.value[0]?.answering).toEqual({ state: "beaten", detail: "why", title: "X-000001", reason: "" });
});

test("a no keeps the question", async () => {
  const { central } = stage({ [resolve]: () => no(409, "custody_changed") });
  await central.answers.give(question, "keep_first", "");
  expect(central.answers.at.value["x1"]?.state).toBe("refused");
  expect(central.answers.over.value).toEqual([]);
});

test("a session that ends in the middle says why, once, and keeps what was read; another person starts empty", async () => {
  let who = "u1";
  let over = false;
  let why = "session_revoked";
  const { central } = stage({ "/v1/auth/login": () => Response.json({ token: "t", me: me(who) }), "/v1/facts": () => (over ? no(401, why) : Response.json({ items: [] })) });
  let told = 0;
  central.newsroom.on(["asset/"], () => told++);
  await central.logIn("mara", "x");
  const facts = () => central.read("facts", () => central.client.get("/v1/facts", { limit: 1 }));
  await facts().refresh();
  over = true;
  await facts().refresh();
  why = "not_logged_in";
  await facts().refresh();
  expect(central.session.value).toMatchObject({ state: "in", me: { user_id: "u1" }, over: { reason: "session_revoked" } });
  expect(facts().data.value).toEqual({ items: [] });
  expect(told).toBe(0);
  await central.logIn("mara", "x");
  expect(central.session.value).toEqual({ state: "in", me: me("u1") });
  expect(told).toBe(1); // what was refused meanwhile is read again
  expect(facts().data.value).toEqual({ items: [] });
  who = "u2";
  await central.logIn("tom", "x");
  expect(facts().data.value).toBeUndefined();
});

test("an old session that is over when the page opens says why; who never had one is told nothing new", async () => {
  const { central } = stage({ "/v1/facts": () => no(401, "session_expired") });
  await central.read("facts", () => central.client.get("/v1/facts", { limit: 1 })).refresh();
  expect(central.session.value).toMatchObject({ state: "out", why: { reason: "session_expired" } });
});

test("a log-out that central did not take is not one", async () => {
  const { central } = stage({ "/v1/auth/login": () => Response.json({ token: "t", me: me("u1") }), "/v1/auth/logout": () => Promise.reject(new TypeError("gone")) });
  await central.logIn("mara", "x");
  await central.logOut();
  expect(central.session.value.state).toBe("in");
});
