import { readFileSync } from "node:fs";
import openapi, { astToString } from "openapi-typescript";
import { expect, test } from "vitest";

const file = (name: string) => new URL(name, import.meta.url);

test("the types are those of central's OpenAPI document: npm run types", async () => {
  const made = astToString(await openapi(file("../../openapi.json")));
  const kept = readFileSync(file("./schema.d.ts"), "utf8").replace(/^\/\*\*[\s\S]*?\*\/\n\n?/, "");
  expect(kept.trim()).toBe(made.trim());
});
