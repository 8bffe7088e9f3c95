/**
 * Runs inside the page and names what is wrong with the picture. It must not use anything from outside: the browser gets its
 * source. `allowed` are the strings of the fixtures, for the search for hard-coded text; undefined: that search is not made.
 * A kiosk has its grid, large type and large targets; a page at a desk may scroll downwards.
 */
export function look({ allowed, kind }: { allowed: string[] | undefined; kind: "kiosk" | "desk" }): string[] {
  const kiosk = kind === "kiosk";
  const wrong: string[] = [];
  const app = document.querySelector(".app");
  if (app === null) return ["no page"];
  const say = (what: string, el: Element, more = ""): void => {
    const text = (el.textContent ?? "").trim().slice(0, 40);
    wrong.push(`${what}: <${el.tagName.toLowerCase()} class="${el.getAttribute("class") ?? ""}"> "${text}" ${more}`.trim());
  };
  const root = document.documentElement;
  if (root.scrollWidth > innerWidth || (kiosk && root.scrollHeight > innerHeight)) wrong.push(`scrolls: ${root.scrollWidth}x${root.scrollHeight}`);

  const foot = document.querySelector(".bottombar")?.getBoundingClientRect();
  if (kiosk && (foot === undefined || Math.abs(foot.bottom - innerHeight) > 1 || foot.height < 55)) wrong.push("the bottom bar is not at the bottom");

  interface Piece {
    node: Text;
    el: Element;
    box: { left: number; top: number; right: number; bottom: number };
  }
  const pieces: Piece[] = [];
  const scrollerOf = (el: Element): Element | null => {
    for (let outer: Element | null = el; outer !== null; outer = outer.parentElement) {
      if (/auto|scroll/.test(getComputedStyle(outer).overflowY) && outer !== root && outer !== document.body) return outer;
    }
    return null;
  };
  const walker = document.createTreeWalker(app, NodeFilter.SHOW_TEXT);
  for (let n = walker.nextNode(); n !== null; n = walker.nextNode()) {
    const el = n.parentElement;
    if (el === null || (n.textContent ?? "").trim() === "" || el.closest(".hidden") !== null) continue;
    const range = document.createRange();
    range.selectNodeContents(n);
    const cut = el.closest(".cut[title]");
    for (const r of range.getClientRects()) {
      if (r.width === 0) continue;
      const c = cut?.getBoundingClientRect();
      const box = { left: r.left, top: r.top, right: r.right, bottom: r.bottom };
      if (c !== undefined) {
        if (r.top >= c.bottom - 1) continue; // a line that was cut away; its title has it
        box.right = Math.min(box.right, c.right);
        box.bottom = Math.min(box.bottom, c.bottom);
        box.left = Math.max(box.left, c.left);
        box.top = Math.max(box.top, c.top);
      }
      const view = scrollerOf(el)?.getBoundingClientRect();
      if (view !== undefined && (box.bottom > view.bottom || box.top < view.top)) continue; // to be scrolled to
      pieces.push({ node: n as Text, el, box });
    }
    const size = Number.parseFloat(getComputedStyle(el).fontSize);
    if (size < (kiosk ? 20 : 12)) say(`text of ${size}px`, el);
  }

  const layerOf = (el: Element): Element | null => el.closest("[data-over]");

  // Clipped or spilled: a piece of text lies inside every box around it.
  for (const { el, box } of pieces) {
    for (let outer: Element | null = el; outer !== null && outer !== app.parentElement; outer = outer.matches("[data-over]") ? null : outer.parentElement) {
      const o = outer.getBoundingClientRect();
      if (getComputedStyle(outer).display === "inline") continue;
      const height = box.bottom - box.top;
      // Glyph boxes are taller than tight lines: a fifth of them may stand over without any ink being cut.
      const slack = height * 0.2 + 1;
      if (box.left < o.left - 1.5 || box.right > o.right + 1.5 || box.top < o.top - slack || box.bottom > o.bottom + slack) {
        say("text leaves its box", el, `of .${outer.getAttribute("class") ?? ""}: ${Math.round(box.right - o.right)} right, ${Math.round(box.bottom - o.bottom)} below`);
        break;
      }
    }
  }

  // Overlaid: what covers a piece of text must belong to it, or be the entry line.
  for (const { el, box } of pieces) {
    const top = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
    if (top === null || top === el || el.contains(top) || top.contains(el) || top.closest(".entry") !== null) continue;
    if (top.closest("[data-over]") !== null && layerOf(el) !== layerOf(top)) continue; // it lies over the page, and is meant to
    say("text is covered", el, `by .${top.getAttribute("class") ?? ""}`);
  }
  for (let i = 0; i < pieces.length; i++) {
    for (let j = i + 1; j < pieces.length; j++) {
      const a = pieces[i];
      const b = pieces[j];
      if (a === undefined || b === undefined || a.node === b.node) continue;
      if ((a.el.closest(".entry") === null) !== (b.el.closest(".entry") === null) || layerOf(a.el) !== layerOf(b.el)) continue;
      const wide = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
      const high = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
      const least = Math.min(a.box.bottom - a.box.top, b.box.bottom - b.box.top);
      if (wide > 1.5 && high > least * 0.25) say("texts overlap", a.el, `and "${b.node.textContent?.slice(0, 30)}"`);
    }
  }

  const buttons = [...app.querySelectorAll("button, a, input, select, textarea, [tabindex]")].filter((b) => b.checkVisibility());
  const boxes = buttons.map((b) => b.getBoundingClientRect());
  buttons.forEach((b, i) => {
    const r = boxes[i];
    if (r === undefined) return;
    if (kiosk && (r.width < 63.5 || r.height < 63.5)) say(`target of ${Math.round(r.width)}x${Math.round(r.height)}`, b);
    if (b.closest(".topbar, .bottombar") !== null) say("a bar holds a target", b);
    if (kiosk && b.closest(".card, .main, .demo") === null) say("a target outside the screen's parts", b);
    for (let j = i + 1; j < buttons.length; j++) {
      const s = boxes[j];
      if (s === undefined || !kiosk) continue; // a desk has a mouse; axe asks for 24 px
      const dx = Math.max(r.left - s.right, s.left - r.right);
      const dy = Math.max(r.top - s.bottom, s.top - r.bottom);
      if (Math.max(dx, dy) < 7.5) say(`targets ${Math.round(Math.max(dx, dy))}px apart`, b, `and "${buttons[j]?.textContent?.slice(0, 30)}"`);
    }
    if ((b instanceof HTMLButtonElement || (!kiosk && b instanceof HTMLElement)) && !b.matches(":disabled")) {
      b.focus({ focusVisible: true, preventScroll: true } as FocusOptions);
      const style = getComputedStyle(b);
      if (style.outlineStyle === "none" || Number.parseFloat(style.outlineWidth) < (kiosk ? 3 : 2)) say("no focus ring", b);
      b.blur();
    }
  });

  for (const { el, node } of pieces) {
    if (/\{\w+\}/.test(node.textContent ?? "")) say("a placeholder was not filled", el);
  }

  if (allowed !== undefined) {
    const known = [...allowed].filter((s) => s !== "").toSorted((a, b) => b.length - a.length);
    const words = [...app.querySelectorAll("[aria-label], [title]")].flatMap((el) => [
      [el, el.getAttribute("aria-label") ?? ""] as const,
      [el, el.getAttribute("title") ?? ""] as const,
    ]);
    for (const { el, node } of pieces) words.push([el, node.textContent ?? ""]);
    for (const [el, text] of words) {
      let rest = text;
      for (let before = ""; before !== rest; ) {
        before = rest;
        rest = rest.replace(/\[[^[\]]*\]/g, " "); // sentences may hold sentences
      }
      for (const s of known) rest = rest.split(s).join(" ");
      rest = rest.replace(/\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)(day|sday|nesday|rsday|urday)?\b|\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b|\bCES?T\b|\bGMT\b|\bat\b/g, " ");
      if (/\p{L}{2,}/u.test(rest) && el.closest(".keypad") === null) say(`text without a key "${rest.trim()}"`, el);
    }
  }
  return [...new Set(wrong)];
}
