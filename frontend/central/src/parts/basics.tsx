import { useLate } from "@rms/shared/late";
import { OutcomeIcon, type Outcome } from "@rms/shared/outcomes";
import type { ComponentChildren, JSX } from "preact";
import { useNow, useWords } from "../state/context";

/** Text that may be longer than its place: cut with an ellipsis, whole in its title. */
export function Cut({ text, class: extra = "" }: { text: string; class?: string }): JSX.Element {
  return <span class={`cut ${extra}`} title={text}>{text}</span>;
}

/** A sign and a word, never colour alone. */
export function Sign({ outcome, word, why = "" }: { outcome: Outcome; word: string; why?: string }): JSX.Element {
  return (
    <span class={`sign sign--${outcome}`} title={why === "" ? word : `${word}: ${why}`}>
      <OutcomeIcon outcome={outcome} size="0.875rem" />
      <Cut class="sign__word" text={word} />
      {why === "" ? null : <Cut class="sign__why" text={why} />}
    </span>
  );
}

/** A moment, with the whole of it on hover. */
export function Moment({ at, kind }: { at: number; kind: "moment" | "relative" | "when" }): JSX.Element {
  const words = useWords();
  useNow();
  return <time dateTime={new Date(at).toISOString()} title={words.full(at)}>{words[kind](at)}</time>;
}

export function Skeleton({ rows }: { rows: number }): JSX.Element {
  const words = useWords();
  return (
    <div class="skeleton" role="status" aria-label={words.t("state.loading")}>
      {useLate() ? Array.from({ length: rows }, (_, i) => <span class={`skeleton__row skeleton__row--${i % 3}`} key={i} />) : null}
    </div>
  );
}

/** What an empty place is, and what fills it. */
export function Empty({ title, text, level, children }: { title: string; text: string; level?: 1; children?: ComponentChildren }): JSX.Element {
  return (
    <div class="empty">
      {level === 1 ? <h1 class="empty__title">{title}</h1> : <p class="empty__title">{title}</p>}
      <p class="empty__text">{text}</p>
      {children}
    </div>
  );
}
