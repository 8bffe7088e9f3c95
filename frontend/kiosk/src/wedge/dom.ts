import { wedgeKey } from "./keys";
import { deadline, defaultWedge, emptyWedge, entryLine, wedge, type WedgeConfig, type WedgeEffect, type WedgeEvent, type WedgeState } from "./reducer";

export interface WedgeHandlers {
  scan(effect: Extract<WedgeEffect, { kind: "scan" }>, lastKeyAt: number): void;
  typed(text: string): void;
  /** The entry line changed; undefined: it is closed. */
  line(text: string | undefined): void;
}

/** Keys that were waiting behind a busy page may come after the timer: it looks once more this much later, ms. */
const graceMs = 30;

/** When the key was pressed, on the page's clock; an engine whose events keep another clock gives the moment of arrival. */
function timeOf(e: KeyboardEvent): number {
  const arrived = performance.now();
  return Math.abs(arrived - e.timeStamp) < 60_000 ? e.timeStamp : arrived;
}

export interface Wedge {
  /** Feeds keys that no keyboard sent (demo strip, keypad on the screen): the same path as a scanner. */
  play(code: string): void;
  /** Appends to or edits the entry line from the screen's own keypad. */
  type(char: string): void;
  backspace(): void;
  send(): void;
  close(): void;
  stop(): void;
}

/** Binds the wedge to the document. No field is ever focused: it listens in the capture phase, before anything else. */
export function startWedge(target: Document, handlers: WedgeHandlers, config: WedgeConfig = defaultWedge): Wedge {
  let state: WedgeState = emptyWedge;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lastKeyAt = 0;

  function arm(): void {
    if (timer !== undefined) clearTimeout(timer);
    timer = undefined;
    const due = deadline(state, config);
    if (due === undefined) return;
    timer = setTimeout(() => {
      timer = setTimeout(() => feed({ kind: "tick", t: performance.now() }), graceMs);
    }, Math.max(0, due - performance.now()));
  }

  function run(effect: WedgeEffect): void {
    if (effect.kind === "scan") handlers.scan(effect, lastKeyAt);
    else if (effect.kind === "typed") handlers.typed(effect.text);
    else if (target.activeElement instanceof HTMLButtonElement) target.activeElement.click();
  }

  function feed(event: WedgeEvent): boolean {
    const before = entryLine(state, config);
    const step = wedge(state, event, config);
    state = step.state;
    arm();
    for (const effect of step.effects) run(effect);
    const after = entryLine(state, config);
    if (after !== before) handlers.line(after);
    return step.consumed;
  }

  function onKey(e: KeyboardEvent): void {
    const key = wedgeKey({
      key: e.key,
      ctrlKey: e.ctrlKey,
      altKey: e.altKey,
      metaKey: e.metaKey,
      shiftKey: e.shiftKey,
      repeat: e.repeat,
      isComposing: e.isComposing,
      capsLock: e.getModifierState("CapsLock"),
      altGraph: e.getModifierState("AltGraph"),
      t: timeOf(e),
    });
    if (key === undefined) {
      if (e.repeat && e.key === "Enter") e.preventDefault();
      return;
    }
    lastKeyAt = key.t;
    if (feed(key)) {
      e.preventDefault();
      e.stopPropagation();
    }
  }

  /** Ends what the keyboard has begun, so that keys of the screen never join it. Returns a time after it. */
  function apart(): number {
    const now = performance.now();
    const due = deadline(state, config);
    if (due === undefined) return now;
    feed({ kind: "tick", t: due });
    return Math.max(now, due);
  }

  /** Space presses a button on its release: not when it was part of a code. */
  function onKeyUp(e: KeyboardEvent): void {
    if (e.key === " ") e.preventDefault();
  }

  target.addEventListener("keydown", onKey, { capture: true });
  target.addEventListener("keyup", onKeyUp, { capture: true });
  return {
    play(code) {
      let t = apart();
      for (const char of code) feed({ kind: "char", scanned: char, typed: char, t: (t += 1) });
      lastKeyAt = t;
      feed({ kind: "enter", t: t + 1 });
    },
    type(char) {
      const t = apart();
      feed({ kind: "char", scanned: char, typed: char, t });
      feed({ kind: "tick", t: t + config.silenceMs });
    },
    backspace: () => void feed({ kind: "backspace", t: apart() }),
    send: () => void feed({ kind: "enter", t: apart() + config.silenceMs }),
    close: () => void feed({ kind: "escape", t: apart() }),
    stop() {
      target.removeEventListener("keydown", onKey, { capture: true });
      target.removeEventListener("keyup", onKeyUp, { capture: true });
      if (timer !== undefined) clearTimeout(timer);
    },
  };
}
