import type { JSX } from "preact";
import { useLate } from "@rms/shared/late";
import { useWords } from "../state/context";

/** Grey lines in place of what is being read. */
export function Skeleton({ rows }: { rows: number }): JSX.Element | null {
  const words = useWords();
  if (!useLate()) return null;
  return (
    <div class="skeleton" role="status" aria-label={words.t("state.loading")}>
      {Array.from({ length: rows }, (_, i) => (
        <span class={`skeleton__row skeleton__row--${i % 3}`} key={i} />
      ))}
    </div>
  );
}
