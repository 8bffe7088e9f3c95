import type { JSX } from "preact";
import { ProblemError } from "../api/client";
import { sentencesOf, type Words } from "../i18n/words";
import { useWords } from "../state/context";

/** Why something failed, as sentences. */
export function problemText(cause: unknown, words: Words): string {
  if (!(cause instanceof ProblemError)) return words.t("state.no_answer");
  const { detail, title, hint } = cause.problem;
  return sentencesOf(detail ?? title, hint);
}

interface Props {
  failure: unknown;
  /** Whether older data stands beneath. */
  old: boolean;
  again: () => void;
}

/** A reading that failed: why, and what to do. Where the link is lost and old data stands, the bar above has said so. */
export function Failure({ failure, old, again }: Props): JSX.Element | null {
  const words = useWords();
  if (failure === undefined || (old && !(failure instanceof ProblemError))) return null;
  return (
    <div class="failure" role="alert">
      <span>{words.t(old ? "state.failed_old" : "state.failed", { detail: problemText(failure, words) })}</span>
      <button type="button" class="button" onClick={again}>{words.t("state.try_again")}</button>
    </div>
  );
}

/** Whether central said that this account may not see it. */
export const isForbidden = (failure: unknown): boolean => failure instanceof ProblemError && failure.problem.status === 403;
export const isGone = (failure: unknown): boolean => failure instanceof ProblemError && failure.problem.status === 404;
