import type { JSX } from "preact";
import { useWords } from "../state/context";

const radius = 52;
const round = 2 * Math.PI * radius;

/** n of m as a ring; without a target only the count. */
export function ProgressRing({ n, m }: { n: number; m: number }): JSX.Element {
  const words = useWords();
  const share = m === 0 ? 0 : Math.min(1, n / m);
  return (
    <div class={`ring ${m > 0 && n >= m ? "ring--full" : ""}`}>
      <svg viewBox="0 0 120 120" aria-hidden="true">
        <circle class="ring__track" cx="60" cy="60" r={radius} />
        {m > 0 ? <circle class="ring__done" cx="60" cy="60" r={radius} stroke-dasharray={`${share * round} ${round}`} transform="rotate(-90 60 60)" /> : null}
      </svg>
      <p class="ring__text">
        <strong class={n > 999 ? "ring__n ring__n--long" : "ring__n"}>{words.count(n)}</strong>
        <span>{m > 0 ? words.t("ring.of", { m }) : words.t("ring.items", { n })}</span>
      </p>
    </div>
  );
}
