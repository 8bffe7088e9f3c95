import type { Import } from "../api/types";

/** What a file may have: central reads no more. */
export const mostBytes = 32 * 1024 * 1024;

export const kinds = ["item_types", "assets", "places", "people", "stock"] as const;
export type Kind = (typeof kinds)[number];
export type Mode = Import["mode"];

/** How a list is to be read. */
export interface Asked {
  kind: Kind;
  mode: Mode;
  map: Record<string, string>;
  at?: string;
  create: boolean;
  zone?: string;
  currency?: string;
  source?: string;
}

const given = <T extends object>(values: T): T => Object.fromEntries(Object.entries(values).filter(([, v]) => v !== undefined && v !== "")) as T;

/** How an import was read, to be asked for again with a change. Only what somebody chose is a choice: what headers say, they say again. */
export function askedOf(i: Import): Asked {
  const map = Object.fromEntries((i.columns ?? []).filter((c) => c.because === "caller").map((c) => [c.letter, c.field]));
  const { kind, mode, at, create = false, zone, currency, source } = i;
  return given({ kind, mode, map, create, at, zone, currency, source }) as Asked;
}

/** A column is taken for another field; whoever had it by choice gives it up. Another kind of list has other fields. */
export function withColumn(asked: Asked, letter: string, field: string): Asked {
  const others = Object.entries(asked.map).filter(([of, f]) => of !== letter && (f === "" || f !== field));
  return { ...asked, map: { ...Object.fromEntries(others), [letter]: field } };
}

export const withKind = (asked: Asked, kind: Kind): Asked => ({ ...asked, kind, map: {} });

const working: readonly Import["status"][] = ["applying", "reverting", "undoing"];
export const isAtWork = (i: Import): boolean => working.includes(i.status);

/** From 0 to 1: how far what it does now has come. Taking back counts down. */
export function shareOf(i: Import): number {
  if (i.to_write === 0) return 1;
  const share = Math.min(1, i.written / i.to_write);
  return i.status === "applying" ? share : 1 - share;
}

/** What stands against importing what is shown. */
export function hindranceOf(i: Import): "nothing" | "all_wrong" | "wrong" | undefined {
  const { created, changed, wrong } = i.counts;
  if (created + changed === 0) return wrong > 0 ? "all_wrong" : "nothing";
  return wrong > 0 && i.mode === "all_or_nothing" ? "wrong" : undefined;
}
