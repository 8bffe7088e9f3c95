/*
 * The wedge: keys with their times go in, codes come out. Pure: no clock, no timer, no document.
 *
 * A burst is a row of keys without a silence of `silenceMs`; Enter or Tab ends it too. A burst is a scan when at least four of
 * its keys (the ending key counts) follow each other no slower than `gapMs`: no hand does that. It then goes out whole, its
 * slow keys too: a busy machine or a radio scanner may stumble at any key, and half a code could be another thing's code,
 * while a code with a stray key before it is only unknown. A burst that is no scan is typing: it collects in the entry
 * line, which only Enter sends.
 */

export interface WedgeConfig {
  /** Longest time between two keys of a scanner, ms. */
  gapMs: number;
  /** A scanner that has been quiet this long has sent its code, ms. */
  silenceMs: number;
  /** Fewer characters never become a scan by silence. */
  minChars: number;
  /** A suffix of two keys (CR LF) must not press a button: Enter or Tab this soon after a code is swallowed, ms. */
  suffixMs: number;
}

export const defaultWedge: WedgeConfig = { gapMs: 50, silenceMs: 200, minChars: 4, suffixMs: 100 };

/** Longest burst, characters: twice what the server keeps of one code. More than this is a stuck key. */
export const maxRun = 8192;

export type WedgeKey =
  | { kind: "char"; scanned: string; typed: string; t: number }
  | { kind: "enter" | "tab" | "escape" | "backspace"; t: number };

export type WedgeEvent = WedgeKey | { kind: "tick"; t: number };

export type WedgeEffect =
  | { kind: "scan"; raw: string; gaps: number[]; ended: "enter" | "tab" | "silence" }
  | { kind: "typed"; text: string }
  /** A lone space while nothing was being typed: it presses the focused button. */
  | { kind: "press" };

interface Char {
  /** As a scanner meant it (CapsLock undone). */
  scanned: string;
  /** As the person sees it on the keys. */
  typed: string;
  t: number;
}

export interface WedgeState {
  /** The entry line from earlier bursts; open also when empty, once a hand has begun. */
  open: boolean;
  line: string;
  /** The burst so far. */
  run: readonly Char[];
  /** How many keys at the burst's end followed each other quickly, and the most that ever did in it. */
  row: number;
  best: number;
  /** When the last code was taken, to swallow a second suffix key. */
  takenAt: number;
}

export const emptyWedge: WedgeState = { open: false, line: "", run: [], row: 0, best: 0, takenAt: Number.NEGATIVE_INFINITY };

export interface WedgeStep {
  state: WedgeState;
  effects: WedgeEffect[];
  /** The page must not act on the key itself. */
  consumed: boolean;
}

/** When a tick is due, ms on the events' clock; undefined: none. */
export function deadline(state: WedgeState, config: WedgeConfig): number | undefined {
  const last = state.run.at(-1);
  return last === undefined ? undefined : last.t + config.silenceMs;
}

/** What the entry line shows now: keys that may yet turn out to be a scan are not in it. */
export function entryLine(state: WedgeState, config: WedgeConfig): string | undefined {
  const slow = state.run.length > state.row;
  if (!state.open && !slow) return undefined;
  if (isScan(state, config)) return state.open ? state.line : undefined;
  const shown = state.row > 1 ? state.run.slice(0, -state.row) : state.run;
  return state.line + (slow ? text(shown, "typed") : "");
}

function text(run: readonly Char[], which: "scanned" | "typed"): string {
  return run.map((c) => c[which]).join("");
}

/** No hand is as quick as `minChars` keys in a row; with `quickEnd`, the ending key is one more of them. */
function isScan(state: WedgeState, config: WedgeConfig, quickEnd = false): boolean {
  return Math.max(state.best, quickEnd ? state.row + 1 : 0) >= config.minChars;
}

function push(state: WedgeState, config: WedgeConfig, c: Char): WedgeState {
  const last = state.run.at(-1);
  const row = last !== undefined && c.t - last.t <= config.gapMs ? state.row + 1 : 1;
  return { ...state, run: [...state.run, c], row, best: Math.max(state.best, row) };
}

const noRun = { run: [], row: 0, best: 0 };

function scan(run: readonly Char[], ended: "enter" | "tab" | "silence"): WedgeEffect {
  const gaps = run.slice(1).map((c, i) => Math.max(0, Math.round(c.t - (run[i]?.t ?? c.t))));
  return { kind: "scan", raw: text(run, "scanned"), gaps, ended };
}

/** The keys of the burst were a hand's: they go to the entry line. */
function asTyped(state: WedgeState): WedgeState {
  return state.run.length === 0 ? state : { ...state, open: true, line: state.line + text(state.run, "typed"), ...noRun };
}

function settle(state: WedgeState, config: WedgeConfig, t: number, effects: WedgeEffect[]): WedgeState {
  const due = deadline(state, config);
  if (due === undefined || t < due) return state;
  if (isScan(state, config)) {
    effects.push(scan(state.run, "silence"));
    return { ...state, ...noRun, takenAt: due };
  }
  if (!state.open && text(state.run, "typed") === " ") {
    effects.push({ kind: "press" });
    return { ...state, ...noRun };
  }
  return asTyped(state);
}

function onChar(state: WedgeState, config: WedgeConfig, c: Char, effects: WedgeEffect[]): WedgeState {
  const next = push(state, config, c);
  if (next.run.length < maxRun) return next;
  effects.push(scan(next.run, "silence"));
  return { ...next, ...noRun, takenAt: c.t };
}

function onEnd(state: WedgeState, config: WedgeConfig, kind: "enter" | "tab", t: number, effects: WedgeEffect[]): WedgeStep {
  const last = state.run.at(-1);
  if (last === undefined && !state.open) {
    return { state, effects, consumed: t - state.takenAt <= config.suffixMs };
  }
  const quick = last !== undefined && t - last.t <= config.gapMs;
  const short = quick && !state.open && state.row === state.run.length;
  if (last !== undefined && (short || isScan(state, config, quick))) {
    effects.push(scan(state.run, kind));
    return { state: { ...state, ...noRun, takenAt: t }, effects, consumed: true };
  }
  const typed = asTyped(state);
  if (kind === "tab") return { state: typed, effects, consumed: true };
  if (typed.line.trim() !== "") effects.push({ kind: "typed", text: typed.line });
  return { state: { ...typed, open: false, line: "" }, effects, consumed: true };
}

/** The wedge's one step. */
export function wedge(before: WedgeState, event: WedgeEvent, config: WedgeConfig): WedgeStep {
  const effects: WedgeEffect[] = [];
  const state = settle(before, config, event.t, effects);
  switch (event.kind) {
    case "tick":
      return { state, effects, consumed: false };
    case "char":
      return { state: onChar(state, config, event, effects), effects, consumed: true };
    case "enter":
    case "tab":
      return onEnd(state, config, event.kind, event.t, effects);
    case "escape": {
      const busy = state.open || state.run.length > 0;
      return { state: { ...state, open: false, line: "", ...noRun }, effects, consumed: busy };
    }
    case "backspace": {
      const typed = asTyped(state);
      return { state: { ...typed, line: [...typed.line].slice(0, -1).join("") }, effects, consumed: true };
    }
  }
}
