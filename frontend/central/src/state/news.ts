import type { Events } from "../api/types";

export type Panel = "facts" | "questions" | "kiosks";

/** What is read again after an answer of the event feed. Kiosks report without an event, and a fact may change nothing; so both are read on every turn. */
export function changedBy(events: Events["events"]): Set<Panel> {
  const changed = new Set<Panel>(["facts", "kiosks"]);
  if (events.some((e) => e.type.startsWith("rms.exception."))) changed.add("questions");
  return changed;
}

/**
 * The position behind the last event, by asking whether anything follows a position: the page wants news, not the years before it.
 * About twice log2 of the number of events.
 */
export async function findHead(follows: (after: number) => Promise<boolean>): Promise<number> {
  let low = 0;
  if (!(await follows(0))) return 0;
  let step = 1024;
  while (await follows(low + step)) {
    low += step;
    step *= 4;
  }
  let high = low + step;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (await follows(middle)) low = middle;
    else high = middle;
  }
  return high;
}
