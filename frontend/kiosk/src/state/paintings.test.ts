import { expect, test } from "vitest";
import { Paintings } from "./paintings";

/** Frames that are drawn when told, on a clock that is set, ms. */
function setup() {
  let now = 0;
  const frames: [() => boolean, () => void][] = [];
  const paintings = new Paintings((still, run) => void frames.push([still, run]), () => now);
  const draw = (at: number): void => {
    now = at;
    const drawn = frames.splice(0).filter(([still]) => still());
    for (const [, run] of drawn) run();
  };
  const times = () => paintings.next().map(({ id, us }) => [id, us]);
  return { paintings, draw, times };
}

test("a card's time ends at the frame that shows it, in the order of the cards", () => {
  const { paintings, draw, times } = setup();
  paintings.press("a", 10);
  paintings.press("b", 20);
  paintings.show("b");
  expect(times()).toEqual([]);
  draw(31.5);
  paintings.show("a");
  draw(48);
  expect(times()).toEqual([["b", 11_500], ["a", 38_000]]);
});

test("a card that another took the place of before the frame was never seen", () => {
  const { paintings, draw, times } = setup();
  for (const id of ["a", "b", "c"]) paintings.press(id, 1);
  paintings.show("a");
  paintings.show("typed by hand: no key is known of it");
  paintings.show("b");
  const gone = paintings.show("c");
  gone();
  draw(5);
  expect(times()).toEqual([]);
});

test("the end of an older card is not that of the newer", () => {
  const { paintings, draw, times } = setup();
  paintings.press("b", 1);
  const gone = paintings.show("a");
  paintings.show("b");
  gone();
  draw(3);
  expect(times()).toEqual([["b", 2000]]);
});

test("a card that is drawn again counts once, and one that nobody scanned not at all", () => {
  const { paintings, draw, times } = setup();
  paintings.press("a", 1);
  for (const at of [2, 3]) {
    paintings.show("a");
    draw(at);
  }
  paintings.show("from elsewhere");
  draw(4);
  expect(times()).toEqual([["a", 1000]]);
});

test("what the program heard is not said again; what came meanwhile is", () => {
  const { paintings, draw, times } = setup();
  for (const id of ["a", "b"]) paintings.press(id, 0);
  paintings.show("a");
  draw(1);
  const beat = paintings.next();
  paintings.show("b");
  draw(2);
  expect(times()).toEqual([["a", 1000], ["b", 2000]]);
  paintings.told(beat);
  expect(times()).toEqual([["b", 2000]]);
});

test("a beat holds at most 500, and a page whose program is away forgets the oldest", () => {
  const { paintings, draw } = setup();
  for (let i = 0; i < 2500; i++) {
    paintings.press(`${i}`, 0);
    paintings.show(`${i}`);
    draw(1);
  }
  expect(paintings.next()).toHaveLength(500);
  expect(paintings.next()[0]?.id).toBe("500");
  for (let i = 0; i < 2500; i++) paintings.press(`never answered ${i}`, 0);
  paintings.show("never answered 0");
  draw(2);
  for (let i = 0; i < 4; i++) paintings.told(paintings.next());
  expect(paintings.next()).toEqual([]);
});
