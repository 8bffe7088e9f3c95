import type { Resource } from "@rms/shared/resource";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Fact, Facts } from "../api/types";
import { matches, tells, timeOf, verdictOf, whatOf } from "../i18n/facts";
import { Cut, Empty, Moment, Sign } from "../parts/basics";
import { Panel } from "../parts/panel";
import { useHere, useRouter, useWords } from "../state/context";

/** Of the last 50 facts those that tell something, newest first. */
export function FactsPanel({ facts }: { facts: Resource<Facts> }): JSX.Element {
  const words = useWords();
  const [search, setSearch] = useState("");
  const all = (facts.data.value?.items ?? []).filter(tells);
  const found = search.trim() === "" ? all : all.filter((f) => matches(f, search.trim(), words));
  const note = search.trim() === "" ? words.t("facts.count", { n: all.length }) : words.t("facts.found", { n: found.length, m: all.length });
  const find = (
    <input class="find" type="search" data-find aria-label={words.t("facts.find")} placeholder={words.t("facts.find_hint")} aria-keyshortcuts="/"
      value={search} onInput={(e) => setSearch(e.currentTarget.value)} />
  );
  return (
    <Panel<Facts> id="facts" title={words.t("facts.title")} {...(all.length === 0 ? {} : { note, tools: find })} file={all.length === 0 ? undefined : { path: "/v1/facts.csv" }} resource={facts} rows={12}>
      {() => {
        if (all.length === 0) return <Empty title={words.t("facts.empty")} text={words.t("facts.empty_text")} />;
        if (found.length > 0) return <Table facts={found} />;
        return (
          <Empty title={words.t("facts.none_found")} text={words.t("facts.none_found_text", { n: all.length })}>
            <button type="button" class="button" onClick={() => setSearch("")}>{words.t("facts.clear")}</button>
          </Empty>
        );
      }}
    </Panel>
  );
}

const columns = ["time", "kiosk", "person", "what", "codes", "order", "outcome"] as const;

function Table({ facts }: { facts: readonly Fact[] }): JSX.Element {
  const words = useWords();
  return (
    <div class="scroll" data-list>
      <table class="table table--facts">
        <thead>
          <tr>
            {columns.map((c) => <th scope="col" class={`col-${c}`} key={c}><Cut text={words.t(`facts.${c}`)} /></th>)}
          </tr>
        </thead>
        <tbody>
          {facts.map((f) => <Row key={f.id} fact={f} />)}
        </tbody>
      </table>
    </div>
  );
}

function Row({ fact }: { fact: Fact }): JSX.Element {
  const router = useRouter();
  const words = useWords();
  const open = useHere().query["show"] === fact.id;
  const verdict = verdictOf(fact, words);
  return (
    // The button inside is the row's target for keys; a pointer may hit any cell.
    <tr class={open ? "row row--open" : "row"} onClick={() => router.alter({ show: open ? "" : fact.id })}>
      <td class="col-time"><Moment at={timeOf(fact)} kind="moment" /></td>
      <td class="col-kiosk"><Cut text={fact.kiosk ?? words.t("facts.office")} /></td>
      <td class="col-person"><Cut text={fact.person ?? ""} /></td>
      <td class="col-what">
        <button type="button" class="row__open" data-walk aria-expanded={open}>
          <Cut text={whatOf(fact, words)} />
        </button>
      </td>
      <td class="col-codes"><Codes fact={fact} /></td>
      <td class="col-order">{fact.order === undefined ? null : <Cut class="mono" text={fact.order} />}</td>
      <td class="col-outcome"><Sign {...verdict} /></td>
    </tr>
  );
}

function Codes({ fact }: { fact: Fact }): JSX.Element {
  const words = useWords();
  const more = fact.codes.length === 0 ? 0 : fact.things - 1;
  return (
    <span class="codes" title={fact.codes.join(", ")}>
      <Cut class="mono" text={fact.codes[0] ?? ""} />
      {more > 0 ? <span class="codes__more">{words.t("facts.more", { n: more })}</span> : null}
    </span>
  );
}
