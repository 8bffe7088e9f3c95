import type { JSX } from "preact";
import { useWords } from "../state/context";
import { Cut } from "./basics";

/** A sign for each status of an item, an order or a job, and the colour of its text. */
const signs: Readonly<Record<string, { tone: string; d: string }>> = {
  available: { tone: "ok", d: "M4 8.500l2.500 2.500L12 5.500" },
  reserved: { tone: "note", d: "M5 3.500h6v9L8 10l-3 2.500z" },
  deployed: { tone: "note", d: "M5 11l6-6M6 5h5v5" },
  recalled: { tone: "look", d: "M11 5l-6 6M5 6v5h5" },
  maintenance: { tone: "look", d: "M3.500 12.500l5-5M8 5a2.800 2.800 0 1 0 3-1.800L9.800 5.500z" },
  missing: { tone: "stop", d: "M6 6a2 2 0 1 1 3 1.700C8.300 8.200 8 8.500 8 9.300M8 11.700v.1" },
  draft: { tone: "muted", d: "M4.500 11.500l1-2.500L10 4.500l1.500 1.500L7 10.500z" },
  pending: { tone: "look", d: "M8 4.500V8l2.500 1.500" },
  approved: { tone: "ok", d: "M4 8.500l2.500 2.500L12 5.500" },
  fulfilled: { tone: "note", d: "M5 11l6-6M6 5h5v5" },
  closed: { tone: "muted", d: "M4 8.500l2.500 2.500L12 5.500" },
  rejected: { tone: "stop", d: "M5.500 5.500l5 5M10.500 5.500l-5 5" },
  cancelled: { tone: "muted", d: "M5.500 5.500l5 5M10.500 5.500l-5 5" },
  planned: { tone: "look", d: "M8 4.500V8l2.500 1.500" },
  active: { tone: "ok", d: "M6.500 5l4.500 3-4.500 3z" },
  done: { tone: "muted", d: "M4 8.500l2.500 2.500L12 5.500" },
  retired: { tone: "muted", d: "M4.500 8h7" },
};

/** What state an item, an order or a job is in: a sign and a word. Other things borrow the sign, and bring their word. */
export function Status({ status, word }: { status: string; word?: string }): JSX.Element {
  const words = useWords();
  const { tone, d } = signs[status] ?? { tone: "muted", d: "M4.500 8h7" };
  return (
    <span class={`status status--${tone}`}>
      <svg class="status__sign" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.600" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">
        <circle class="status__ground" cx="8" cy="8" r="7.500" />
        <path d={d} />
      </svg>
      <Cut text={word ?? words.maybe("status", status)} />
    </span>
  );
}
