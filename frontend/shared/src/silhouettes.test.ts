import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { drawingNames, isDrawing } from "./silhouettes";

interface Document {
  components: { schemas: { Subject: { properties: { category: { enum: string[] } } } } };
}

test("every category that the program knows is drawn, and what is no item too", () => {
  const doc = JSON.parse(readFileSync(new URL("../../kiosk/openapi.json", import.meta.url), "utf8")) as Document;
  const categories = doc.components.schemas.Subject.properties.category.enum;
  expect(categories).toHaveLength(18);
  expect(categories.filter((c) => !isDrawing(c))).toEqual([]);
  for (const other of ["person", "place", "order", "command", "unknown"]) expect(drawingNames).toContain(other);
  expect(isDrawing("toString")).toBe(false);
});
