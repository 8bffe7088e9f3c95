import { expect, test } from "vitest";
import { wedgeKey, type KeyPress } from "./keys";

const plain: KeyPress = {
  key: "a", ctrlKey: false, altKey: false, metaKey: false, shiftKey: false, repeat: false, isComposing: false, capsLock: false, altGraph: false, t: 5,
};

const char = (scanned: string, typed = scanned) => ({ kind: "char", scanned, typed, t: 5 });

test.each([
  ["a letter", {}, char("a")],
  ["a capital", { key: "A", shiftKey: true }, char("A")],
  ["CapsLock, no Shift: a scanner meant lower case", { key: "A", capsLock: true }, char("a", "A")],
  ["CapsLock and Shift: a scanner meant a capital", { key: "a", capsLock: true, shiftKey: true }, char("A", "a")],
  ["CapsLock leaves digits alone", { key: "1", capsLock: true }, char("1")],
  ["Ctrl+] is FNC1", { key: "]", ctrlKey: true }, char("\u001d")],
  ["Ctrl+^ is the record separator", { key: "^", ctrlKey: true, shiftKey: true }, char("\u001e")],
  ["Ctrl+D is the end of transmission", { key: "d", ctrlKey: true }, char("\u0004")],
  ["Ctrl+M is Enter", { key: "m", ctrlKey: true }, { kind: "enter", t: 5 }],
  ["AltGr types a character", { key: "@", ctrlKey: true, altKey: true, altGraph: true }, char("@")],
  ["] by AltGr", { key: "]", ctrlKey: true, altKey: true, altGraph: true }, char("]")],
  ["two units", { key: "\u{1F4A1}" }, char("\u{1F4A1}")],
  ["Enter", { key: "Enter" }, { kind: "enter", t: 5 }],
  ["Tab", { key: "Tab" }, { kind: "tab", t: 5 }],
  ["Escape", { key: "Escape" }, { kind: "escape", t: 5 }],
  ["Backspace held down", { key: "Backspace", repeat: true }, { kind: "backspace", t: 5 }],
  ["a key held down is no scanner", { repeat: true }, undefined],
  ["Enter held down", { key: "Enter", repeat: true }, undefined],
  ["Shift+Tab walks back", { key: "Tab", shiftKey: true }, undefined],
  ["Shift itself", { key: "Shift", shiftKey: true }, undefined],
  ["an arrow", { key: "ArrowDown" }, undefined],
  ["a dead key", { key: "Dead" }, undefined],
  ["Ctrl+C", { key: "c", ctrlKey: true }, undefined],
  ["Alt+F", { key: "f", altKey: true }, undefined],
  ["Meta+R", { key: "r", metaKey: true }, undefined],
  ["composing", { isComposing: true }, undefined],
] as const)("%s", (_name, change, want) => {
  expect(wedgeKey({ ...plain, ...change })).toEqual(want);
});
