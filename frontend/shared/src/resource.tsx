import { computed, signal, type ReadonlySignal } from "@preact/signals";

/** Something that is read from the server. Old data stays when a newer reading fails. */
export interface Resource<T> {
  data: ReadonlySignal<T | undefined>;
  /** Why the last reading failed. */
  failure: ReadonlySignal<unknown>;
  failed: ReadonlySignal<boolean>;
  refresh(): Promise<void>;
  /** Takes data that came by another way. */
  set(data: T): void;
  /** Forgets what was read, and what is being read. */
  clear(): void;
}

/** One reading at a time; a wish to read while one is under way makes one more after it. `fail` hears why one failed. */
export function newResource<T>(load: () => Promise<T>, fail: (cause: unknown) => void = () => {}): Resource<T> {
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
        if (mine !== turn) continue; // what was asked for before it was cleared is not wanted
        data.value = read;
        failure.value = undefined;
      } catch (cause) {
        if (mine !== turn) continue;
        failure.value = cause;
        fail(cause);
      }
    } while (again);
    running = undefined;
  }

  return {
    data,
    failure,
    failed: computed(() => failure.value !== undefined),
    refresh() {
      if (running !== undefined) again = true;
      else running = run();
      return running;
    },
    set(next) {
      data.value = next;
      failure.value = undefined;
    },
    clear() {
      turn++;
      data.value = undefined;
      failure.value = undefined;
    },
  };
}
