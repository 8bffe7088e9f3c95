import type { Checklist } from "../api/types";
import { parse, type To } from "../nav/router";

type Step = Checklist["steps"][number];

/** Pages whose ?do=new opens a form for one. */
const makes = ["types", "places", "people", "items", "kiosks"];
const imported: readonly Step["id"][] = ["item_types", "places", "people", "items"];

/** Where a step is done: the page that central names, with its form open if it has one. */
export function pageOf(step: Step): To {
  const { route } = parse(step.page, "");
  if (route === "nothing") return { route: "items" };
  return makes.includes(route) ? { route, query: { do: "new", ...(step.id === "returns_place" ? { kind: "returns" } : {}) } } : { route };
}

/** Whether a list can do it, too. */
export const isImported = (step: Step): boolean => imported.includes(step.id);

export const doneOf = (c: Checklist): number => c.steps.filter((s) => s.done).length;
