/** A barcode as a picture: its source, and how many modules wide it is with its quiet zone. */
export interface Bars {
  source: string;
  modules: number;
}

/** Units of the drawing for one module, as the program draws. */
const unitsPerModule = 2;

/** Takes the bars alone out of the program's drawing: the page writes the code itself, in its own letters. */
export function barsOf(svg: string): Bars {
  const box = /viewBox="0 0 (\d+) (\d+)"/.exec(svg);
  const bar = /M\d+ (\d+)h\d+v(\d+)/.exec(svg);
  const width = Number(box?.[1] ?? 0);
  let drawn = svg;
  if (box !== null && bar !== null) {
    drawn = svg.replace(/(<svg[^>]*?) width="\d+" height="\d+"/, "$1").replace(box[0], `viewBox="0 ${bar[1]} ${width} ${bar[2]}" preserveAspectRatio="none"`);
  }
  return { source: `data:image/svg+xml,${encodeURIComponent(drawn)}`, modules: Math.round(width / unitsPerModule) };
}

/** Whole pixels for each module, or a scanner sees bars of uneven width; a code too long for its place is squeezed. */
export function widthFor(modules: number, room: number): number {
  const whole = modules === 0 ? 0 : Math.floor(room / modules);
  return whole === 0 ? room : whole * modules;
}
