import { expect, test } from "vitest";
import { items } from "../../../browser/central/fixtures";
import { newClient } from "../api/client";
import type { Asset } from "../api/types";
import { send, toHome, toNothing } from "./many";

interface Sent {
  key: string;
  items: { op: string; id: string; if_match: string; row?: Record<string, unknown> }[];
}

/** A central that refuses rows whose id ends so, and notes what it was sent. */
function stage(refuses = "!") {
  const sent: Sent[] = [];
  const fetcher: typeof fetch = async (_, init = {}) => {
    const body = JSON.parse(String(init.body)) as { items: Sent["items"] };
    sent.push({ key: new Headers(init.headers).get("Idempotency-Key") ?? "", items: body.items });
    const rows = body.items.map((r, index) => (r.id.endsWith(refuses) ? { index, status: 409, id: r.id, problem: { type: "about:blank", title: "Conflict", status: 409, detail: "it is used", hint: "look there" } } : { index, status: 200, id: r.id, etag: '"8"' }));
    return Response.json({ committed: true, done: 0, refused: 0, items: rows });
  };
  return { client: newClient(fetcher), sent };
}

const [first, second] = items as [Asset, Asset];

test("a new home changes nothing else, and is refused where somebody has changed the row", async () => {
  const { client, sent } = stage("1");
  const out = await send(client, [{ ...first, notes: "n", owner_id: "co" }, second], (a) => toHome(a, "h3"), "k");
  expect(sent[0]?.key).toBe("k/0");
  expect(sent[0]?.items[0]).toEqual({ op: "change", id: "a0", if_match: '"1"', row: { tag: first.tag, serial: first.serial, item_type_id: "t1", home_place_id: "h3", notes: "n", owner_id: "co" } });
  expect(out.done.map((d) => [d.asset.id, d.etag])).toEqual([["a0", '"8"']]);
  expect(out.refused).toEqual([{ id: "a1", tag: second.tag, why: "it is used. look there" }]);
});

test("more than one request can take go in several, each under a key of its own", async () => {
  const { client, sent } = stage();
  const many = Array.from({ length: 2100 }, (_, i) => ({ ...first, id: `m${i}` }));
  const out = await send(client, many, toNothing, "k");
  expect(sent.map((s) => [s.key, s.items.length])).toEqual([["k/0", 1000], ["k/1000", 1000], ["k/2000", 100]]);
  expect([out.done.length, new Set(out.done.map((d) => d.asset.id)).size]).toEqual([2100, 2100]);
  expect(sent[2]?.items[0]).toEqual({ op: "remove", id: "m2000", if_match: '"1"' });
});
