import type { LateLoan, SiteToday } from "../api/types";

/** What somebody has for too long, and of which site it is. */
export interface Late extends LateLoan {
  site: SiteToday;
}

/** So many late loans of all sites together are named; more stand in the lists behind the numbers. */
const named = 20;

/** What is late at all sites, the longest first. */
export function lateOf(sites: readonly SiteToday[], most = named): Late[] {
  return sites.flatMap((site) => site.overdue.longest.map((l) => ({ ...l, site }))).toSorted((a, b) => a.due - b.due || a.since - b.since).slice(0, most);
}

/** How many late things stand in no line, because only the longest are named. */
export function unnamedOf(sites: readonly SiteToday[], shown: readonly Late[]): number {
  const all = sites.reduce((n, s) => n + s.overdue.items.count, 0);
  return Math.max(0, all - shown.reduce((n, l) => n + l.items.count, 0));
}

/** How many questions are open at a site. */
export const questionsOf = ({ exceptions: x }: SiteToday): number => x.high.count + x.normal.count + x.low.count;

export type Opening = "closed" | "before" | "open" | "after" | "unknown";

/** Whether a site is open at a moment. */
export function openingOf({ day }: Pick<SiteToday, "day">, now: number): Opening {
  if (day.closed) return "closed";
  const { opens = 0, closes = 0 } = day;
  if (opens === 0 || closes === 0) return "unknown";
  return now < opens ? "before" : now < closes ? "open" : "after";
}
