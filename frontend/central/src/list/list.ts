import { batch, computed, signal, type ReadonlySignal } from "@preact/signals";
import { idsOf, type News } from "../live/news";

/** A page of a list as central answers it. */
export interface PageOf<R> {
  items: R[];
  next?: string;
  total?: number;
}

export interface Row {
  id: string;
}

/** A long list, read page by page as somebody scrolls. Old rows stay when a newer reading fails. */
export interface List<R extends Row> {
  /** Undefined until the first page has come. */
  rows: ReadonlySignal<readonly R[] | undefined>;
  /** Whether there are more rows than were read. */
  more: ReadonlySignal<boolean>;
  /** How many there are in all, where central says so. */
  total: ReadonlySignal<number | undefined>;
  failure: ReadonlySignal<unknown>;
  /** Reads anew what is shown. */
  refresh(): Promise<void>;
  /** Reads the next page, unless one is being read. */
  grow(): Promise<void>;
  /** Takes a row that came by another way. */
  put(row: R): void;
  /** Follows news of its rows. */
  hear(news: News): void;
  /** Where it was scrolled to, px: so that it is found again there. */
  scroll: number;
}

export interface ListSource<R extends Row> {
  page(after: string, limit: number): Promise<PageOf<R>>;
  /** One row, to follow news of it; undefined when it no longer belongs here. Without it the list is read anew. */
  one?: (id: string) => Promise<R | undefined>;
  /** The kind of its rows in subjects of events: "asset". */
  kind: string;
}

export const pageSize = 100;
/** The largest page that central gives. */
const largest = 200;
/** Of rows further down so many are read one by one on news; of more, the list is read anew. */
const fewIds = 20;

export function newList<R extends Row>(source: ListSource<R>, fail: (cause: unknown) => void = () => {}): List<R> {
  const rows = signal<readonly R[] | undefined>(undefined);
  const next = signal("");
  const total = signal<number | undefined>(undefined);
  const failure = signal<unknown>(undefined);
  let running: Promise<void> | undefined;
  let again = false;

  async function attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      failure.value = undefined;
    } catch (cause) {
      failure.value = cause;
      fail(cause);
    }
  }

  /** One reading at a time: two at once could mix their pages. */
  function alone(work: () => Promise<void>): Promise<void> {
    running = (running ?? Promise.resolve()).then(() => attempt(work)).finally(() => (running = undefined));
    return running;
  }

  async function anew(): Promise<void> {
    do {
      again = false;
      const wanted = Math.max(pageSize, Math.min(rows.value?.length ?? 0, largest));
      const page = await source.page("", wanted);
      batch(() => {
        rows.value = page.items;
        next.value = page.next ?? "";
        total.value = page.total;
      });
    } while (again);
  }

  const list: List<R> = {
    rows, total, failure,
    more: computed(() => next.value !== ""),
    scroll: 0,
    refresh() {
      if (running !== undefined) {
        again = true;
        return running.then(() => (again ? alone(anew) : undefined));
      }
      return alone(anew);
    },
    grow() {
      if (running !== undefined || next.value === "") return running ?? Promise.resolve();
      return alone(async () => {
        const page = await source.page(next.value, pageSize);
        batch(() => {
          const known = new Set(rows.value?.map((r) => r.id));
          rows.value = [...(rows.value ?? []), ...page.items.filter((r) => !known.has(r.id))];
          next.value = page.next ?? "";
          total.value = page.total ?? total.value;
        });
      });
    },
    put(row) {
      const before = rows.value;
      if (before?.some((r) => r.id === row.id) === true) rows.value = before.map((r) => (r.id === row.id ? row : r));
    },
    hear(news) {
      if (rows.value === undefined) return void list.refresh();
      const ids = idsOf(news, source.kind);
      const { one } = source;
      if (one === undefined || ids === "all" || ids.length > fewIds || rows.value.length <= largest) return void list.refresh();
      const here = new Set(rows.value.map((r) => r.id));
      void attempt(async () => {
        for (const id of ids.filter((i) => here.has(i))) {
          const row = await one(id);
          if (row === undefined) rows.value = rows.value?.filter((r) => r.id !== id);
          else list.put(row);
        }
      });
    },
  };
  return list;
}
