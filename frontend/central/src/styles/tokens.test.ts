import { readFileSync } from "node:fs";
import { contrast, tokensIn, type Tokens } from "@rms/shared/testing/contrast";
import { describe, expect, test } from "vitest";

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");
const css = read("./tokens.css");
/** The colours of one light: light-dark(day, night) is one of its two. */
const shown = (which: "$1" | "$2"): Tokens => tokensIn(css.replace(/light-dark\((#\w+), (#\w+)\)/g, which));
const shared = tokensIn(read("../../../shared/src/tokens.css"));
const lights = { dark: { ...shared, ...shown("$2") }, light: { ...shared, ...shown("$1") } };

const grounds = ["bg", "surface", "raised", "hover"];
const inks = ["text", "muted", "text-ok", "text-look", "text-duplicate", "text-stop"];
const pairs = [...inks.flatMap((ink) => grounds.map((ground) => [ink, ground, 4.5] as const)),
  ["accent-ink", "accent-ground", 4.5], ["warn-ink", "warn-ground", 4.5], ["demo-ink", "demo-ground", 4.5], ["muted", "field", 4.5],
  ["text", "select", 4.5], ["muted", "select", 4.5], ["accent", "select", 4.5], ["accent", "surface", 4.5], ["accent", "bg", 4.5], ["danger-ink", "danger-ground", 4.5],
  ["text-ok", "ground-ok", 4.5], ["text-duplicate", "ground-note", 4.5], ["text-look", "ground-look", 4.5], ["text-stop", "ground-stop", 4.5],
  ["border", "surface", 3], ["border", "field", 3], ["ring", "surface", 3], ["ring", "raised", 3]] as const;

describe.each(Object.entries(lights))("%s", (_name, tokens: Tokens) => {
  test.each(pairs)("%s on %s: at least %f to 1", (ink, ground, least) => {
    expect(contrast(tokens, ink, ground)).toBeGreaterThanOrEqual(least);
  });
});
