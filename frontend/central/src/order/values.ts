/** "2026-11-20T07:30" as the clock of a zone tells it, to ms UTC; NaN of what is no moment. */
export function instantOf(date: string, minutes: number, zone: string): number {
  const day = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date.trim());
  if (day === null || Number.isNaN(minutes)) return Number.NaN;
  const wall = Date.UTC(Number(day[1]), Number(day[2]) - 1, Number(day[3])) + minutes * 60_000;
  if (new Date(wall - minutes * 60_000).toISOString().slice(0, 10) !== date.trim()) return Number.NaN; // the 31st of June
  // The offset is that of the moment itself: asked for once at the wall's time, and again at what that gives.
  const first = wall - offsetAt(wall, zone);
  return wall - offsetAt(first, zone);
}

/** By how much the clocks of a zone are ahead of UTC at a moment, ms. */
function offsetAt(ms: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" }).formatToParts(ms);
  const of = (type: string): number => Number(parts.find((p) => p.type === type)?.value ?? 0);
  return Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second")) - Math.floor(ms / 1000) * 1000;
}

/** The day and the time of day that the clock of a zone tells at a moment: "2026-11-20" and "08:30". */
export function wallOf(ms: number, zone: string): { day: string; time: string } {
  const wall = new Date(ms + offsetAt(ms, zone)).toISOString();
  return { day: wall.slice(0, 10), time: wall.slice(11, 16) };
}
