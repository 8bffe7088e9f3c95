import { signal, type ReadonlySignal } from "@preact/signals";

/** Something that is read from the server. Old data stays when a newer reading fails. */
export interface Resource<T> {
  data: ReadonlySignal<T | undefined>;
  failed: ReadonlySignal<boolean>;
  refresh(): Promise<void>;
  /** Takes data that came by another way. */
  set(data: T): void;
}

/** One reading at a time; a wish to read while one is under way makes one more after it. */
export function newResource<T>(load: () => Promise<T>): Resource<T> {
  const data = signal<T | undefined>(undefined);
  const failed = signal(false);
  let running: Promise<void> | undefined;
  let again = false;

  async function run(): Promise<void> {
    do {
      again = false;
      try {
        data.value = await load();
        failed.value = false;
      } catch {
        failed.value = true; // the screen says so; the next news or the next try reads again
      }
    } while (again);
    running = undefined;
  }

  return {
    data,
    failed,
    refresh() {
      if (running !== undefined) again = true;
      else running = run();
      return running;
    },
    set(next) {
      data.value = next;
      failed.value = false;
    },
  };
}
