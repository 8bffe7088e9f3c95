import { signal, type Signal } from "@preact/signals";
import type { Client } from "../api/client";
import { ProblemError } from "../api/client";
import type { ItemType, Person, Place } from "../api/types";
import { idsOf, type Newsroom } from "../live/news";

/** Rows that other rows name by their id. */
export interface Kinds {
  item_type: ItemType;
  place: Place;
  person: Person;
}

export interface Rows {
  /** The row, once it has been read; reading begins by asking. Subscribes who asks. */
  find<K extends keyof Kinds>(kind: K, id: string | undefined): Kinds[K] | undefined;
  put<K extends keyof Kinds>(kind: K, rows: readonly Kinds[K][]): void;
  clear(): void;
}

const preload = 200;

interface Source<R> {
  list(client: Client): Promise<{ items: R[] }>;
  one(client: Client, id: string): Promise<R>;
}

const sources: { [K in keyof Kinds]: Source<Kinds[K]> } = {
  item_type: {
    list: (c) => c.get("/v1/catalog/item-types", { limit: preload, archived: true }),
    one: (c, id) => c.get("/v1/catalog/item-types/{id}", undefined, { id }),
  },
  place: {
    list: (c) => c.get("/v1/places", { limit: preload, archived: true }),
    one: (c, id) => c.get("/v1/places/{id}", undefined, { id }),
  },
  person: {
    list: (c) => c.get("/v1/people", { limit: preload, archived: true }),
    one: (c, id) => c.get("/v1/people/{id}", undefined, { id }),
  },
};

/** A small house's rows come with one reading of each kind; what is not among them is read one by one, as it is asked for. */
export function newRows(client: Client, newsroom: Newsroom, fail: (cause: unknown) => void): Rows {
  const kept: { [K in keyof Kinds]: Map<string, Signal<Kinds[K] | undefined>> } = { item_type: new Map(), place: new Map(), person: new Map() };
  const first = new Map<keyof Kinds, Promise<void>>();
  let turn = 0;

  function slot<K extends keyof Kinds>(kind: K, id: string): Signal<Kinds[K] | undefined> {
    const found = kept[kind].get(id);
    if (found !== undefined) return found;
    const made = signal<Kinds[K] | undefined>(undefined);
    kept[kind].set(id, made);
    void load(kind, id);
    return made;
  }

  async function load<K extends keyof Kinds>(kind: K, id: string): Promise<void> {
    const mine = turn;
    if (!first.has(kind)) first.set(kind, whole(kind));
    await first.get(kind);
    if (mine !== turn || kept[kind].get(id)?.peek() !== undefined) return;
    await one(kind, id);
  }

  async function whole<K extends keyof Kinds>(kind: K): Promise<void> {
    try {
      rows.put(kind, (await sources[kind].list(client)).items);
    } catch (cause) {
      first.delete(kind);
      fail(cause);
    }
  }

  async function one<K extends keyof Kinds>(kind: K, id: string): Promise<void> {
    try {
      rows.put(kind, [await sources[kind].one(client, id)]);
    } catch (cause) {
      if (!(cause instanceof ProblemError && cause.problem.status === 404)) {
        kept[kind].delete(id); // asked for again by who shows it next
        fail(cause);
      }
    }
  }

  newsroom.on(Object.keys(sources).map((k) => `${k}/`), (news) => {
    for (const kind of Object.keys(sources) as (keyof Kinds)[]) {
      const ids = idsOf(news, kind);
      if (ids === "all") {
        if (first.delete(kind)) first.set(kind, whole(kind));
      } else for (const id of ids) if (kept[kind].has(id)) void one(kind, id);
    }
  });

  const rows: Rows = {
    find: (kind, id) => (id === undefined || id === "" ? undefined : slot(kind, id).value),
    put(kind, list) {
      for (const row of list) {
        const found = kept[kind].get(row.id);
        if (found === undefined) kept[kind].set(row.id, signal(row));
        else found.value = row;
      }
    },
    clear() {
      turn++;
      first.clear();
      for (const map of Object.values(kept)) map.clear();
    },
  };
  return rows;
}
