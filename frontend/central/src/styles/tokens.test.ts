import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");
const tokensIn = (css: string): Record<string, string> => Object.fromEntries([...css.matchAll(/--([\w-]+):\s*(#[0-9a-f]{3,6});/g)].map((m) => [m[1] ?? "", m[2] ?? ""]));
const [night = "", day = ""] = read("./tokens.css").split("@media");
const dark = { ...tokensIn(read("../../../shared/src/tokens.css")), ...tokensIn(night) };
const lights = { dark, light: { ...dark, ...tokensIn(day) } };

function luminance(hex: string): number {
  const full = hex.length === 4 ? hex.slice(1).replace(/./g, "$&$&") : hex.slice(1);
  const [r = 0, g = 0, b = 0] = [0, 2, 4].map((i) => {
    const c = Number.parseInt(full.slice(i, i + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

const grounds = ["bg", "surface", "raised", "hover"];
const inks = ["text", "muted", "text-ok", "text-look", "text-duplicate", "text-stop"];
const pairs = [...inks.flatMap((ink) => grounds.map((ground) => [ink, ground, 4.5] as const)),
  ["accent-ink", "accent-ground", 4.5], ["warn-ink", "warn-ground", 4.5], ["demo-ink", "demo-ground", 4.5], ["muted", "field", 4.5],
  ["border", "surface", 3], ["border", "field", 3], ["ring", "surface", 3], ["ring", "raised", 3]] as const;

describe.each(Object.entries(lights))("%s", (_name, tokens: Record<string, string>) => {
  test.each(pairs)("%s on %s: at least %f to 1", (ink, ground, least) => {
    const [high = 0, low = 0] = [luminance(tokens[ink] ?? ""), luminance(tokens[ground] ?? "")].toSorted((x, y) => y - x);
    expect((high + 0.05) / (low + 0.05)).toBeGreaterThanOrEqual(least);
  });
});
