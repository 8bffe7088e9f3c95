import { expect, test } from "vitest";
import type { ListedToken } from "../api/types";
import { endOf, ordered, rolesFor } from "./values";

test("a token may do no more than its account", () => {
  expect(rolesFor("technician")).toEqual(["viewer", "requester", "technician"]);
  expect(rolesFor("admin").at(-1)).toBe("admin");
  expect(rolesFor("a role of tomorrow")).toEqual([]);
});

test("a token ends after its days, or never", () => {
  expect([endOf("30", 1000), endOf("0", 1000)]).toEqual([{ expires_at: 1000 + 30 * 86_400_000 }, {}]);
});

test("what works stands first, the newest at the top", () => {
  const token = (id: string, status: ListedToken["status"], created_at: number): ListedToken => ({ id, name: id, user_id: "u", login: "u", role: "viewer", rev: 1, status, created_at, updated_at: 0 });
  const all = [token("old", "valid", 1), token("gone", "revoked", 9), token("new", "valid", 2), token("late", "expired", 3)];
  expect(ordered(all).map((t) => t.id)).toEqual(["new", "old", "gone", "late"]);
});
