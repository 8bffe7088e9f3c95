import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Resource } from "@rms/shared/resource";
import type { Fact, Facts } from "../api/types";
import { timeOf, verdictOf, whatOf } from "../i18n/facts";
import { Moment, Sign, Skeleton } from "../parts/basics";
import { Part } from "../parts/detail";
import { Failure } from "../parts/failure";
import { useCentral, useRead, useWords } from "../state/context";

const pageSize = 30;

const histories = {
  asset: "/v1/inventory/assets/{id}/history",
  rent_action: "/v1/rent-actions/{id}/history",
} as const;

/** The newest of what happened to an item or an order: read once for all who show it. */
function useHistory(id: string, of: keyof typeof histories): Resource<Facts> {
  const central = useCentral();
  return useRead(`history ${id}`, () => central.client.get(histories[of], { limit: pageSize }, { id }), [`${of}/${id}`, "exception/"]);
}

/** Everything that happened to an item or an order, newest first; older pages come when asked for. */
export function History({ id, of = "asset" }: { id: string; of?: keyof typeof histories }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const reading = useHistory(id, of);
  const [older, setOlder] = useState<{ items: Fact[]; next: number | undefined } | undefined>(undefined);
  const [failure, setFailure] = useState<unknown>(undefined);
  const first = reading.data.value;
  const next = older === undefined ? first?.next : older.next;

  async function more(): Promise<void> {
    try {
      const got = await central.client.get(histories[of], { limit: pageSize, ...(next === undefined ? {} : { before: next }) }, { id });
      setOlder({ items: [...(older?.items ?? []), ...got.items], next: got.next });
      setFailure(undefined);
    } catch (cause) {
      central.note(cause);
      setFailure(cause);
    }
  }

  const known = new Set(first?.items.map((f) => f.id));
  const facts = [...(first?.items ?? []), ...(older?.items ?? []).filter((f) => !known.has(f.id))];
  return (
    <Part title={words.t("history.title")} file={facts.length === 0 ? undefined : { path: of === "asset" ? `/v1/inventory/assets/${id}/history.csv` : `/v1/rent-actions/${id}/history.csv` }}>
      <Failure failure={reading.failure.value ?? failure} old={first !== undefined && failure === undefined} again={() => void (failure === undefined ? reading.refresh() : more())} />
      {first === undefined ? reading.failure.value === undefined ? <Skeleton rows={4} /> : null : facts.length === 0 ? <p class="muted">{words.t("history.empty")}</p> : null}
      <ol class="history">{facts.map((f) => <Entry key={f.id} fact={f} />)}</ol>
      {(next ?? 0) === 0 || failure !== undefined ? null : <button type="button" class="button history__more" onClick={() => void more()}>{words.t("history.older")}</button>}
    </Part>
  );
}

const join = (...parts: (string | undefined)[]): string => parts.filter((p) => p !== undefined && p !== "").join(" · ");

function Entry({ fact }: { fact: Fact }): JSX.Element {
  const words = useWords();
  const verdict = verdictOf(fact, words);
  const plain = verdict.outcome === "ok" && verdict.why === "";
  return (
    <li class="history__one">
      <span class={`history__dot history__dot--${verdict.outcome}`} aria-hidden="true" />
      <div class="history__body">
        <p class="history__what">{whatOf(fact, words)}</p>
        <p class="history__who">{join(fact.person, fact.kiosk ?? words.t("facts.office"), fact.order)}</p>
        {plain ? null : <Sign {...verdict} />}
      </div>
      <span class="history__when"><Moment at={timeOf(fact)} kind="moment" /></span>
    </li>
  );
}
