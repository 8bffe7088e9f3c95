import { expect, test } from "vitest";
import type { CloudEvent } from "../api/types";
import { idsOf, newNewsroom, type News } from "./news";

const event = (type: string, subject: string): CloudEvent => ({
  type, subject, specversion: "1.0", id: subject, source: "s", time: "", datacontenttype: "", dataschema: "", rmsseq: "1", rmsactor: "", data: {},
});

test("each hears of its own, of all when it is not known what was missed, and nothing after it has left", () => {
  const room = newNewsroom();
  const heard: Record<string, News[]> = { items: [], questions: [], every: [] };
  const leave = room.on(["asset/"], (n) => heard["items"]?.push(n));
  room.on(["rms.exception."], (n) => heard["questions"]?.push(n));
  room.on(["*"], (n) => heard["every"]?.push(n));
  const moved = event("rms.asset.moved", "asset/a1");
  room.tell([moved, event("rms.person.updated", "person/p1")]);
  room.tell([]);
  room.tell("all");
  leave();
  room.tell([moved]);
  expect(heard).toEqual({ items: [[moved], "all"], questions: ["all"], every: [[], [], "all", []] });
});

test("the ids of a kind, each once", () => {
  const news = [event("a", "asset/1"), event("b", "asset/1"), event("c", "place/2")];
  expect([idsOf(news, "asset"), idsOf(news, "place"), idsOf("all", "asset")]).toEqual([["1"], ["2"], "all"]);
});
