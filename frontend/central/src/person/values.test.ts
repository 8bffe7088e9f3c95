import { expect, test } from "vitest";
import type { Person } from "../api/types";
import { held, inputOf, isPIN, lacking, offered, rights, sorted, turned, valuesOf } from "./values";

const ada: Person = { id: "p1", name: "Ada", job_title: "Lighting", capabilities: ["out", "look", "undo_other", "pack"], rev: 4, created_at: 1, updated_at: 1 };

test("what is read is what is sent, with rights that the form does not offer", () => {
  expect(inputOf(valuesOf(ada), ada)).toEqual({ name: "Ada", job_title: "Lighting", email: "", phone: "", site_id: "", company_id: "", capabilities: ["look", "pack", "out", "undo_other"] });
  expect(inputOf(valuesOf({ ...ada, archived: true }), { ...ada, archived: true }).archived).toBe(true);
});

test("rights stand in one order, whatever was ticked first", () => {
  expect(turned(turned(["look"], "out", true), "move", true)).toEqual(turned(turned(["look"], "move", true), "out", true));
  expect(turned(["move", "out"], "move", false)).toEqual(["out"]);
  expect(turned(["out"], "out", true)).toEqual(["out"]);
  expect(sorted(["of_tomorrow", "settings", "look"])).toEqual(["look", "settings", "of_tomorrow"]);
});

test("a right is in one group, and what is offered is among them", () => {
  const all = [...rights.badge, ...rights.pin];
  expect(new Set(all).size).toBe(all.length);
  for (const group of ["badge", "pin"] as const) for (const one of offered[group]) expect(rights[group] as readonly string[]).toContain(one);
  expect([held(ada.capabilities ?? [], "badge"), held(ada.capabilities ?? [], "pin")]).toEqual([["pack", "out"], ["undo_other"]]);
});

test("without a badge nothing works; a PIN is asked for only where it is needed", () => {
  expect([lacking("badge", { badges: 0, pin_set: true }), lacking("pin", { badges: 0, pin_set: false })]).toEqual(["badge", "badge"]);
  expect([lacking("badge", { badges: 1, pin_set: false }), lacking("pin", { badges: 1, pin_set: false }), lacking("pin", { badges: 2, pin_set: true })]).toEqual([undefined, "pin", undefined]);
});

test.each([["4711", true], ["12345678", true], ["471", false], ["123456789", false], ["47a1", false], ["", false], ["٤٧١١", false]])("%s as a PIN: %s", (text, good) => {
  expect(isPIN(text)).toBe(good);
});
