import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import type { JSX } from "preact";
import type { Hits, OrderList, Subject, Verb } from "../api/types";
import type { Client } from "../api/client";
import { Button } from "../parts/button";
import { Close } from "../parts/close";
import { Cut } from "../parts/cut";
import { Keypad } from "../parts/keypad";
import { Notice } from "../parts/notice";
import { Picture } from "../parts/picture";
import { Skeleton } from "../parts/skeleton";
import { useKiosk, useWords } from "../state/context";
import type { Wanted } from "../state/view";
import type { Wedge } from "../wedge/dom";

const verbs: Record<Wanted, Verb> = { item: "pick", type: "pick", place: "place", person: "person", job: "job", order: "order" };

async function search(client: Client, of: Wanted, q: string): Promise<{ hits: Subject[]; more: boolean }> {
  if (of !== "order") return client.get<Hits>(`/api/assets?of=${of}&q=${encodeURIComponent(q)}`);
  const { orders, more } = await client.get<OrderList>(`/api/rent-actions?q=${encodeURIComponent(q)}`);
  const hits = orders.map((o): Subject => ({ kind: "order", id: o.id, name: o.job?.name ?? o.person, tag: o.number, where: o.place?.name ?? "" }));
  return { hits, more };
}

interface Found {
  /** What was asked: a list of something else may still stand there. */
  q: string | undefined;
  hits: readonly Subject[];
  more: boolean;
  failed: boolean;
  loading: boolean;
}

function useFound(of: Wanted, q: string): Found {
  const { client } = useKiosk();
  const [found, setFound] = useState<Found>({ q: undefined, hits: [], more: false, failed: false, loading: true });
  useEffect(() => {
    let stale = false;
    search(client, of, q).then(
      (reply) => !stale && setFound({ ...reply, q, failed: false, loading: false }),
      () => !stale && setFound((before) => ({ ...before, failed: true, loading: false })),
    );
    return () => {
      stale = true;
    };
  }, [client, of, q]);
  return found;
}

const shownHits = 6;

/** A pick list, narrowed by the last characters of a tag or serial, or by a name. A scan still does what it always does. */
export function Find({ of, wedge }: { of: Wanted; wedge: Wedge }): JSX.Element {
  const kiosk = useKiosk();
  const words = useWords();
  const q = kiosk.line.value ?? "";
  const found = useFound(of, q);
  const hits = found.hits.slice(0, shownHits);
  // A choice is one of its own list: typing on begins at the top, at once.
  const [choice, setChoice] = useState({ q, at: 0 });
  const chosen = choice.q === q ? Math.min(choice.at, Math.max(0, hits.length - 1)) : 0;
  const setAt = (at: number): void => setChoice({ q, at });
  const pick = (hit: Subject): void => {
    wedge.close();
    kiosk.view.value = { at: "desk" };
    kiosk.tap(verbs[of], hit.id);
  };
  // Before the next key: an Enter right after an arrow takes what the arrow chose.
  useLayoutEffect(() => {
    const hit = found.q === q ? hits[chosen] : undefined; // of an older list nothing is taken
    kiosk.taker.value = (_text, scanned) => {
      if (scanned) return false;
      if (hit !== undefined) pick(hit);
      return true;
    };
    const walk = (e: KeyboardEvent): void => {
      if (e.key === "ArrowDown") setAt(Math.min(chosen + 1, hits.length - 1));
      else if (e.key === "ArrowUp") setAt(Math.max(chosen - 1, 0));
      else if (e.key === "Enter" && document.activeElement === document.body && hit !== undefined) pick(hit);
    };
    document.addEventListener("keydown", walk);
    return () => {
      document.removeEventListener("keydown", walk);
      kiosk.taker.value = undefined;
    };
  });
  return (
    <div class="desk">
      <section class="panel panel--wide">
        <h1 class="panel__title">
          <Cut text={words.t(`find.${of}`)} />
          <Close first={wedge.close} />
        </h1>
        <Results found={found} hits={hits} chosen={chosen} pick={pick} of={of} q={q} />
      </section>
      <section class="panel">
        <p class={q === "" ? "query query--empty" : "query"} role="status">
          {q === "" ? words.t("find.type") : q.slice(-16)}
          <span class="entry__caret" aria-hidden="true" />
        </p>
        <Keypad keys="1234567890ABCDEFGHIJKLMNOPQRSTUVWXYZ-" wedge={wedge} columns={6} send={false} />
      </section>
    </div>
  );
}

interface ResultsProps {
  found: Found;
  hits: readonly Subject[];
  chosen: number;
  pick: (hit: Subject) => void;
  of: Wanted;
  q: string;
}

function Results({ found, hits, chosen, pick, of, q }: ResultsProps): JSX.Element {
  const words = useWords();
  if (found.loading) return <Skeleton rows={6} />;
  if (found.failed && hits.length === 0) return <Notice drawing="unknown" title={words.t("find.failed")} text={words.t("find.failed_text")} />;
  if (hits.length === 0) {
    return <Notice drawing="unknown" title={q === "" ? words.t(`find.none.${of}`) : words.t("find.nothing", { q })} text={words.t("find.nothing_text")} />;
  }
  return (
    <>
      <ol class="hits">
        {hits.map((hit, i) => (
          <li key={hit.id}>
            <Button class={i === chosen ? "hit hit--chosen" : "hit"} onPress={() => pick(hit)}>
              <Picture subject={hit} class="hit__picture" />
              <span class="hit__text">
                <Cut class="hit__name" text={hit.name} />
                <Cut class="muted" text={[hit.status === undefined ? "" : words.t(`status.${hit.status}`), hit.where ?? ""].filter(Boolean).join(" · ")} />
              </span>
              <Cut class="hit__tag" text={hit.tag} />
            </Button>
          </li>
        ))}
      </ol>
      {found.more || found.hits.length > shownHits ? <p class="muted">{words.t("find.more")}</p> : null}
    </>
  );
}
