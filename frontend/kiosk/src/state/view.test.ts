import { expect, test } from "vitest";
import * as f from "../../../browser/fixtures";
import { gravest, refusal } from "./answers";
import { routeOf } from "./view";

const desk = { at: "desk" } as const;

test("the screen follows enrolment, what was opened, the question, the mode and the last answer", () => {
  expect(routeOf({ ...f.status, enrolled: false }, undefined, desk, undefined)).toBe("enrol");
  expect(routeOf({ ...f.status, enrolled: false }, undefined, { at: "health" }, undefined)).toBe("health");
  expect(routeOf(undefined, undefined, desk, undefined)).toBe("starting");
  expect(routeOf(f.status, f.freshDesk, desk, undefined)).toBe("idle");
  expect(routeOf(f.status, f.outDesk, { at: "inbox" }, f.outDesk.last)).toBe("inbox");
  expect(routeOf(f.status, f.pinDesk, desk, undefined)).toBe("pin");
  expect(routeOf(f.status, f.outDesk, desk, f.outDesk.last)).toBe("out");
  expect(routeOf(f.status, f.passportDesk, desk, f.passportDesk.last)).toBe("passport");
  expect(routeOf(f.status, f.hereDesk, desk, f.hereDesk.last)).toBe("here");
  expect(routeOf(f.status, f.orderDesk, desk, f.orderDesk.last)).toBe("order");
  expect(routeOf(f.status, f.freshDesk, desk, f.answers.unknown)).toBe("answer");
});

test("one burst sounds once, as its gravest answer", () => {
  expect(gravest(f.answer("ok", {}))).toBe("ok");
  expect(gravest(f.answer("duplicate", { also: [f.answer("ok", {}), f.answer("look", {})] }))).toBe("look");
  expect(gravest(f.answer("ok", { also: [f.answer("stop", {}), f.answer("look", {})] }))).toBe("stop");
});

test("a refused request is a stop with its hint as the next step", () => {
  const problem = { type: "about:blank", title: "No", status: 413, code: "too_large", detail: "Too long", hint: "Scan it again" };
  expect(refusal(problem, 7, f.now, "XXXX")).toMatchObject({ outcome: "stop", title: { key: "problem.too_large", text: "Too long" }, next: { label: { text: "Scan it again" } }, raw: "XXXX" });
});
