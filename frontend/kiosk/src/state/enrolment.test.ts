import { expect, test } from "vitest";
import { enrolment } from "./enrolment";

const none = { central: "", code: "" };

test("an address, then a code", () => {
  const one = enrolment(none, " http://central:7400/ ");
  expect(one).toEqual({ central: "http://central:7400", code: "" });
  expect(enrolment(one, "ab12-cd34")).toEqual({ central: "http://central:7400", code: "AB12-CD34" });
});

test("central's slip holds both", () => {
  expect(enrolment(none, "https://c.example/#code=XY99")).toEqual({ central: "https://c.example", code: "XY99" });
  expect(enrolment({ central: "http://old", code: "" }, "http://new:1/?code=Q")).toEqual({ central: "http://new:1", code: "Q" });
});

test("a host without a scheme, and half an address", () => {
  expect(enrolment(none, "central:7400").central).toBe("http://central:7400");
  expect(enrolment(none, "http://")).toEqual(none);
});

test("an item's code is no address, however it comes", () => {
  for (const text of ["MH-0564", "R-000009", "XXOUTXX", "4006381333931", "AB12-CD34"]) expect(enrolment(none, text)).toEqual(none);
  for (const text of ["localhost", "central", "central.example", "10.0.0.7", "[::1]:7400", "central:7400/"]) {
    expect(enrolment(none, text).central).toMatch(/^http:\/\//);
  }
});
