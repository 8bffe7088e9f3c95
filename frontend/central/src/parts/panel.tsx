import type { ComponentChildren, JSX } from "preact";
import { ProblemError } from "../api/client";
import { sentencesOf } from "../i18n/words";
import { useWords } from "../state/context";
import type { Resource } from "@rms/shared/resource";
import { Skeleton } from "./basics";

interface Props<T> {
  id: string;
  title: string;
  note?: string;
  tools?: ComponentChildren;
  resource: Resource<T>;
  rows: number;
  children: (data: T) => JSX.Element;
}

/** A part of the page: reading, failed, or its data; old data stays beside a failure. */
export function Panel<T>({ id, title, note, tools, resource, rows, children }: Props<T>): JSX.Element {
  const data = resource.data.value;
  return (
    <section class={`panel panel--${id}`} aria-labelledby={`${id}-title`}>
      <header class="panel__head">
        <h2 class="panel__title" id={`${id}-title`} tabIndex={-1}>{title}</h2>
        {note === undefined ? null : <span class="panel__note">{note}</span>}
        {tools}
      </header>
      <Failure resource={resource} />
      {data === undefined ? resource.failure.value === undefined ? <Skeleton rows={rows} /> : null : children(data)}
    </section>
  );
}

function Failure<T>({ resource }: { resource: Resource<T> }): JSX.Element | null {
  const words = useWords();
  const failure = resource.failure.value;
  const old = resource.data.value !== undefined;
  if (failure === undefined) return null;
  const problem = failure instanceof ProblemError ? failure.problem : undefined;
  if (old && problem === undefined) return null; // the bar above says that central does not answer
  const detail = problem === undefined ? words.t("state.no_answer") : sentencesOf(problem.detail ?? problem.title, problem.hint);
  return (
    <div class="failure" role="alert">
      <span>{words.t(old ? "state.failed_old" : "state.failed", { detail })}</span>
      <button type="button" class="button" onClick={() => void resource.refresh()}>{words.t("state.try_again")}</button>
    </div>
  );
}
