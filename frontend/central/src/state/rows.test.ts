import { expect, test } from "vitest";
import { newClient } from "../api/client";
import { newNewsroom } from "../live/news";
import { newRows } from "./rows";

const soon = () => new Promise((wake) => setTimeout(wake, 5));

function house() {
  const asked: string[][] = [];
  let down = false;
  const fetcher: typeof fetch = async (input) => {
    if (down) throw new TypeError("gone");
    const url = new URL(input instanceof Request ? input.url : input.toString(), "http://central");
    const ids = url.searchParams.get("ids")?.split(",") ?? [];
    asked.push(ids);
    return Response.json({ items: ids.filter((id) => id !== "none").map((id) => ({ id, name: `${id} ${asked.length}` })) });
  };
  const newsroom = newNewsroom();
  const failed: unknown[] = [];
  return { rows: newRows(newClient(fetcher), newsroom, (c) => failed.push(c)), asked, failed, newsroom, fall: (d: boolean) => (down = d) };
}

test("what is asked for together is read together, once; a row that is none is not asked for again", async () => {
  const { rows, asked } = house();
  for (const id of ["a", "b", "none", "a"]) rows.find("place", id);
  await soon();
  expect([rows.find("place", "a")?.name, rows.find("place", "none"), rows.find("place", undefined)]).toEqual(["a 1", undefined, undefined]);
  await soon();
  expect(asked).toEqual([["a", "b", "none"]]);
});

test("many go in readings that fit an address", async () => {
  const { rows, asked } = house();
  for (let i = 0; i < 250; i++) rows.find("item_type", `t${i}`);
  await soon();
  await soon();
  expect(asked.map((ids) => ids.length)).toEqual([100, 100, 50]);
});

test("news of a row that is shown read it anew; of others nothing is read", async () => {
  const { rows, asked, newsroom } = house();
  rows.find("place", "a");
  await soon();
  newsroom.touch("place/z");
  newsroom.touch("place/a");
  await soon();
  expect([asked.length, rows.find("place", "a")?.name]).toEqual([2, "a 2"]);
});

test("what failed is asked for again", async () => {
  const { rows, failed, fall } = house();
  fall(true);
  rows.find("place", "a");
  await soon();
  fall(false);
  rows.find("place", "a");
  await soon();
  expect([failed.length, rows.find("place", "a")?.id]).toEqual([1, "a"]);
});
