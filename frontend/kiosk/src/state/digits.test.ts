import { expect, test } from "vitest";
import { answersDigits, isPinBurst } from "./digits";

const text = { key: "ask.pin", text: "PIN" };

test("digits answer a question for digits, all else is a scan", () => {
  expect(answersDigits({ id: "1", kind: "pin", text }, "0042")).toBe(true);
  expect(answersDigits({ id: "1", kind: "quantity", text }, "12")).toBe(true);
  expect(answersDigits({ id: "1", kind: "pin", text }, "LX-1")).toBe(false);
  expect(answersDigits({ id: "1", kind: "yes_no", text }, "12")).toBe(false);
});

test("a burst as long as the PIN is the PIN, a longer or lettered one is a code", () => {
  expect(isPinBurst({ id: "1", kind: "pin", digits: 4, text }, "1234")).toBe(true);
  expect(isPinBurst({ id: "1", kind: "pin", digits: 4, text }, "12345")).toBe(false);
  expect(isPinBurst({ id: "1", kind: "pin", digits: 0, text }, "12345")).toBe(true);
  expect(isPinBurst({ id: "1", kind: "pin", digits: 0, text }, "4006381333931")).toBe(false);
  expect(isPinBurst({ id: "1", kind: "pin", digits: 4, text }, "B-12")).toBe(false);
  expect(isPinBurst({ id: "1", kind: "quantity", text }, "1234")).toBe(false);
});
