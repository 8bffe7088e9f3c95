import { readFileSync } from "node:fs";
import { contrast, tokensIn, type Tokens } from "@rms/shared/testing/contrast";
import { describe, expect, test } from "vitest";

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");
const [night = "", day = ""] = read("./tokens.css").split("@media");
const dark = { ...tokensIn(read("../../../shared/src/tokens.css")), ...tokensIn(night) };
const lights = { dark, light: { ...dark, ...tokensIn(day) } };

const grounds = ["bg", "surface", "raised", "hover"];
const inks = ["text", "muted", "text-ok", "text-look", "text-duplicate", "text-stop"];
const pairs = [...inks.flatMap((ink) => grounds.map((ground) => [ink, ground, 4.5] as const)),
  ["accent-ink", "accent-ground", 4.5], ["warn-ink", "warn-ground", 4.5], ["demo-ink", "demo-ground", 4.5], ["muted", "field", 4.5],
  ["border", "surface", 3], ["border", "field", 3], ["ring", "surface", 3], ["ring", "raised", 3]] as const;

describe.each(Object.entries(lights))("%s", (_name, tokens: Tokens) => {
  test.each(pairs)("%s on %s: at least %f to 1", (ink, ground, least) => {
    expect(contrast(tokens, ink, ground)).toBeGreaterThanOrEqual(least);
  });
});
