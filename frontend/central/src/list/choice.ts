import { signal, type ReadonlySignal } from "@preact/signals";

/** Rows of a list that were chosen, to do something with all of them at once. */
export interface Choice {
  ids: ReadonlySignal<ReadonlySet<string>>;
  /** Chooses a row or lets it go; with `through`, all rows between the last one and this. `order` is the list as it stands. */
  set(id: string, on: boolean, through: boolean, order: readonly string[]): void;
  only(ids: Iterable<string>): void;
}

export function newChoice(): Choice {
  const ids = signal<ReadonlySet<string>>(new Set());
  let last = "";
  return {
    ids,
    set(id, on, through, order) {
      const next = new Set(ids.value);
      const [a, b] = [order.indexOf(last), order.indexOf(id)];
      const span = through && a >= 0 && b >= 0 ? order.slice(Math.min(a, b), Math.max(a, b) + 1) : [id];
      for (const one of span) {
        if (on) next.add(one);
        else next.delete(one);
      }
      last = id;
      ids.value = next;
    },
    only: (some) => void (ids.value = new Set(some)),
  };
}
