import type { Events } from "../api/types";

export type Panel = "facts" | "questions" | "kiosks";

/** What is read again after an answer of the event feed. Kiosks report without an event, and a fact may change nothing; so both are read on every turn. */
export function changedBy(events: Events["events"]): Set<Panel> {
  const changed = new Set<Panel>(["facts", "kiosks"]);
  if (events.some((e) => e.type.startsWith("rms.exception."))) changed.add("questions");
  return changed;
}
