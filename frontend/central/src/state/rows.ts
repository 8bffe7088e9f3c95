import { signal, type Signal } from "@preact/signals";
import type { Client } from "../api/client";
import type { Company, ItemType, Job, Person, Place } from "../api/types";
import { idsOf, type Newsroom } from "../live/news";

/** Rows that other rows name by their id. */
export interface Kinds {
  item_type: ItemType;
  place: Place;
  person: Person;
  company: Company;
  project: Job;
}

export interface Rows {
  /** The row, once it has been read; reading begins by asking. Subscribes who asks. */
  find<K extends keyof Kinds>(kind: K, id: string | undefined): Kinds[K] | undefined;
  put<K extends keyof Kinds>(kind: K, rows: readonly Kinds[K][]): void;
  clear(): void;
}

/** So many ids go into one address. */
const largest = 100;

type Reader<R> = (client: Client, ids: string[]) => Promise<{ items: R[] }>;

const readers: { [K in keyof Kinds]: Reader<Kinds[K]> } = {
  item_type: (c, ids) => c.get("/v1/catalog/item-types", { ids, limit: ids.length, archived: true }),
  place: (c, ids) => c.get("/v1/places", { ids, limit: ids.length, archived: true }),
  person: (c, ids) => c.get("/v1/people", { ids, limit: ids.length, archived: true }),
  company: (c, ids) => c.get("/v1/companies", { ids, limit: ids.length }),
  project: (c, ids) => c.get("/v1/projects", { ids, limit: ids.length }),
};
const kinds = Object.keys(readers) as (keyof Kinds)[];

/** What is asked for in one drawing of the page is read at once: one reading of each kind. */
export function newRows(client: Client, newsroom: Newsroom, fail: (cause: unknown) => void): Rows {
  const kept: { [K in keyof Kinds]: Map<string, Signal<Kinds[K] | undefined>> } = { item_type: new Map(), place: new Map(), person: new Map(), company: new Map(), project: new Map() };
  const wanted: Record<keyof Kinds, Set<string>> = { item_type: new Set(), place: new Set(), person: new Set(), company: new Set(), project: new Set() };
  let due = false;
  let turn = 0;

  function want(kind: keyof Kinds, ids: Iterable<string>): void {
    for (const id of ids) wanted[kind].add(id);
    if (due) return;
    due = true;
    setTimeout(() => {
      due = false;
      for (const k of kinds) void read(k);
    });
  }

  async function read<K extends keyof Kinds>(kind: K): Promise<void> {
    const mine = turn;
    const ids = [...wanted[kind]];
    wanted[kind].clear();
    for (let i = 0; i < ids.length; i += largest) {
      const some = ids.slice(i, i + largest);
      try {
        const { items } = await readers[kind](client, some);
        if (mine === turn) rows.put(kind, items);
      } catch (cause) {
        for (const id of some) if (kept[kind].get(id)?.peek() === undefined) kept[kind].delete(id); // asked for again by who shows it next
        fail(cause);
      }
    }
  }

  newsroom.on(kinds.map((k) => `${k}/`), (news) => {
    for (const kind of kinds) {
      const ids = idsOf(news, kind);
      const mine = ids === "all" ? [...kept[kind].keys()] : ids.filter((id) => kept[kind].has(id));
      if (mine.length > 0) want(kind, mine);
    }
  });

  const rows: Rows = {
    find<K extends keyof Kinds>(kind: K, id: string | undefined) {
      if (id === undefined || id === "") return undefined;
      const found = kept[kind].get(id);
      if (found !== undefined) return found.value;
      const made = signal<Kinds[K] | undefined>(undefined);
      kept[kind].set(id, made);
      want(kind, [id]);
      return made.value;
    },
    put(kind, list) {
      for (const row of list) {
        const found = kept[kind].get(row.id);
        if (found === undefined) kept[kind].set(row.id, signal(row));
        else found.value = row;
      }
    },
    clear() {
      turn++;
      for (const kind of kinds) {
        wanted[kind].clear();
        kept[kind].clear();
      }
    },
  };
  return rows;
}
