import { signal, type ReadonlySignal } from "@preact/signals";

/** Something that is read from central. Old data stays when a newer reading fails. */
export interface Resource<T> {
  data: ReadonlySignal<T | undefined>;
  /** Why the last reading failed. */
  failure: ReadonlySignal<unknown>;
  refresh(): Promise<void>;
  clear(): void;
}

/** One reading at a time; a wish to read while one is under way makes one more after it. */
export function newResource<T>(load: () => Promise<T>, failed: (cause: unknown) => void): Resource<T> {
  const data = signal<T | undefined>(undefined);
  const failure = signal<unknown>(undefined);
  let running: Promise<void> | undefined;
  let again = false;
  let turn = 0;

  async function run(): Promise<void> {
    do {
      again = false;
      const mine = turn;
      try {
        const read = await load();
        if (mine !== turn) continue; // asked for by who is no longer logged in
        data.value = read;
        failure.value = undefined;
      } catch (cause) {
        if (mine !== turn) continue;
        failure.value = cause;
        failed(cause);
      }
    } while (again);
    running = undefined;
  }

  return {
    data,
    failure,
    refresh() {
      if (running !== undefined) again = true;
      else running = run();
      return running;
    },
    clear() {
      turn++;
      data.value = undefined;
      failure.value = undefined;
    },
  };
}
