import { describe, expect, test } from "vitest";
import { defaultWedge as config, emptyWedge, entryLine, maxRun, wedge, type WedgeEffect, type WedgeEvent, type WedgeState } from "./reducer";

const FNC1 = "\u001d";

/** Plays events like a keyboard would and notes what came out. */
class Keyboard {
  state: WedgeState = emptyWedge;
  effects: WedgeEffect[] = [];
  consumed: boolean[] = [];
  t: number;

  constructor(t = 1000) {
    this.t = t;
  }

  feed(event: WedgeEvent): this {
    const step = wedge(this.state, event, config);
    this.state = step.state;
    this.effects.push(...step.effects);
    this.consumed.push(step.consumed);
    return this;
  }

  chars(text: string, gap: number): this {
    for (const c of text) this.after(gap).feed({ kind: "char", scanned: c, typed: c, t: this.t });
    return this;
  }

  after(ms: number): this {
    this.t += ms;
    return this;
  }

  key(kind: "enter" | "tab" | "escape" | "backspace", gap: number): this {
    return this.after(gap).feed({ kind, t: this.t });
  }

  silence(ms: number = config.silenceMs): this {
    return this.after(ms).feed({ kind: "tick", t: this.t });
  }

  /** What came out, in short: scans as they are, typed lines with a mark before. */
  get out(): string[] {
    return this.effects.map((e) => (e.kind === "scan" ? e.raw : e.kind === "typed" ? `typed:${e.text}` : "press"));
  }
}

describe("a scanner", () => {
  const codes: Record<string, string> = {
    "a tag": "LX-000142",
    "digits only": "4006381333931",
    "lower case": "lamp-7",
    "one hundred and twenty-eight characters": "A".repeat(64) + "9".repeat(64),
    "four thousand characters": "x".repeat(4096),
    "GS1 with separators": `]C1010401234567890${FNC1}21AB-12${FNC1}10X`,
    "AIM id": "]d2010401234567890121ABC",
    "spaces inside": "SHELF A 03 2",
    "a space first": " LX-1",
    "signs and a URL": "https://x.example/01/0401?a=b&c='\"",
    "characters beyond the first plane": "\u{1F4A1}LAMP",
    "four characters": "AB12",
  };
  for (const [name, code] of Object.entries(codes)) {
    for (const gap of [0, 1, 8, config.gapMs]) {
      test(`${name}, ${gap} ms between keys, by Enter, Tab and silence`, () => {
        expect(new Keyboard().chars(code, gap).key("enter", gap).out).toEqual([code]);
        expect(new Keyboard().chars(code, gap).key("tab", gap).out).toEqual([code]);
        expect(new Keyboard().chars(code, gap).silence().out).toEqual([code]);
      });
    }
  }

  test("a code of one, two or three characters counts with its Enter or Tab, never by silence", () => {
    for (const code of ["1", "AB", "AB1"]) {
      expect(new Keyboard().chars(code, 5).key("enter", 5).out).toEqual([code]);
      expect(new Keyboard().chars(code, 5).key("tab", 5).out).toEqual([code]);
      const quiet = new Keyboard().chars(code, 5).silence(10_000);
      expect(quiet.out).toEqual([]);
      expect(entryLine(quiet.state, config)).toBe(code);
    }
  });

  test("is not sent one millisecond before the silence is over", () => {
    const k = new Keyboard().chars("LX-1", 5).silence(config.silenceMs - 1);
    expect(k.out).toEqual([]);
    expect(k.silence(1).out).toEqual(["LX-1"]);
  });

  test("tells the gaps and what ended it", () => {
    const k = new Keyboard().chars("AB", 5).chars("C", 30).chars("D", 7).key("enter", 5);
    expect(k.effects).toEqual([{ kind: "scan", raw: "ABCD", gaps: [5, 30, 7], ended: "enter" }]);
  });

  test("that hesitates in the middle is still one code", () => {
    expect(new Keyboard().chars("LX-00", 5).chars("0142", 120).key("enter", 5).out).toEqual(["LX-000142"]);
    expect(new Keyboard().chars("LX-00", 5).after(150).chars("0142", 5).silence().out).toEqual(["LX-000142"]);
    expect(new Keyboard().chars("LX-0142", 5).key("enter", 190).out).toEqual(["LX-0142"]);
  });

  test("that stumbles at any of its keys loses none of them", () => {
    const code = "LX-000142";
    for (let at = 1; at < code.length; at++) {
      const k = new Keyboard().chars(code.slice(0, at), 5).after(150).chars(code.slice(at), 5).key("enter", 5);
      expect(k.out).toEqual([code]);
      expect(entryLine(k.state, config)).toBeUndefined();
    }
  });

  test("two codes never merge: a suffix parts them", () => {
    expect(new Keyboard().chars("LX-1", 1).key("enter", 1).chars("LX-2", 1).key("enter", 1).out).toEqual(["LX-1", "LX-2"]);
    expect(new Keyboard().chars("LX-1", 1).key("tab", 1).chars("LX-2", 1).key("tab", 1).out).toEqual(["LX-1", "LX-2"]);
  });

  test("two codes never merge: silence parts them, also when the timer came late", () => {
    expect(new Keyboard().chars("LX-1", 1).silence().chars("LX-2", 1).silence().out).toEqual(["LX-1", "LX-2"]);
    expect(new Keyboard().chars("LX-1", 1).after(config.silenceMs).chars("LX-2", 1).silence().out).toEqual(["LX-1", "LX-2"]);
  });

  test("two codes without suffix or silence go out as one burst whose gaps show the seam", () => {
    const [burst] = new Keyboard().chars("LX-1", 5).after(100).chars("LX-2", 5).silence().effects;
    expect(burst).toEqual({ kind: "scan", raw: "LX-1LX-2", gaps: [5, 5, 5, 105, 5, 5, 5], ended: "silence" });
  });

  test("a second suffix key is swallowed, a later Enter belongs to the page", () => {
    const k = new Keyboard().chars("LX-1", 1).key("enter", 1).key("enter", 1);
    expect(k.out).toEqual(["LX-1"]);
    expect(k.consumed.at(-1)).toBe(true);
    expect(k.key("enter", config.suffixMs + 1).consumed.at(-1)).toBe(false);
  });

  test("every key of a code is kept from the page", () => {
    const k = new Keyboard().chars("LX-1", 5).key("enter", 5);
    expect(k.consumed).toEqual([true, true, true, true, true]);
  });

  test("CapsLock: the scanner's meaning is sent", () => {
    const k = new Keyboard();
    for (const [scanned, typed] of [["L", "l"], ["x", "X"], ["-", "-"], ["1", "1"]] as const) {
      k.after(2).feed({ kind: "char", scanned, typed, t: k.t });
    }
    expect(k.key("enter", 2).out).toEqual(["Lx-1"]);
  });

  test("times that go back a little count as no gap", () => {
    expect(new Keyboard().chars("LX", 5).after(-3).chars("-12", 5).key("enter", 5).out).toEqual(["LX-12"]);
  });

  test("a key that is stuck for ever ends somewhere", () => {
    const k = new Keyboard().chars("7".repeat(maxRun), 1);
    expect(k.effects).toHaveLength(1);
  });
});

