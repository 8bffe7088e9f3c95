/** How the page stands to central. Pure: moments come in. */
export interface Link {
  state: "connecting" | "live" | "offline";
  /** Since when it is so, ms. */
  since: number;
  /** Failures in a row. */
  failures: number;
  /** When it is asked again, ms; 0: at once. */
  retryAt: number;
}

const first = 1000;
const longest = 15_000;

export function newLink(now: number): Link {
  return { state: "connecting", since: now, failures: 0, retryAt: 0 };
}

/** Doubles from 1 s to 15 s; luck in [0, 1) takes up to a quarter off, so that pages do not come back all at once. */
export function backOff(failures: number, luck: number): number {
  return Math.min(longest, first * 2 ** Math.min(failures - 1, 10)) * (1 - luck / 4);
}

export function reached(link: Link, now: number): Link {
  return link.state === "live" ? link : { state: "live", since: now, failures: 0, retryAt: 0 };
}

export function lost(link: Link, now: number, luck: number): Link {
  const failures = link.failures + 1;
  return { state: "offline", since: link.state === "offline" ? link.since : now, failures, retryAt: now + backOff(failures, luck) };
}
