import { expect, test } from "vitest";
import type { User } from "../api/types";
import { fresh, inputOf, proposal, turned, valuesOf } from "./values";

const user: User = { id: "u1", login: "mara", name: "Mara Lind", role: "technician", rev: 3, created_at: 0, updated_at: 0 };

test("what was read is written back as it was", () => {
  const full: User = { ...user, site_id: "s1", person_id: "p1", scopes: ["catalog", "plan"], disabled: true };
  expect(inputOf(valuesOf(full))).toEqual({ login: "mara", name: "Mara Lind", role: "technician", site_id: "s1", person_id: "p1", scopes: ["plan", "catalog"], disabled: true });
  expect(inputOf(valuesOf(user))).toMatchObject({ site_id: "", person_id: "", scopes: [], disabled: false });
});

test("who says no log-in name gets the first name", () => {
  expect(inputOf({ ...fresh, name: " Zoë Q. " })).toMatchObject({ name: "Zoë Q.", login: "zoe" });
  expect(inputOf({ ...fresh, name: "Zoë", login: " zq " }).login).toBe("zq");
});

test("rights stand in one order, each once", () => {
  expect(turned(turned(["catalog"], "plan", true), "plan", true)).toEqual(["plan", "catalog"]);
  expect(turned(["plan", "catalog"], "plan", false)).toEqual(["catalog"]);
});

test("a proposed password is made of every bit that it was given, and is long enough for any rule", () => {
  const zero = proposal((n) => new Uint8Array(n));
  expect(zero).toBe("bababa-bababa-bababa-bababa");
  const seen = new Set<string>();
  for (let b = 0; b < 64; b++) seen.add(proposal((n) => new Uint8Array(n).fill(b)));
  expect(seen.size).toBe(64);
  for (let at = 0; at < 12; at++) expect(proposal((n) => new Uint8Array(n).fill(9, at, at + 1))).not.toBe(zero);
  expect(proposal((n) => crypto.getRandomValues(new Uint8Array(n)))).toMatch(/^([bdfghjkmnprstvwz][aeou]){3}(-([bdfghjkmnprstvwz][aeou]){3}){3}$/);
});
