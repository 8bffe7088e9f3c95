import { expect, test } from "vitest";
import { changeText } from "./changes";
import { english, newWords } from "./words";

const words = newWords({ sentences: english, zone: "UTC", now: () => Date.parse("2026-11-20T12:00:00Z") });
const change = (...members: [string, string, string][]) => ({ id: "c", at: 1, by: "Ada", members: members.map(([name, before, after]) => ({ name, before, after })) });

test("a change says what it was and what it is, in words", () => {
  expect(changeText(change(["serial", "A", "B"], ["notes", "", "a dent"], ["owner_id", "Hall", ""], ["returns", "true", "false"]), words)).toEqual([
    "Serial from A to B", "Notes set to a dent", "Owner Hall taken away", "Comes back from Yes to No",
  ]);
});

test("of a place: hours by the clock, kinds and places by name", () => {
  expect(changeText(change(["opens_min", "", "450"], ["closes_min", "1080", "1140"], ["kind", "room", "dock"], ["parent_id", "Hall 1", "Hall 2"], ["zone", "", "Europe/Berlin"]), words)).toEqual([
    "Opens set to 07:30", "Closes from 18:00 to 19:00", "Kind from Room to Dock", "Within from Hall 1 to Hall 2", "Time zone set to Europe/Berlin",
  ]);
});

test("moments are told by the clock, a row that was made says so, and a new member is told by its own name", () => {
  expect(changeText(change(["must_return_by", "0", String(Date.parse("2026-11-20T18:00:00Z"))]), words)).toEqual(["Back to its owner by set to 18:00"]);
  expect(changeText({ ...change(), made: true }, words)).toEqual(["Made"]);
  expect(changeText(change(["colour", "red", "blue"]), words)).toEqual(["colour from red to blue"]);
});
