import { signal, type ReadonlySignal } from "@preact/signals";

/** A gesture that waits for its answer. */
export interface Late {
  /** What was scanned; "" for a button, and for what is not to be shown. */
  raw: string;
  /** How many wait. */
  n: number;
}

/** An answer comes within some milliseconds: after this long without any, a person must not take the last card for it, ms. */
const lateAfterMs = 1000;

export interface Lateness {
  late: ReadonlySignal<Late | undefined>;
  asked(id: string, raw: string): void;
  answered(id: string): void;
}

/** Watches the gestures that have no answer. Each answer starts the second anew: a queue that moves is not late. */
export function newLateness(): Lateness {
  const late = signal<Late | undefined>(undefined);
  const open = new Map<string, string>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const newest = (): Late => ({ raw: [...open.values()].at(-1) ?? "", n: open.size });

  function arm(): void {
    clearTimeout(timer);
    timer = open.size === 0 ? undefined : setTimeout(() => (late.value = newest()), lateAfterMs);
  }

  return {
    late,
    asked(id, raw) {
      open.set(id, raw);
      if (late.value !== undefined) late.value = newest();
      else if (open.size === 1) arm();
    },
    answered(id) {
      if (!open.delete(id)) return;
      late.value = undefined;
      arm();
    },
  };
}
