import type { JSX } from "preact";

export type Outcome = "ok" | "look" | "duplicate" | "stop";

const paths: Record<Outcome, JSX.Element> = {
  ok: <path d="M10 34l16 16 30-36" stroke-width="8" />,
  look: (
    <>
      <path d="M4 32C16 14 48 14 60 32 48 50 16 50 4 32z" stroke-width="5" />
      <circle cx="32" cy="32" r="8" fill="currentColor" stroke="none" />
    </>
  ),
  duplicate: (
    <>
      <path d="M8 8h34v34H8z" stroke-width="5" />
      <path d="M22 48v8h34V22h-8" stroke-width="5" />
    </>
  ),
  stop: (
    <>
      <path d="M21 4h22l17 17v22L43 60H21L4 43V21z" stroke-width="5" />
      <path d="M32 18v17M32 44v2" stroke-width="7" />
    </>
  ),
};

/** The outcome's icon: check, eye, two squares, octagon. The word stands beside it always. */
export function OutcomeIcon(props: { outcome: Outcome; size: string }): JSX.Element {
  return (
    <svg width={props.size} height={props.size} viewBox="0 0 64 64" fill="none" stroke="currentColor" stroke-linecap="round"
      stroke-linejoin="round" aria-hidden="true" focusable="false">
      {paths[props.outcome]}
    </svg>
  );
}
