/** What a key wishes, when no field is being typed into. */
export type Wish = "next" | "previous" | "find" | "close";

const wishes: Readonly<Record<string, Wish>> = { j: "next", k: "previous", "/": "find", Escape: "close" };

export function wishOf(key: string, typing: boolean): Wish | undefined {
  if (typing && key !== "Escape") return undefined;
  return Object.hasOwn(wishes, key) ? wishes[key] : undefined;
}

/** The row that a step leads to: it stops at the ends, and comes in at the first or the last. */
export function step(at: number, length: number, wish: "next" | "previous"): number {
  if (at < 0) return wish === "next" ? 0 : length - 1;
  return Math.min(length - 1, Math.max(0, at + (wish === "next" ? 1 : -1)));
}

/** Walks the rows (data-walk) of the list (data-list) that has the focus, or of the first. */
function walk(root: Document, wish: "next" | "previous"): void {
  const list = root.activeElement?.closest("[data-list]") ?? root.querySelector("[data-list]");
  const rows = [...(list?.querySelectorAll<HTMLElement>("[data-walk]") ?? [])];
  const at = rows.findIndex((row) => row.contains(root.activeElement));
  rows[step(at, rows.length, wish)]?.focus();
}

interface Wishes {
  /** Opens the palette. */
  palette(): void;
  /** Whether there is a page that hears them. */
  heard(): boolean;
}

export function bindKeys(root: Document, { palette, heard }: Wishes): void {
  root.addEventListener("keydown", (e) => {
    if (!heard()) return;
    if ((e.ctrlKey || e.metaKey) && !e.altKey && e.key.toLowerCase() === "k") {
      e.preventDefault();
      palette();
      return;
    }
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const { target } = e;
    const typing = target instanceof HTMLInputElement || target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement;
    const wish = wishOf(e.key, typing && !(target instanceof HTMLInputElement && target.type === "checkbox"));
    if (wish === undefined) return;
    if (wish === "close") {
      if (typing) target.blur();
      else root.querySelector<HTMLElement>("[data-close]")?.click();
      return;
    }
    e.preventDefault();
    if (wish === "find") root.querySelector<HTMLInputElement>("[data-find]")?.focus();
    else walk(root, wish);
  });
}
