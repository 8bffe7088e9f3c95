const accents: Record<string, string> = {
  a: "á", b: "ƀ", c: "ç", d: "ð", e: "é", f: "ƒ", g: "ĝ", h: "ĥ", i: "í", j: "ĵ", k: "ķ", l: "ļ", m: "ɱ", n: "ñ", o: "ó", p: "þ", q: "ɋ", r: "ŕ",
  s: "š", t: "ţ", u: "ú", v: "ṽ", w: "ŵ", x: "ẋ", y: "ý", z: "ž",
  A: "Å", B: "Ɓ", C: "Ç", D: "Ð", E: "É", F: "Ƒ", G: "Ĝ", H: "Ĥ", I: "Î", J: "Ĵ", K: "Ķ", L: "Ļ", M: "Ṁ", N: "Ñ", O: "Ó", P: "Þ", Q: "Ɋ", R: "Ŕ",
  S: "Š", T: "Ţ", U: "Û", V: "Ṽ", W: "Ŵ", X: "Ẋ", Y: "Ý", Z: "Ž",
};

/** A sentence that can still be read, is 40 % longer, and shows where it begins and ends. Placeholders stay as they are. */
export function pseudo(sentence: string): string {
  const accented = sentence.replace(/\{\w+\}|[a-zA-Z]/g, (m) => accents[m] ?? m);
  const letters = sentence.replace(/\{\w+\}/g, "").length;
  const extra = Math.max(0, Math.ceil(letters * 0.4) - 2);
  const padding = extra === 0 ? "" : ` ${"ẽñũ".repeat(extra)}`.slice(0, extra);
  return `[${accented}${padding}]`;
}
