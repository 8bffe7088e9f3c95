import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Stock, StockEntry } from "../api/types";
import type { Words } from "../i18n/words";
import type { To } from "../nav/router";
import { Moment, Sign, Skeleton } from "../parts/basics";
import { Part } from "../parts/detail";
import { Failure } from "../parts/failure";
import { Sure } from "../parts/sure";
import { useCentral, useRead, useRouter, useWords } from "../state/context";
import { nameOf } from "./values";

const path = "/v1/inventory/stock/{id}/entries";
const pageSize = 30;

interface Props {
  stock: Stock;
  may: boolean;
  close: To;
}

/** What was counted, received and corrected, the last first; each can be taken back. */
export function Entries({ stock, may, close }: Props): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const { id } = stock;
  const reading = useRead(`stock entries ${id}`, () => central.client.get(path, { limit: pageSize }, { id }), [`stock_pool/${id}`]);
  const [older, setOlder] = useState<{ items: StockEntry[]; next: string | undefined } | undefined>(undefined);
  const [failure, setFailure] = useState<unknown>(undefined);
  const [asked, setAsked] = useState("");
  const first = reading.data.value;
  const next = older === undefined ? first?.next : older.next;

  async function more(): Promise<void> {
    try {
      const got = await central.client.get(path, { limit: pageSize, ...(next === undefined ? {} : { after: next }) }, { id });
      setOlder({ items: [...(older?.items ?? []), ...got.items], next: got.next });
      setFailure(undefined);
    } catch (cause) {
      central.note(cause);
      setFailure(cause);
    }
  }

  const known = new Set(first?.items.map((e) => e.id));
  const all = [...(first?.items ?? []), ...(older?.items ?? []).filter((e) => !known.has(e.id))];
  return (
    <Part title={words.t("stock.history")} file={all.length === 0 ? undefined : { path: `/v1/inventory/stock/${id}/entries.csv` }}>
      <Failure failure={reading.failure.value ?? failure} old={first !== undefined && failure === undefined} again={() => void (failure === undefined ? reading.refresh() : more())} />
      {first === undefined && reading.failure.value === undefined ? <Skeleton rows={4} /> : null}
      <ol class="history">
        {all.map((e) => (
          <li class="history__one" key={e.id}>
            <span class={`history__dot history__dot--${e.undone_by === undefined ? "ok" : "duplicate"}`} aria-hidden="true" />
            <div class="history__body">
              <p class={e.undone_by === undefined ? "history__what" : "history__what stock__undone"}>{what(e, words)}</p>
              <p class="history__who">{[e.by ?? words.t("facts.office"), e.reason ?? ""].filter((t) => t !== "").join(" · ")}</p>
              {e.undone_by === undefined ? null : <Sign outcome="duplicate" word={words.t("stock.taken_back", { who: e.undone_name ?? words.t("facts.office") })} why={e.undo_reason ?? ""} />}
              {may && e.undone_by === undefined && asked !== e.id ? <button type="button" class="button button--quiet stock__undo" onClick={() => setAsked(e.id)}>{words.t("stock.take_back")}</button> : null}
              {asked === e.id ? <TakeBack stock={stock} entry={e} close={close} keep={() => setAsked("")} /> : null}
            </div>
            <span class="history__when"><Moment at={e.occurred} kind="moment" /></span>
          </li>
        ))}
      </ol>
      {next === undefined || next === "" || failure !== undefined ? null : <button type="button" class="button history__more" onClick={() => void more()}>{words.t("history.older")}</button>}
    </Part>
  );
}

/** What an entry says, in words, with how many there were after it. */
function what(e: StockEntry, words: Words): string {
  switch (e.kind) {
    case "count":
      return words.t("stock.was_counted", { n: e.quantity });
    case "adjust":
      return words.t(e.quantity < 0 ? "stock.was_less" : "stock.was_more", { n: Math.abs(e.quantity), left: e.on_hand });
    default:
      return words.t("stock.was_received", { n: e.quantity, left: e.on_hand });
  }
}

/** An entry that is taken back is not entered again by itself: it is asked first. */
function TakeBack({ stock, entry, close, keep }: { stock: Stock; entry: StockEntry; close: To; keep: () => void }): JSX.Element {
  const central = useCentral();
  const router = useRouter();
  const words = useWords();
  async function run(key: string): Promise<void> {
    const done = await central.client.post("/v1/inventory/stock/entries/{id}/undo", {}, { id: entry.id, key });
    keep();
    central.toasts.say(words.t("stock.is_taken_back", { n: done.stock?.on_hand ?? 0, name: nameOf(stock) }));
    if (done.stock === undefined) router.go(close, "replace");
    central.newsroom.touch(`stock_pool/${stock.id}`);
  }
  return <Sure text={words.t("stock.take_back_sure", { what: what(entry, words) })} label={words.t("stock.take_back")} run={run} keep={keep} />;
}
