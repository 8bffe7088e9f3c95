import { useEffect, useState } from "preact/hooks";
import type { JSX } from "preact";
import { useKiosk } from "../state/context";

const kept = new Map<string, string>();

/** A barcode drawn by the kiosk, to be scanned from the screen. Its text stands below or beside it. */
export function Barcode({ code, class: extra = "" }: { code: string; class?: string }): JSX.Element {
  const { client } = useKiosk();
  const [source, setSource] = useState(kept.get(code));
  useEffect(() => {
    const known = kept.get(code);
    setSource(known);
    if (known !== undefined) return;
    let gone = false;
    client.text(`/api/barcodes/${encodeURIComponent(code)}.svg`).then(
      (svg) => {
        const made = `data:image/svg+xml,${encodeURIComponent(svg)}`;
        if (kept.size > 200) kept.clear();
        kept.set(code, made);
        if (!gone) setSource(made);
      },
      () => {}, // the code stands beside it in letters and can be typed
    );
    return () => {
      gone = true;
    };
  }, [client, code]);
  return <span class={`barcode ${extra}`}>{source === undefined ? null : <img src={source} alt="" />}</span>;
}
