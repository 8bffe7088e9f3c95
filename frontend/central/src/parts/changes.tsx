import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { RowChange } from "../api/types";
import { changeText } from "../i18n/changes";
import { useCentral, useRead, useWords } from "../state/context";
import { Moment, Skeleton } from "./basics";
import { Part } from "./detail";
import { Failure } from "./failure";

const pageSize = 10;

/** Who changed what about a row by hand, from what to what; the newest first, older ones when asked for. */
export function Changes({ of, id }: { of: "asset" | "item_type" | "person" | "place"; id: string }): JSX.Element | null {
  const central = useCentral();
  const words = useWords();
  const reading = useRead(`changes ${of} ${id}`, () => central.client.get("/v1/changes", { of, id, limit: pageSize }), [`${of}/${id}`]);
  const [older, setOlder] = useState<{ items: RowChange[]; next: number | undefined } | undefined>(undefined);
  const [failure, setFailure] = useState<unknown>(undefined);
  const first = reading.data.value;
  const next = older === undefined ? first?.next : older.next;

  async function more(): Promise<void> {
    try {
      const got = await central.client.get("/v1/changes", { of, id, limit: pageSize, ...(next === undefined ? {} : { before: next }) });
      setOlder({ items: [...(older?.items ?? []), ...got.items], next: got.next });
      setFailure(undefined);
    } catch (cause) {
      central.note(cause);
      setFailure(cause);
    }
  }

  if (first?.items.length === 0 && (next ?? 0) === 0) return null;
  const known = new Set(first?.items.map((c) => c.id));
  const all = [...(first?.items ?? []), ...(older?.items ?? []).filter((c) => !known.has(c.id))];
  return (
    <Part title={words.t("changes.title")} file={all.length === 0 ? undefined : { path: "/v1/changes.csv", asked: { of, id } }}>
      <Failure failure={reading.failure.value ?? failure} old={first !== undefined && failure === undefined} again={() => void (failure === undefined ? reading.refresh() : more())} />
      {first === undefined && reading.failure.value === undefined ? <Skeleton rows={3} /> : null}
      <ol class="history">
        {all.map((c) => (
          <li class="history__one" key={c.id}>
            <span class="history__dot history__dot--ok" aria-hidden="true" />
            <div class="history__body">
              {changeText(c, words).map((line) => <p class="history__what" key={line}>{line}</p>)}
              <p class="history__who">{c.by ?? words.t("facts.office")}</p>
            </div>
            <span class="history__when"><Moment at={c.at} kind="moment" /></span>
          </li>
        ))}
      </ol>
      {(next ?? 0) === 0 || failure !== undefined ? null : <button type="button" class="button history__more" onClick={() => void more()}>{words.t("history.older")}</button>}
    </Part>
  );
}