describe("a hand", () => {
  for (const gap of [51, 120, 199, 200, 201, 400, 5000]) {
    test(`that types a key each ${gap} ms sends exactly once, by Enter`, () => {
      const k = new Keyboard();
      for (const c of "AB12345") {
        k.chars(c, gap).feed({ kind: "tick", t: k.t + Math.min(gap - 1, config.silenceMs) });
      }
      k.silence(60_000);
      expect(k.out).toEqual([]);
      expect(entryLine(k.state, config)).toBe("AB12345");
      expect(k.key("enter", gap).out).toEqual(["typed:AB12345"]);
      expect(entryLine(k.state, config)).toBeUndefined();
    });
  }

  test("sees what it typed, with CapsLock as it is", () => {
    const k = new Keyboard();
    k.feed({ kind: "char", scanned: "l", typed: "L", t: k.t }).silence();
    expect(entryLine(k.state, config)).toBe("L");
    expect(k.key("enter", 300).out).toEqual(["typed:L"]);
  });

  test("the line opens at the second slow key, or when the first was alone", () => {
    expect(entryLine(new Keyboard().chars("A", 0).state, config)).toBeUndefined();
    expect(entryLine(new Keyboard().chars("A", 0).silence().state, config)).toBe("A");
    expect(entryLine(new Keyboard().chars("A", 0).chars("B", 120).state, config)).toBe("AB");
    expect(entryLine(new Keyboard().chars("A", 0).chars("B", 120).chars("C", 20).state, config)).toBe("A");
  });

  test("two keys rolled quickly are still typing", () => {
    const k = new Keyboard().chars("A", 150).chars("B", 30).chars("1", 150).chars("2", 40).silence();
    expect(k.out).toEqual([]);
    expect(entryLine(k.state, config)).toBe("AB12");
  });

  test("whose last key and Enter come quickly sends the whole line", () => {
    expect(new Keyboard().chars("AB", 150).chars("1", 150).key("enter", 40).out).toEqual(["typed:AB1"]);
    expect(new Keyboard().chars("AB", 150).silence().chars("12", 40).key("enter", 40).out).toEqual(["typed:AB12"]);
  });

  test("Esc drops the line, Backspace takes a character, also one of two units", () => {
    expect(entryLine(new Keyboard().chars("AB", 150).silence().key("escape", 300).state, config)).toBeUndefined();
    expect(entryLine(new Keyboard().chars("AB", 150).key("backspace", 100).state, config)).toBe("A");
    expect(entryLine(new Keyboard().chars("A\u{1F4A1}", 300).key("backspace", 300).state, config)).toBe("A");
  });

  test("Esc and Enter belong to the page while nothing is typed", () => {
    expect(new Keyboard().key("escape", 0).consumed).toEqual([false]);
    expect(new Keyboard().key("enter", 0).consumed).toEqual([false]);
    expect(new Keyboard().key("tab", 0).consumed).toEqual([false]);
  });

  test("Tab never sends a typed line", () => {
    const k = new Keyboard().chars("AB12", 150).key("tab", 150);
    expect(k.out).toEqual([]);
    expect(entryLine(k.state, config)).toBe("AB12");
  });

  test("an empty or blank line is dropped by Enter", () => {
    const k = new Keyboard().chars("A", 150).key("backspace", 150).key("enter", 300);
    expect(k.out).toEqual([]);
    expect(entryLine(k.state, config)).toBeUndefined();
    expect(new Keyboard().chars("  ", 150).silence().key("enter", 300).out).toEqual([]);
  });

  test("Space alone presses the button, in a line it is a character", () => {
    expect(new Keyboard().chars(" ", 0).silence().out).toEqual(["press"]);
    expect(new Keyboard().chars("A B", 150).silence().key("enter", 300).out).toEqual(["typed:A B"]);
  });
});

