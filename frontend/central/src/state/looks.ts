import { signal, type ReadonlySignal } from "@preact/signals";

export const themes = ["auto", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

/** How who sits here wants the page to look; kept in the browser. */
export interface Looks {
  theme: ReadonlySignal<Theme>;
  compact: ReadonlySignal<boolean>;
  setTheme(theme: Theme): void;
  setCompact(compact: boolean): void;
}

/** Rows of tables, px: as the style sheet has them. */
export const rowHeight = { normal: 36, compact: 28 };

const themeKey = "rms.theme";
const compactKey = "rms.compact";

export function newLooks(root: HTMLElement, store: Pick<Storage, "getItem" | "setItem">): Looks {
  const kept = store.getItem(themeKey);
  const theme = signal<Theme>(themes.find((t) => t === kept) ?? "auto");
  const compact = signal(store.getItem(compactKey) === "1");
  const show = (): void => {
    root.dataset["theme"] = theme.value;
    root.dataset["rows"] = compact.value ? "compact" : "normal";
  };
  show();
  return {
    theme, compact,
    setTheme(next) {
      theme.value = next;
      store.setItem(themeKey, next);
      show();
    },
    setCompact(next) {
      compact.value = next;
      store.setItem(compactKey, next ? "1" : "0");
      show();
    },
  };
}
