import type { Exception } from "../../central/src/api/types";
import * as f from "./fixtures";
import { longest, press, refuse, standard, type CentralState } from "./states";

const reads = "GET /v1/exceptions";
const resolve = "POST /v1/exceptions/{id}/resolve";
const over: Exception[] = f.questions.map((q) => ({ ...q, status: "resolved", answers: [], answer: "noted", answered_at: q.created_at + 60_000, asset_id: "a4" }));
const answered = { at: "/exceptions?answered=true" };

export const exceptions: CentralState[] = [
  ...standard({ reads }),
  { name: "answered", api: { [resolve]: { ...f.questions[0], status: "resolved" } }, open: press(".question .button") },
  { name: "answered-before", api: { [resolve]: refuse(f.problems.answered) }, open: press(".question .button"), failing: true },
  { name: "answer-refused", api: { [resolve]: refuse(f.problems.changed) }, open: press(".question .button:nth-child(2)"), failing: true },
  { name: "answer-lost", api: { [resolve]: "lost" }, open: press(".question .button"), failing: true },
  { name: "over", ...answered, api: { [reads]: f.list(over) } },
  { name: "over-empty", ...answered, api: { [reads]: f.list([]) } },
  { name: "over-longest", ...answered, api: longest, pseudo: true },
];