describe("a scan while a line is being typed", () => {
  test("goes out alone; the line stays", () => {
    const k = new Keyboard().chars("AB", 150).silence().chars("LX-000142", 5).key("enter", 5);
    expect(k.out).toEqual(["LX-000142"]);
    expect(entryLine(k.state, config)).toBe("AB");
    expect(k.chars("3", 300).silence().key("enter", 300).out).toEqual(["LX-000142", "typed:AB3"]);
  });

  test("also by silence", () => {
    const k = new Keyboard().chars("AB", 150).silence().chars("LX-1", 5).silence();
    expect(k.out).toEqual(["LX-1"]);
    expect(entryLine(k.state, config)).toBe("AB");
  });

  test("goes out whole with keys that came right before it: unknown, never a part that is another code", () => {
    expect(new Keyboard().chars("AB", 150).chars("L", 60).chars("X-1", 5).silence().out).toEqual(["ABLX-1"]);
  });

  test("also a short one, when its Enter came as quickly as its keys", () => {
    const k = new Keyboard().chars("AB", 150).silence().chars("1X2", 5).key("enter", 5);
    expect(k.out).toEqual(["1X2"]);
    expect(entryLine(k.state, config)).toBe("AB");
  });
});

/** A small generator, so that a failing seed can be played again. */
function random(seed: number): (n: number) => number {
  let s = seed;
  return (n) => {
    s = (Math.imul(s, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((s / 2 ** 32) * n);
  };
}

test("five hundred shifts of scans and typing: each code once, in order, nothing merged, nothing lost", () => {
  for (let seed = 1; seed <= 500; seed++) {
    const pick = random(seed);
    const k = new Keyboard();
    const want: string[] = [];
    for (let i = 0; i < 30; i++) {
      const code = `${"ABCDEFGHIJ"[pick(10)]}${seed}-${i}${"x".repeat(pick(5))}`;
      const kind = pick(4);
      if (kind === 3) {
        k.after(config.silenceMs);
        for (const c of code) k.chars(c, 120 + pick(281));
        k.key("enter", 120 + pick(281));
        want.push(`typed:${code}`);
      } else {
        k.after(pick(400) + (kind === 2 ? config.silenceMs : 60)).chars(code, pick(config.gapMs + 1));
        if (kind === 2) k.silence(config.silenceMs + pick(50));
        else k.key(kind === 0 ? "enter" : "tab", pick(config.gapMs));
        want.push(code);
      }
      if (pick(3) === 0) k.silence(config.silenceMs);
    }
    expect(k.silence(1000).out, `seed ${seed}`).toEqual(want);
    expect(entryLine(k.state, config), `seed ${seed}`).toBeUndefined();
  }
});
