import { expect, onTestFinished, test, vi } from "vitest";
import { isSecret, newKeeper, type Unsent } from "./unsent";
import { fakeStorage } from "../testing/storage";

const made = (raw: string, at: number, kiosk = "k1"): Unsent => ({ kiosk, path: "/api/scans", body: { id: raw }, raw, at });

test("what was kept is there for the next page, in its order, until it is dropped", () => {
  const storage = fakeStorage();
  storage.setItem("theme", "dark");
  storage.setItem("rms.unsent.torn", "{");
  const first = newKeeper(storage);
  first.keep("z", made("z", 5));
  first.keep("a", made("a", 5));
  first.keep("m", made("m", 4));
  expect(newKeeper(storage).list("k1").map((k) => k.id)).toEqual(["m", "z", "a"]);
  expect(newKeeper(storage).list("k1")[0]?.unsent).toEqual(made("m", 4));
  first.drop("z");
  expect(newKeeper(storage).list("k1").map((k) => k.id)).toEqual(["m", "a"]);
});

test("another kiosk's stay with it; those of a page that did not know its kiosk are anybody's", () => {
  const storage = fakeStorage();
  const keeper = newKeeper(storage);
  keeper.keep("a", made("a", 1, "k1"));
  keeper.keep("b", made("b", 2, ""));
  expect(keeper.list("k2").map((k) => k.id)).toEqual(["b"]);
  expect(storage.entries.size).toBe(2);
});

test("a storage that is full or missing holds nothing up, and is told", () => {
  const warned = vi.spyOn(console, "error").mockImplementation(() => {});
  onTestFinished(() => warned.mockRestore());
  const storage = { ...fakeStorage(), setItem: () => { throw new DOMException("full", "QuotaExceededError"); } };
  newKeeper(storage).keep("a", made("a", 1));
  newKeeper(undefined).keep("a", made("a", 1));
  expect(newKeeper(undefined).list("k1")).toEqual([]);
  expect(warned).toHaveBeenCalledTimes(1);
});

test("a badge is a secret, an item is none", () => {
  expect(["XBTCE3FHPVTHK57NER4", " xbtce3", "MH-0564", "XXOUTXX"].map(isSecret)).toEqual([true, true, false, false]);
});
