import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { contrast, tokensIn } from "./testing/contrast";

const tokens = tokensIn(readFileSync(new URL("./tokens.css", import.meta.url), "utf8"));

test.each([
  ["text", "bg"], ["text", "surface"], ["text", "raised"], ["muted", "bg"], ["muted", "surface"], ["muted", "raised"], ["late", "surface"], ["late", "bg"],
  ["board", "surface"], ["board", "bg"], ["ok-ink", "ok"], ["look-ink", "look"], ["duplicate-ink", "duplicate"], ["stop-ink", "stop"], ["stop-ink", "alarm"],
  ["dir-idle", "bg"], ["dir-out", "raised"], ["dir-in", "raised"], ["dir-move", "raised"], ["dir-order", "raised"], ["ok", "surface"],
])("%s on %s reads: at least 4.5 to 1", (ink, ground) => {
  expect(contrast(tokens, ink, ground)).toBeGreaterThanOrEqual(4.5);
});

test.each([["border", "bg"], ["border", "surface"], ["border", "raised"], ["focus", "raised"]])("%s on %s is seen: at least 3 to 1", (edge, ground) => {
  expect(contrast(tokens, edge, ground)).toBeGreaterThanOrEqual(3);
});
