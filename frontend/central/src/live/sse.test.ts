import { expect, test } from "vitest";
import { newFramer } from "./sse";

const text = 'retry: 2000\n\nevent: open\nid: 7\ndata: {"after":7}\n\n: here\nid: 9\n\nid: 10\ndata: {"a":"b: c"}\n\n';

test.each([1, 3, 1000])("pieces of %i letters make the same frames", (size) => {
  const framer = newFramer();
  const pieces = text.match(new RegExp(`[\\s\\S]{1,${size}}`, "g")) ?? [];
  expect(pieces.flatMap((p) => framer(p))).toEqual([
    { name: "", id: "", data: "" }, { name: "open", id: "7", data: '{"after":7}' }, { name: "", id: "9", data: "" }, { name: "", id: "10", data: '{"a":"b: c"}' },
  ]);
});

test("what is not whole waits; data of several lines is one text", () => {
  const framer = newFramer();
  expect(framer("data: a\ndata: b\n")).toEqual([]);
  expect(framer("\n")).toEqual([{ name: "", id: "", data: "a\nb" }]);
  expect(newFramer()("data: a\r\ndata: b\r\n\r\n")).toEqual([{ name: "", id: "", data: "a\nb" }]);
});
