import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");
const tokens = Object.fromEntries([...css.matchAll(/--([\w-]+):\s*(#[0-9a-f]{3,6});/g)].map((m) => [m[1] ?? "", m[2] ?? ""]));

function luminance(hex: string): number {
  const full = hex.length === 4 ? hex.slice(1).replace(/./g, "$&$&") : hex.slice(1);
  const [r = 0, g = 0, b = 0] = [0, 2, 4].map((i) => {
    const c = Number.parseInt(full.slice(i, i + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(tokens[a] ?? ""), luminance(tokens[b] ?? "")].toSorted((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

test.each([
  ["text", "bg"], ["text", "surface"], ["text", "raised"], ["muted", "bg"], ["muted", "surface"], ["muted", "raised"], ["late", "surface"], ["late", "bg"],
  ["board", "surface"], ["board", "bg"], ["ok-ink", "ok"], ["look-ink", "look"], ["duplicate-ink", "duplicate"], ["stop-ink", "stop"], ["stop-ink", "alarm"],
  ["dir-idle", "bg"], ["dir-out", "raised"], ["dir-in", "raised"], ["dir-move", "raised"], ["dir-order", "raised"], ["ok", "surface"],
])("%s on %s reads: at least 4.5 to 1", (ink, ground) => {
  expect(contrast(ink, ground)).toBeGreaterThanOrEqual(4.5);
});

test.each([["border", "bg"], ["border", "surface"], ["border", "raised"], ["focus", "raised"]])("%s on %s is seen: at least 3 to 1", (edge, ground) => {
  expect(contrast(edge, ground)).toBeGreaterThanOrEqual(3);
});
