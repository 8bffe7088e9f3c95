import { expect, test } from "vitest";
import { codeState, isOlder, sizeOf } from "./values";

test("versions are compared by their numbers", () => {
  expect([isOlder("0.1.0", "0.1.0"), isOlder("0.9.2", "0.10.0"), isOlder("1.0.0", "0.10.0"), isOlder("v0.1.0", "0.1.1"), isOlder("0.1.0-dev", "0.2.0")]).toEqual([false, true, false, true, true]);
  for (const odd of ["", "dev", "1.2"]) expect([isOlder(odd, "1.0.0"), isOlder("1.0.0", odd)], odd).toEqual([false, false]);
});

test("a code waits until a kiosk has used it, or its time is over", () => {
  const code = { code: "7KQ2-MXPF-3HD9", expires_at: 1000 };
  const open = [{ id: "c", site_id: "s1", created_by: "Mara", created_at: 0, expires_at: 1000 }];
  expect(codeState(code, undefined, 0)).toBe("waits");
  expect(codeState(code, open, 999)).toBe("waits");
  expect(codeState(code, [], 999)).toBe("used");
  expect(codeState(code, open, 1000)).toBe("over");
});

test("sizes are said in the unit that fits", () => {
  expect([0, 999, 1500, 24_000_000, 4_120_000_000, 9e16].map(sizeOf)).toEqual(["0 B", "999 B", "1.5 KB", "24 MB", "4.1 GB", "90000 TB"]);
});
