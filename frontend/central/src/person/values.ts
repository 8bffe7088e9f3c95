import type { Access, Person, PersonInput } from "../api/types";

/** What a person may do at a kiosk, in the order in which documents print it: with a badge, and with badge and PIN each time. Looking up and taking returns is everybody's. */
export const rights = {
  badge: ["move", "count", "pack", "out", "new_order", "answer_exception"],
  pin: ["out_unapproved", "override_reservation", "override_due_inspection", "resolve_count", "undo_other", "bind_unknown", "settings"],
} as const;

export type Group = keyof typeof rights;
export type Right = (typeof rights)[Group][number];

/** What a kiosk asks a badge for today; the others are kept where somebody has them. */
export const offered: Readonly<Record<Group, readonly Right[]>> = { badge: ["move", "out", "new_order", "answer_exception"], pin: ["out_unapproved", "undo_other", "settings"] };

const order: readonly string[] = ["look", "in", ...rights.badge, ...rights.pin];

export type V = Record<"name" | "job_title" | "email" | "phone" | "site_id" | "company_id", string> & { capabilities: readonly string[] };

export const fresh: V = { name: "", job_title: "", email: "", phone: "", site_id: "", company_id: "", capabilities: [] };

export function valuesOf(p: Person): V {
  return { name: p.name, job_title: p.job_title ?? "", email: p.email ?? "", phone: p.phone ?? "", site_id: p.site_id ?? "", company_id: p.company_id ?? "", capabilities: sorted(p.capabilities ?? []) };
}

export function inputOf(v: V, was?: Person): PersonInput {
  return { ...v, capabilities: [...v.capabilities], ...(was?.archived === true ? { archived: true } : {}) };
}

/** In the order of the documents, so that the same rights are the same value. */
export function sorted(capabilities: readonly string[]): readonly string[] {
  const at = (c: string): number => (order.includes(c) ? order.indexOf(c) : order.length);
  return capabilities.toSorted((a, b) => at(a) - at(b) || (a < b ? -1 : 1));
}

export function turned(capabilities: readonly string[], one: string, on: boolean): readonly string[] {
  const others = capabilities.filter((c) => c !== one);
  return on ? sorted([...others, one]) : others;
}

/** What somebody has of a group. */
export function held(capabilities: readonly string[], group: Group): Right[] {
  return rights[group].filter((r) => capabilities.includes(r));
}

/** What is missing before the rights of a group work at a kiosk. */
export function lacking(group: Group, access: Pick<Access, "badges" | "pin_set">): "badge" | "pin" | undefined {
  if (access.badges === 0) return "badge";
  return group === "pin" && !access.pin_set ? "pin" : undefined;
}

/** A PIN as central takes it: four to eight digits. */
export const isPIN = (text: string): boolean => /^\d{4,8}$/.test(text);
