import { expect, test } from "vitest";
import { LostError, ProblemError, type Client } from "./client";
import { newQueue } from "./queue";
import type { Problem } from "./types";

type Outcome = "ok" | "lost" | Problem;

const problem = (status: number): Problem => ({ type: "about:blank", title: "No", status, code: "invalid" });

/** A server that answers as told, notes every try and the most that it had at once. */
function setup(outcomes: Outcome[]) {
  const tries: string[] = [];
  const log: string[] = [];
  let open = 0;
  let most = 0;
  const client: Client = {
    get: () => Promise.reject(new Error("unused")),
    text: () => Promise.reject(new Error("unused")),
    async post<T>(_path: string, body: object): Promise<T> {
      most = Math.max(most, ++open);
      const { id } = body as { id: string };
      tries.push(id);
      await Promise.resolve();
      open--;
      const outcome = outcomes.shift() ?? "ok";
      if (outcome === "lost") throw new LostError("down");
      if (outcome !== "ok") throw new ProblemError(outcome);
      return { id } as T;
    },
  };
  const states: [number, boolean][] = [];
  const queue = newQueue(client, (n, lost) => states.push([n, lost]), () => Promise.resolve());
  const add = (id: string) =>
    new Promise<void>((settled) => {
      const note = (what: string) => () => {
        log.push(`${id} ${what}`);
        settled();
      };
      queue.add({ path: "/api/scans", body: { id }, done: note("done"), refused: note("refused") });
    });
  return { add, tries, log, states, most: () => most };
}

test("one in flight, in order, each once", async () => {
  const s = setup([]);
  await Promise.all(["a", "b", "c", "d"].map(s.add));
  expect(s.tries).toEqual(["a", "b", "c", "d"]);
  expect(s.log).toEqual(["a done", "b done", "c done", "d done"]);
  expect(s.most()).toBe(1);
});

test("a lost answer is asked again under the same id, and nothing overtakes it", async () => {
  const s = setup(["lost", problem(503), problem(401), problem(500), problem(429), "ok"]);
  await Promise.all([s.add("a"), s.add("b")]);
  expect(s.tries).toEqual(["a", "a", "a", "a", "a", "a", "b"]);
  expect(s.log).toEqual(["a done", "b done"]);
  expect(s.states).toContainEqual([2, true]);
  expect(s.states.at(-1)).toEqual([0, false]);
});

test("a refused gesture is told and the next one goes on", async () => {
  for (const status of [400, 403, 404, 409, 413]) {
    const s = setup([problem(status)]);
    await Promise.all([s.add("a"), s.add("b")]);
    expect(s.tries).toEqual(["a", "b"]);
    expect(s.log).toEqual(["a refused", "b done"]);
  }
});

test("a gesture made by the answer of another is sent too", async () => {
  const s = setup([]);
  await s.add("a").then(() => s.add("b"));
  expect(s.log).toEqual(["a done", "b done"]);
});
