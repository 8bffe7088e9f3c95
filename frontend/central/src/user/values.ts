import type { User, UserInput } from "../api/types";
import { loginFor } from "../setup/values";

/** Roles from the most to the least. */
export const roles = ["admin", "fleet_manager", "technician", "requester", "viewer"] as const;
/** Rights beside the role, in the order in which documents print them. */
export const scopes = ["plan", "approve", "allocate", "catalog"] as const;

/** Roles that have all of these anyway. */
export const hasAll = (role: string): boolean => role === "admin" || role === "fleet_manager";

/** An account, and a password that it is given; `shown` says that it can be read as it is typed. */
export type V = Record<"name" | "login" | "role" | "site_id" | "person_id" | "password", string> & { scopes: readonly string[]; disabled: boolean; shown: boolean };

export const fresh: V = { name: "", login: "", role: "viewer", site_id: "", person_id: "", scopes: [], disabled: false, password: "", shown: false };

export function valuesOf(u: User): V {
  return { name: u.name, login: u.login, role: u.role, site_id: u.site_id ?? "", person_id: u.person_id ?? "", scopes: sorted(u.scopes ?? []), disabled: u.disabled === true, password: "", shown: false };
}

export function inputOf({ name, login, role, site_id, person_id, scopes: given, disabled }: V): UserInput {
  const known = roles.find((r) => r === role) ?? "viewer";
  return { name: name.trim(), login: login.trim() || loginFor(name), role: known, scopes: [...given], site_id, person_id, disabled };
}

const order: readonly string[] = scopes;

function sorted(given: readonly string[]): readonly string[] {
  return given.toSorted((a, b) => order.indexOf(a) - order.indexOf(b));
}

export function turned(given: readonly string[], one: string, on: boolean): readonly string[] {
  const others = given.filter((s) => s !== one);
  return on ? sorted([...others, one]) : others;
}

/* Syllables that are read out and typed without a second look: no i, l, 0 or capitals. */
const consonants = "bdfghjkmnprstvwz";
const vowels = "aeou";
const [groups, syllables] = [4, 3];

/** A password that nobody guesses, of 72 random bits: "bafego-kuzado-…". */
export function proposal(random: (bytes: number) => Uint8Array): string {
  const bytes = [...random(groups * syllables)];
  const said = bytes.map((b) => (consonants[b & 15] ?? "") + (vowels[(b >> 4) & 3] ?? ""));
  return Array.from({ length: groups }, (_, g) => said.slice(g * syllables, (g + 1) * syllables).join("")).join("-");
}
