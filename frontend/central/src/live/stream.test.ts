import { expect, test } from "vitest";
import { newClient } from "../api/client";
import { newPoll } from "./feed";
import { newStream } from "./stream";

const event = (seq: number) => ({ type: "rms.asset.moved", subject: `asset/${seq}`, rmsseq: String(seq) });
const frame = (seq: number) => `id: ${seq}\ndata: ${JSON.stringify(event(seq))}\n\n`;
const open = 'event: open\nid: 7\ndata: {"after":7}\n\n';
const problem = (status: number) => new Response(JSON.stringify({ type: "", title: "No", status }), { status, headers: { "Content-Type": "application/problem+json" } });

/** A central whose streams say what they are told; `silence` ends every wait at once. */
function house(streams: (Response | string[])[]) {
  const asked: string[] = [];
  const fetcher: typeof fetch = async (input) => {
    const url = input instanceof Request ? input.url : input.toString();
    asked.push(url);
    if (!url.startsWith("/v1/events/stream")) return Response.json({ events: [event(99)], next: 99, head: 98 });
    const said = streams.shift();
    if (said === undefined || said instanceof Response) return said ?? problem(503);
    const body = new ReadableStream<Uint8Array>({
      start(c) {
        for (const piece of said) c.enqueue(new TextEncoder().encode(piece));
        if (said.at(-1) === "") c.close();
      },
    });
    return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
  };
  let silence = false;
  const client = newClient(fetcher);
  const feed = newStream(client, newPoll(client), () => (silence ? Promise.resolve() : new Promise(() => undefined)));
  return { feed, asked, hush: () => (silence = true) };
}

const stop = new AbortController().signal;

test("news come as they are sent, those of one piece together; a beat is a turn without news", async () => {
  const { feed, asked } = house([[open, frame(8) + frame(9), ": here\nid: 12\n\n"]]);
  await feed.begin(stop);
  expect(await feed.turn(stop)).toEqual([event(8), event(9)]);
  expect(await feed.turn(stop)).toEqual([]);
  expect(asked).toEqual(["/v1/events/stream"]);
});

test("a stream that ended is a lost link; the next one goes on from the last event", async () => {
  const { feed, asked } = house([[open, frame(8), ""], [open]]);
  await feed.begin(stop);
  await feed.turn(stop);
  await feed.turn(stop).catch(() => undefined);
  await expect(feed.turn(stop)).rejects.toThrow("no answer");
  await feed.begin(stop);
  expect(asked.at(-1)).toBe("/v1/events/stream?after=8");
});

test("a stream whose end is said is begun again at once, from the last event: a session that is over is a no at once", async () => {
  const { feed, asked } = house([[open, frame(8), 'event: end\nid: 8\ndata: {"reason":"session_revoked"}\n\n'], problem(401)]);
  await feed.begin(stop);
  await expect(async () => {
    for (let i = 0; i < 3; i++) await feed.turn(stop);
  }).rejects.toMatchObject({ problem: { status: 401 } });
  expect(asked.at(-1)).toBe("/v1/events/stream?after=8");
});

test("what was missed is all", async () => {
  const { feed } = house([[open, "event: reset\nid: 7\ndata: {}\n\n"]]);
  await feed.begin(stop);
  expect(await feed.turn(stop)).toBe("all");
});

test.each([404, 429, 503])("a stream that is refused with %i: the page asks and waits", async (status) => {
  const { feed, asked } = house([problem(status)]);
  await feed.begin(stop);
  expect(await feed.turn(stop)).toEqual([event(99)]);
  expect(asked.map((a) => a.replace(/\?.*/, ""))).toEqual(["/v1/events/stream", "/v1/events", "/v1/events"]);
});

test("a stream that something holds back: the page asks and waits", async () => {
  const { feed, hush } = house([[]]);
  hush();
  await feed.begin(stop);
  expect(await feed.turn(stop)).toEqual([event(99)]);
});

test("a session that is over is said, not asked around", async () => {
  const { feed } = house([problem(401)]);
  await expect(feed.begin(stop)).rejects.toMatchObject({ problem: { status: 401 } });
});
