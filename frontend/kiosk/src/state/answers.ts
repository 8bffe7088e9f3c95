import type { Outcome } from "@rms/shared/outcomes";
import type { Answer, Problem } from "../api/types";
import type { Unsent } from "../api/unsent";

const weight: Record<Outcome, number> = { ok: 0, duplicate: 1, look: 2, stop: 3 };

/** The gravest outcome of an answer and those that came with it: one sound for one burst. */
export function gravest(answer: Answer): Outcome {
  return answer.also.reduce<Outcome>((worst, a) => (weight[a.outcome] > weight[worst] ? a.outcome : worst), answer.outcome);
}

/** The page's own stop: it stands where an answer would, and was recorded nowhere. */
function stop(n: number, at: number, name: string, said: Pick<Answer, "title" | "next" | "raw">): Answer {
  return { id: "", n, at, outcome: "stop", kind: "misread", verb: "none", other: [], subject: { kind: "none", id: "", name, tag: "" }, also: [], ...said };
}

/** A request that was refused, shown as the stop that it is. */
export function refusal(problem: Problem, n: number, at: number, raw: string): Answer {
  const reason = problem.reason ?? problem.code;
  return stop(n, at, raw, {
    title: { key: `problem.${reason}`, text: problem.detail ?? problem.title },
    ...(problem.hint === undefined ? {} : { next: { label: { key: `hint.${reason}`, text: problem.hint } } }),
    raw,
  });
}

/** What an earlier page could not send, as one stop: the person scans it again. */
export function unsentAnswer(unsent: readonly Unsent[], n: number, at: number): Answer {
  const codes = unsent.map((u) => u.raw).filter((raw) => raw !== "");
  return stop(n, at, codes.join(", "), {
    title: { key: "unsent.title", counts: { n: unsent.length }, text: "" },
    next: { label: { key: "unsent.next", text: "" } },
  });
}
