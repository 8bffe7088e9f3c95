import { expect, test } from "vitest";
import { barsOf, widthFor } from "./bars";

const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="242" height="80" viewBox="0 0 242 80" role="img"><title>MH-1</title><path d="M20 8h4v40h-4zM26 8h2v40h-2z"/><text>MH-1</text></svg>';

test("the bars are cut out of the drawing, the letters are left behind", () => {
  const { source, modules } = barsOf(svg);
  expect(modules).toBe(121);
  const drawn = decodeURIComponent(source);
  expect(drawn).toContain('viewBox="0 8 242 40" preserveAspectRatio="none"');
  expect(drawn).not.toContain('width="242"');
});

test("a drawing of another kind is shown as it is", () => {
  expect(decodeURIComponent(barsOf("<svg/>").source)).toContain("<svg/>");
});

test("modules get whole pixels while there is room", () => {
  expect(widthFor(121, 230)).toBe(121);
  expect(widthFor(121, 250)).toBe(242);
  expect(widthFor(264, 184)).toBe(184);
  expect(widthFor(0, 100)).toBe(100);
});
