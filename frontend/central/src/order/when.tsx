import type { JSX } from "preact";
import { useCentral, useNow, useWords } from "../state/context";

/** A moment of an order as the clock at its site tells it; with the zone's short name where that is not the viewer's. */
export function SiteMoment({ at, site, long = false }: { at: number; site: string | undefined; long?: boolean }): JSX.Element {
  const central = useCentral();
  const here = useWords();
  useNow();
  const zone = central.rows.find("place", site)?.zone ?? "";
  const words = zone === "" ? here : here.inZone(zone);
  const other = words.zoneName(at) === here.zoneName(at) ? "" : ` ${words.zoneName(at)}`;
  return <time dateTime={new Date(at).toISOString()} title={words.full(at)}>{`${long ? words.when(at) : words.moment(at)}${other}`}</time>;
}
