import { signal, type ReadonlySignal } from "@preact/signals";

export interface Toast {
  id: number;
  text: string;
  bad: boolean;
  /** Takes back what was said. */
  undo?: () => Promise<void>;
  /** What the undo does and what it has done, where it is no plain one. */
  undoing?: Undoing;
}

export interface Undoing {
  word: string;
  done: string;
}

export interface Toasts {
  shown: ReadonlySignal<readonly Toast[]>;
  say(text: string, more?: { undo?: () => Promise<void>; undoing?: Undoing; bad?: boolean }): void;
  drop(id: number): void;
}

const most = 3;
const staysMs = 10_000;

/** Short sentences on what was done, the newest last; each goes after a while. */
export function newToasts(sleep: (ms: number) => Promise<void>): Toasts {
  const shown = signal<readonly Toast[]>([]);
  let last = 0;
  const drop = (id: number): void => void (shown.value = shown.value.filter((t) => t.id !== id));
  return {
    shown,
    drop,
    say(text, { undo, undoing, bad = false } = {}) {
      const toast: Toast = { id: ++last, text, bad, ...(undo === undefined ? {} : { undo }), ...(undoing === undefined ? {} : { undoing }) };
      shown.value = [...shown.value, toast].slice(-most);
      void sleep(staysMs).then(() => drop(toast.id));
    },
  };
}
