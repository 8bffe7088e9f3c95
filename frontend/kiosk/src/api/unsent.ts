/** A gesture without an answer yet, as it outlives the page. */
export interface Unsent {
  /** Whose kiosk it was made at; "" while the page did not know. */
  kiosk: string;
  path: string;
  /** Without it, what was sent is a secret (a badge, a PIN), which is kept nowhere: that it was made is all that is known. */
  body?: { id: string };
  /** What the person is told it was. */
  raw: string;
  /** When it was made, ms. */
  at: number;
}

/** Where unanswered gestures outlive a reload, a closed page and a dead engine. */
export interface Keeper {
  keep(id: string, unsent: Unsent): void;
  drop(id: string): void;
  /** Those of a kiosk, and of a page that did not know its kiosk, in the order in which they were made. */
  list(kiosk: string): { id: string; unsent: Unsent }[];
}

const prefix = "rms.unsent.";

interface Kept extends Unsent {
  /** Among those of one millisecond. */
  seq: number;
}

function read(text: string | null): Kept | undefined {
  try {
    return text === null ? undefined : (JSON.parse(text) as Kept);
  } catch {
    return undefined; // not of our making
  }
}

/** One entry to a gesture, so that two pages of one kiosk never overwrite each other. Without a storage nothing outlives the page. */
export function newKeeper(storage: Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length"> | undefined): Keeper {
  let seq = 0;
  return {
    keep(id, unsent) {
      try {
        storage?.setItem(prefix + id, JSON.stringify({ ...unsent, seq: seq++ }));
      } catch (error) {
        console.error("an unanswered scan lives in this page alone", error); // the storage is full or shut; the page's own queue goes on
      }
    },
    drop: (id) => storage?.removeItem(prefix + id),
    list(kiosk) {
      if (storage === undefined) return [];
      return Array.from({ length: storage.length }, (_, i) => storage.key(i) ?? "")
        .filter((key) => key.startsWith(prefix))
        .flatMap((key) => {
          const kept = read(storage.getItem(key));
          return kept === undefined || (kept.kiosk !== "" && kept.kiosk !== kiosk) ? [] : [{ id: key.slice(prefix.length), kept }];
        })
        .toSorted((a, b) => a.kept.at - b.kept.at || a.kept.seq - b.kept.seq)
        .map(({ id, kept: { seq: _seq, ...unsent } }) => ({ id, unsent }));
    },
  };
}

/** A badge opens what its bearer may do. */
export function isSecret(raw: string): boolean {
  return /^XB/i.test(raw.trim());
}
