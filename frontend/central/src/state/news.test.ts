import { expect, test } from "vitest";
import type { CloudEvent } from "../api/types";
import { changedBy } from "./news";

const event = (type: string): CloudEvent => ({
  specversion: "1.0", id: "1", source: "/rms", type, subject: "s", time: "", datacontenttype: "application/json", dataschema: "", rmsseq: "1", rmsactor: "a", data: {},
});

test("questions are read again only when one was opened or answered", () => {
  expect(changedBy([]).has("questions")).toBe(false);
  expect(changedBy([event("rms.asset.checked_out")]).has("questions")).toBe(false);
  expect(changedBy([event("rms.asset.seen"), event("rms.exception.resolved")]).has("questions")).toBe(true);
  expect([...changedBy([])].toSorted()).toEqual(["facts", "kiosks"]);
});
