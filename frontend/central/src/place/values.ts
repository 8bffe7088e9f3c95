import type { Place, PlaceInput } from "../api/types";

export const kinds = ["site", "building", "room", "dock", "aisle", "shelf", "bench", "returns", "customer", "transit"] as const;

export type V = Record<"name" | "code" | "kind" | "parent_id" | "address" | "zone" | "opens" | "closes", string>;

/** "08:30" of minutes after midnight. */
export function clockOf(minutes: number | undefined): string {
  if (minutes === undefined || minutes === 0) return "";
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

/** Minutes after midnight of "8:30", "08.30" or "8"; undefined of nothing; NaN of what is no time. */
export function minutesOf(clock: string): number | undefined {
  if (clock.trim() === "") return undefined;
  const m = /^(\d{1,2})(?:[:.](\d{2}))?$/.exec(clock.trim());
  const minutes = m === null ? Number.NaN : Number(m[1]) * 60 + Number(m[2] ?? 0);
  return minutes <= 24 * 60 ? minutes : Number.NaN;
}

export const valuesOf = (p: Place): V => ({
  name: p.name, code: p.code, kind: p.kind, parent_id: p.parent_id ?? "", address: p.address ?? "", zone: p.zone ?? "", opens: clockOf(p.opens_min), closes: clockOf(p.closes_min),
});

/** What is sent; what the page does not show stays as it is. */
export function inputOf(v: V, was?: Place): PlaceInput {
  const { opens, closes, kind, zone, ...rest } = v;
  const times = Object.entries({ opens_min: minutesOf(opens), closes_min: minutesOf(closes) }).filter(([, m]) => m !== undefined) as [string, number][];
  return {
    ...rest, kind: kinds.find((k) => k === kind) ?? "room", ...(kind === "site" ? { zone, ...(Object.fromEntries(times) as { opens_min?: number; closes_min?: number }) } : {}),
    ...(was?.closed_days === undefined ? {} : { closed_days: was.closed_days }), ...(was?.grace_ms === undefined ? {} : { grace_ms: was.grace_ms }), ...(was?.archived === true ? { archived: true } : {}),
  };
}
