import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { JSX } from "preact";
import { useKiosk } from "../state/context";
import { barsOf, widthFor, type Bars } from "./bars";

const kept = new Map<string, Bars>();

/** The longest code of a badge, in modules: what is longer is squeezed. */
const mostModules = 288;

/** A barcode drawn by the kiosk, to be scanned from the screen. Its text stands below or beside it. With `whole` it takes the room that a scanner needs. */
export function Barcode({ code, class: extra = "", whole = false }: { code: string; class?: string; whole?: boolean }): JSX.Element {
  const { client } = useKiosk();
  const [bars, setBars] = useState(kept.get(code));
  const [width, setWidth] = useState(0);
  const place = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const known = kept.get(code);
    setBars(known);
    if (known !== undefined) return;
    let gone = false;
    client.text(`/api/barcodes/${encodeURIComponent(code)}.svg`).then(
      (svg) => {
        const made = barsOf(svg);
        if (kept.size > 200) kept.clear();
        kept.set(code, made);
        if (!gone) setBars(made);
      },
      () => {}, // the code stands beside it in letters and can be typed
    );
    return () => {
      gone = true;
    };
  }, [client, code]);
  useLayoutEffect(() => {
    if (bars !== undefined && place.current !== null) setWidth(widthFor(bars.modules, place.current.clientWidth));
  }, [bars]);
  return (
    <span class={`barcode ${extra}`} ref={place} {...(whole && bars !== undefined ? { style: { minWidth: `${Math.min(bars.modules, mostModules)}px` } } : {})}>
      {bars === undefined || width === 0 ? null : <img src={bars.source} alt="" width={width} />}
    </span>
  );
}
