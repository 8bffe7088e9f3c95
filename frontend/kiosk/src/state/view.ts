import type { Answer, Desk, Status } from "../api/types";

/** What is looked for in a pick list. */
export type Wanted = "item" | "type" | "place" | "person" | "job" | "order";

/** What the person opened on top of the desk; the next scan closes it. */
export type View =
  | { at: "desk" }
  | { at: "inbox" }
  | { at: "tray" }
  | { at: "health" }
  | { at: "find"; of: Wanted }
  | { at: "when"; of: "start" | "due" };

/** Every screen there is. A new one is not done before its states are in browser/states.ts. */
export const routes = [
  "starting", "enrol", "idle", "answer", "passport", "here", "order", "out", "in", "move", "new_order", "pin", "quantity",
  "find", "when", "tray", "inbox", "health",
] as const;

export type Route = (typeof routes)[number];

/** Chooses the screen; `late`: the newest scan has no answer yet, which only a screen with a card can say. Pure. */
export function routeOf(status: Status | undefined, desk: Desk | undefined, view: View, last: Answer | undefined, late = false): Route {
  if (status !== undefined && !status.enrolled) return view.at === "health" ? "health" : "enrol";
  if (view.at !== "desk" && !late) return view.at;
  if (desk === undefined) return "starting";
  if (desk.ask?.kind === "pin" || desk.ask?.kind === "quantity") return desk.ask.kind;
  if (desk.mode !== "idle") return desk.mode;
  if (late) return "answer";
  if (last === undefined) return "idle";
  if (last.passport !== undefined) return "passport";
  if (last.here !== undefined) return "here";
  return desk.order !== undefined && last.kind === "order" ? "order" : "answer";
}
