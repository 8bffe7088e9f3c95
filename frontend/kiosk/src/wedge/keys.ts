import type { WedgeKey } from "./reducer";

/** What the wedge needs of a KeyboardEvent. */
export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  repeat: boolean;
  isComposing: boolean;
  capsLock: boolean;
  altGraph: boolean;
  t: number;
}

/** Control characters as scanners send them over a keyboard: FNC1, record separator, end of transmission. */
const controls: Record<string, string> = { "]": "\u001d", "^": "\u001e", d: "\u0004" };

const named: Record<string, "enter" | "tab" | "escape" | "backspace"> = {
  Enter: "enter",
  Tab: "tab",
  Escape: "escape",
  Backspace: "backspace",
};

/** A scanner presses Shift for capitals and knows nothing of CapsLock: Shift alone tells what it meant. */
function meant(char: string, press: KeyPress): string {
  if (!press.capsLock || char.toLowerCase() === char.toUpperCase()) return char;
  return press.shiftKey ? char.toUpperCase() : char.toLowerCase();
}

/** Translates a key press; undefined: not the wedge's business (a shortcut, a modifier, a key held down). */
export function wedgeKey(press: KeyPress): WedgeKey | undefined {
  const { key, t } = press;
  if (press.isComposing || press.metaKey) return undefined;
  if (press.ctrlKey && !press.altGraph) {
    const control = press.altKey ? undefined : controls[key.toLowerCase()];
    if (control !== undefined) return { kind: "char", scanned: control, typed: control, t };
    if (!press.altKey && (key === "j" || key === "m")) return { kind: "enter", t };
    return undefined;
  }
  if (press.altKey && !press.altGraph) return undefined;
  const name = named[key];
  if (name !== undefined) {
    if (press.repeat && name !== "backspace") return undefined;
    if (name === "tab" && press.shiftKey) return undefined;
    return { kind: name, t };
  }
  // One character, which may be two UTF-16 units. A key that is held down repeats like a scanner, and is none.
  if ([...key].length !== 1 || press.repeat) return undefined;
  return { kind: "char", scanned: meant(key, press), typed: key, t };
}
