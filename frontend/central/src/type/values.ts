import type { ItemType, ItemTypeInput } from "../api/types";

/** What a type may look like; a category is one of them, or a word of the house's own. */
export const drawings = [
  "moving_head", "par", "profile", "strobe", "blinder", "bar", "matrix", "laser", "hazer", "fan", "stand", "dimmer", "cable", "clamp", "truss", "case", "computer", "other",
] as const;

export const kinds = ["serialized", "fungible", "kit"] as const;

export type V = Record<"code" | "name" | "maker" | "category" | "kind" | "weight_g" | "power_w" | "tag_pattern" | "silhouette", string> & Record<"returns" | "container" | "inspect_on_return", boolean>;

const number = (n: number | undefined): string => (n === undefined || n === 0 ? "" : String(n));

export const fresh: V = {
  code: "", name: "", maker: "", category: "", kind: "serialized", weight_g: "", power_w: "", tag_pattern: "", silhouette: "", returns: true, container: false, inspect_on_return: false,
};

export function valuesOf(t: ItemType): V {
  return {
    code: t.code, name: t.name, maker: t.maker ?? "", category: t.category ?? "", kind: t.kind, weight_g: number(t.weight_g), power_w: number(t.power_w),
    tag_pattern: t.tag_pattern ?? "", silhouette: t.silhouette ?? "", returns: t.returns, container: t.container ?? false, inspect_on_return: t.inspect_on_return ?? false,
  };
}

/** What is sent. A number that is none is sent as such: central says what is wrong with it. */
export function inputOf(v: V, was?: ItemType): ItemTypeInput {
  const { weight_g, power_w, kind, ...rest } = v;
  const amounts = Object.entries({ weight_g, power_w }).filter(([, n]) => n.trim() !== "").map(([k, n]) => [k, Number(n)]);
  return {
    ...rest, kind: kinds.find((k) => k === kind) ?? "serialized", ...(Object.fromEntries(amounts) as { weight_g?: number; power_w?: number }),
    ...(was?.turnaround_ms === undefined ? {} : { turnaround_ms: was.turnaround_ms }), ...(was?.archived === true ? { archived: true } : {}),
  };
}
