import type { JSX } from "preact";
import { encode } from "uqr";

/** The quiet ground around it, in modules: readers need four. */
const quiet = 4;

/** A code that a scanner or a telephone reads, black on white in any light. */
export function QR({ text, label }: { text: string; label: string }): JSX.Element {
  const { data, size } = encode(text, { border: quiet, ecc: "M" });
  const d = data.flatMap((line, y) => line.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join("");
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect class="qr__ground" width={size} height={size} />
      <path class="qr__ink" d={d} />
    </svg>
  );
}
