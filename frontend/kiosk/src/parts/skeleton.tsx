import { useEffect, useState } from "preact/hooks";
import type { JSX } from "preact";
import { useWords } from "../state/context";

/** Grey lines in place of what is being read; not before 150 ms, so that quick answers do not flash. */
export function Skeleton({ rows }: { rows: number }): JSX.Element | null {
  const words = useWords();
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 150);
    return () => clearTimeout(timer);
  }, []);
  if (!late) return null;
  return (
    <div class="skeleton" role="status" aria-label={words.t("state.loading")}>
      {Array.from({ length: rows }, (_, i) => (
        <span class={`skeleton__row skeleton__row--${i % 3}`} key={i} />
      ))}
    </div>
  );
}
