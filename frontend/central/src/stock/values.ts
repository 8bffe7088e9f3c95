import type { Stock, StockEntryInput } from "../api/types";

/** What somebody can say of stock. */
export const whats = ["count", "receive", "less", "more"] as const;
export type What = (typeof whats)[number];

/** What is typed; `on_hand` is what there was when it was read, told when somebody else was faster. */
export type V = Record<"item_type_id" | "place_id" | "what" | "quantity" | "reason" | "on_hand", string>;

/** As many as central takes at once. */
const most = 1_000_000_000;

export const isWhat = (text: string): text is What => (whats as readonly string[]).includes(text);
type Of = Pick<V, "item_type_id" | "place_id">;
export const begun = (what: string, onHand: number, of: Of): V => ({ item_type_id: of.item_type_id, place_id: of.place_id, what: isWhat(what) ? what : "count", quantity: "", reason: "", on_hand: String(onHand) });

/** A whole number as people write it: "1 200", "1,200" and "1.200" too; undefined for anything else. */
export function numberOf(text: string): number | undefined {
  const plain = text.trim();
  if (!/^(\d+|\d{1,3}([ .,'’\u00a0\u202f]\d{3})+)$/.test(plain)) return undefined;
  const n = Number(plain.replace(/\D/g, ""));
  return n <= most ? n : undefined;
}

/** How many there are once it is entered; undefined while it says nothing that can be. */
export function after(v: V, onHand: number): number | undefined {
  const n = numberOf(v.quantity);
  if (n === undefined || (n === 0 && v.what !== "count")) return undefined;
  const left = { count: n, receive: onHand + n, less: onHand - n, more: onHand + n }[isWhat(v.what) ? v.what : "count"];
  return left < 0 ? undefined : left;
}

export interface Wrong {
  quantity?: "need" | "whole" | "some" | "only";
  reason?: "need";
}

/** What cannot be right, before central is asked. */
export function wrongOf(v: V, onHand: number): Wrong {
  const n = numberOf(v.quantity);
  if (v.quantity.trim() === "") return { quantity: "need" };
  if (n === undefined) return { quantity: "whole" };
  if (n === 0 && v.what !== "count") return { quantity: "some" };
  if (v.what === "less" && n > onHand) return { quantity: "only" };
  return (v.what === "less" || v.what === "more") && v.reason.trim() === "" ? { reason: "need" } : {};
}

export function inputOf(v: V): StockEntryInput {
  const n = numberOf(v.quantity) ?? 0;
  const reason = v.reason.trim();
  const said = { item_type_id: v.item_type_id, place_id: v.place_id, ...(reason === "" ? {} : { reason }) };
  switch (v.what) {
    case "receive":
      return { ...said, kind: "receive", quantity: n };
    case "less":
      return { ...said, kind: "adjust", quantity: -n };
    case "more":
      return { ...said, kind: "adjust", quantity: n };
    default:
      return { ...said, kind: "count", quantity: n };
  }
}

/** How people call it. */
export const nameOf = (s: Pick<Stock, "item_type" | "place">): string => `${s.item_type}, ${s.place}`;
