import { expect, test } from "vitest";
import type { CloudEvent } from "../api/types";
import { newList, pageSize, type PageOf } from "./list";

interface R {
  id: string;
  n: number;
}

const rows = (from: number, n: number): R[] => Array.from({ length: n }, (_, i) => ({ id: `r${from + i}`, n: 0 }));
const about = (id: string): CloudEvent => ({
  type: "rms.asset.moved", subject: `asset/${id}`, specversion: "1.0", id, source: "", time: "", datacontenttype: "", dataschema: "", rmsseq: "1", rmsactor: "", data: {},
});

/** A list of `length` rows; the last row of each page begins the next one again, as happens when rows are added meanwhile. */
function house(length: number) {
  const asked: [string, number][] = [];
  const ones: string[] = [];
  let down = false;
  const page = async (after: string, limit: number): Promise<PageOf<R>> => {
    asked.push([after, limit]);
    if (down) throw new Error("down");
    const from = Number(after || 0);
    const n = Math.min(limit, length - from);
    return { items: rows(Math.max(0, from - 1), from === 0 ? n : n + 1), ...(from + n < length ? { next: String(from + n) } : {}), total: length };
  };
  const list = newList<R>({ kind: "asset", page, one: async (id) => (ones.push(id), { id, n: 1 }) });
  return { list, asked, ones, fall: (d: boolean) => (down = d) };
}

test("grows page by page to its end, each row once", async () => {
  const { list, asked } = house(250);
  await list.refresh();
  expect([list.rows.value?.length, list.more.value, list.total.value]).toEqual([pageSize, true, 250]);
  await Promise.all([list.grow(), list.grow()]);
  await list.grow();
  await list.grow();
  expect([list.rows.value?.length, new Set(list.rows.value?.map((r) => r.id)).size, list.more.value]).toEqual([250, 250, false]);
  expect(asked).toEqual([["", 100], ["100", 100], ["200", 100]]);
});

test("old rows stay when central does not answer", async () => {
  const { list, fall } = house(10);
  await list.refresh();
  fall(true);
  await list.refresh();
  expect([list.rows.value?.length, list.failure.value instanceof Error]).toEqual([10, true]);
  fall(false);
  await list.refresh();
  expect(list.failure.value).toBeUndefined();
});

test("news: a short list is read anew, of a long one only the rows that are in it", async () => {
  const short = house(50);
  await short.list.refresh();
  short.list.hear([about("r3")]);
  await short.list.refresh();
  expect(short.asked.length).toBeGreaterThan(1);
  const long = house(500);
  await long.list.refresh();
  for (let i = 0; i < 3; i++) await long.list.grow();
  const before = long.asked.length;
  long.list.hear([about("r250"), about("elsewhere")]);
  await new Promise((wake) => setTimeout(wake));
  expect([long.ones, long.asked.length, long.list.rows.value?.find((r) => r.id === "r250")?.n]).toEqual([["r250"], before, 1]);
});
