export interface Day {
  year: number;
  /** 1 to 12 */
  month: number;
  /** 1 to 31; may run over into the next month. */
  day: number;
}

/** The zone in which times are shown. */
export interface ShownZone {
  zone: string;
  /** The site's zone is none that this engine knows: it is this device's instead. */
  unknown: boolean;
}

/** A site's zone as far as the engine knows it: a misspelt one must not take the page away. */
export function zoneFor(wanted: string): ShownZone {
  const zone = wanted === "" ? "UTC" : wanted;
  try {
    new Intl.DateTimeFormat("en-GB", { timeZone: zone }).format(0); // throws for a zone that it does not know
    return { zone, unknown: false };
  } catch {
    return { zone: new Intl.DateTimeFormat().resolvedOptions().timeZone, unknown: true };
  }
}

function parts(ms: number, zone: string): Record<string, number> {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric",
  });
  return Object.fromEntries(format.formatToParts(ms).map((p) => [p.type, Number(p.value)]));
}

/** The calendar day at the site. */
export function siteDay(ms: number, zone: string): Day {
  const p = parts(ms, zone);
  return { year: p["year"] ?? 0, month: p["month"] ?? 1, day: p["day"] ?? 1 };
}

function offset(ms: number, zone: string): number {
  const p = parts(ms, zone);
  const shown = Date.UTC(p["year"] ?? 0, (p["month"] ?? 1) - 1, p["day"] ?? 1, p["hour"] ?? 0, p["minute"] ?? 0, p["second"] ?? 0);
  return shown - Math.floor(ms / 1000) * 1000;
}

/** The moment of a clock time at the site. In the hour that is skipped in spring, the one after it. */
export function atSite(day: Day, hour: number, minute: number, zone: string): number {
  const wall = Date.UTC(day.year, day.month - 1, day.day, hour, minute);
  const guess = wall - offset(wall, zone);
  const exact = wall - offset(guess, zone);
  return exact === guess ? exact : Math.max(exact, guess);
}
