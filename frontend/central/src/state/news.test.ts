import { expect, test } from "vitest";
import type { CloudEvent } from "../api/types";
import { changedBy, findHead } from "./news";

const event = (type: string): CloudEvent => ({
  specversion: "1.0", id: "1", source: "/rms", type, subject: "s", time: "", datacontenttype: "application/json", dataschema: "", rmsseq: "1", rmsactor: "a", data: {},
});

test("questions are read again only when one was opened or answered", () => {
  expect(changedBy([]).has("questions")).toBe(false);
  expect(changedBy([event("rms.asset.checked_out")]).has("questions")).toBe(false);
  expect(changedBy([event("rms.asset.seen"), event("rms.exception.resolved")]).has("questions")).toBe(true);
  expect([...changedBy([])].toSorted()).toEqual(["facts", "kiosks"]);
});

test.each([0, 1, 2, 1023, 1024, 1025, 5120, 77_777, 3_000_000])("the end of a feed of %i is found in few questions", async (head) => {
  let asked = 0;
  const found = await findHead(async (after) => (asked++, after < head));
  expect(found).toBe(head);
  expect(asked).toBeLessThan(45);
});
