import { expect, test } from "vitest";
import type { Asset } from "../api/types";
import { pressing } from "./holds";

const assets = (...ids: string[]): Asset[] => ids.map((id) => ({ id }) as Asset);
const ids = (rows: readonly Asset[]): string => rows.map((a) => a.id).join("");

test("what is late comes first, each thing once, and never more than fit", () => {
  expect(ids(pressing(assets("d", "b"), assets("a", "b", "c", "d")))).toBe("dbac");
  expect(ids(pressing([], assets("a")))).toBe("a");
  expect(ids(pressing(assets("a", "b", "c"), assets("d", "e", "f", "g", "h", "i", "j")))).toBe("abcdefgh");
});
