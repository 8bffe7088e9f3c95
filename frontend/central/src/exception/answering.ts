import type { Answer, QuestionDetail } from "../api/types";

/** The way of one answer to one question. */
export type Answering =
  | { state: "sending"; answer: Answer; reason: string; key: string }
  | { state: "lost"; answer: Answer; reason: string; key: string }
  | { state: "refused"; detail: string; hint: string }
  | { state: "done"; answer: Answer; title: string }
  /** Somebody else was first. `first` is what stands now; what was typed here is kept to be read. */
  | { state: "beaten"; detail: string; title: string; reason: string; first?: QuestionDetail };

/** The key of a try: the same answer after a lost reply is the same request, so that it has its effect once. */
export function keyFor(before: Answering | undefined, answer: Answer, reason: string, fresh: () => string): string {
  return before?.state === "lost" && before.answer === answer && before.reason === reason ? before.key : fresh();
}

/** Over: nothing more can be done about this question here. */
export function isOver(a: Answering | undefined): a is Extract<Answering, { title: string }> {
  return a?.state === "done" || a?.state === "beaten";
}
