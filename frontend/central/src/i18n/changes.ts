import type { RowChange } from "../api/types";
import { clockOf } from "../place/values";
import type { Words } from "./words";

type Member = RowChange["members"][number];

/** Members that are moments, in ms UTC. */
const moments = ["must_return_by"];

/** Members that are times of day, in minutes after midnight. */
const clocks = ["opens_min", "closes_min"];

/** A value as people read it. */
function valueOf(name: string, value: string, words: Words): string {
  if (value === "true" || value === "false") return words.t(value === "true" ? "form.yes" : "form.no");
  if (moments.includes(name) && /^\d+$/.test(value)) return Number(value) === 0 ? "" : words.moment(Number(value));
  if (clocks.includes(name) && /^\d+$/.test(value)) return clockOf(Number(value));
  return name === "kind" ? words.maybe("place", value) : value;
}

function lineOf({ name, before, after }: Member, words: Words): string {
  const said = { name: words.maybe("member", name), before: valueOf(name, before, words), after: valueOf(name, after, words) };
  if (said.before === "") return words.t("changes.set", said);
  return words.t(said.after === "" ? "changes.cleared" : "changes.from_to", said);
}

/** A change in sentences: one for each member. */
export function changeText(c: RowChange, words: Words): string[] {
  return c.made === true ? [words.t("changes.made")] : c.members.map((m) => lineOf(m, words));
}
