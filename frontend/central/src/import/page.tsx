import type { JSX } from "preact";
import type { Import } from "../api/types";
import { FileLink } from "../list/csv";
import { Count, Table, type Column } from "../list/table";
import { itemTabs } from "../pages";
import { Cut, Empty, Moment } from "../parts/basics";
import { PageHead } from "../parts/page";
import { Status } from "../parts/status";
import { useCentral, useHere, useList, useWords } from "../state/context";
import { ImportDetail } from "./detail";
import { Send } from "./send";

/** Lists that were sent, and a place to drop the next. */
export function ImportsPage(): JSX.Element {
  const { id } = useHere();
  return id === "" ? <Past /> : <ImportDetail key={id} id={id} />;
}

function Past(): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const list = useList<Import>("imports", {
    kind: "import",
    page: (after, limit) => central.client.get("/v1/imports", { limit, ...(after === "" ? {} : { after }) }),
  });
  return (
    <div class="intake">
      <PageHead title={words.t("imports.title")} note={<Count list={list} />} tabs={itemTabs} tabsLabel={words.t("items.tabs")} />
      {central.may("put_catalog") ? <Send /> : null}
      {(list.rows.value?.length ?? 0) === 0 ? null : <p class="intake__past"><FileLink of={{ path: "/v1/imports.csv" }} title={words.t("imports.title")} /></p>}
      <Table list={list} label={words.t("imports.title")} columns={columns} to={(i) => ({ route: "import", id: i.id })}
        empty={<Empty title={words.t("imports.empty")} text={words.t("imports.empty_text")} />} />
    </div>
  );
}

const columns: readonly Column<Import>[] = [
  { id: "name", title: "imports.file", cell: (i) => <Name of={i} /> },
  { id: "state", title: "imports.state", width: "156px", cell: (i) => <State of={i} /> },
  { id: "kind", title: "imports.kind", width: "120px", rank: 2, cell: (i) => <Kind of={i} /> },
  { id: "new", title: "imports.created", width: "88px", right: true, rank: 2, cell: (i) => <Number n={i.counts.created} /> },
  { id: "changed", title: "imports.changed", width: "88px", right: true, rank: 3, cell: (i) => <Number n={i.counts.changed} /> },
  { id: "wrong", title: "imports.wrong", width: "88px", right: true, rank: 3, cell: (i) => <Number n={i.counts.wrong} /> },
  { id: "who", title: "imports.who", width: "16%", rank: 4, cell: (i) => <Cut text={i.created_by_name ?? ""} /> },
  { id: "when", title: "imports.when", width: "128px", right: true, rank: 2, cell: (i) => <Moment at={i.created_at} kind="moment" /> },
];

function Name({ of }: { of: Import }): JSX.Element {
  const words = useWords();
  return <Cut class="strong" text={of.file_name ?? words.t("imports.no_name")} />;
}

function Kind({ of }: { of: Import }): JSX.Element {
  const words = useWords();
  return <Cut class="muted" text={words.t(`imports.of_${of.kind}`)} />;
}

function Number({ n }: { n: number }): JSX.Element {
  const words = useWords();
  return <span class={n === 0 ? "muted" : ""}>{words.count(n)}</span>;
}

const signs: Readonly<Record<Import["status"], string>> = {
  staged: "pending", applying: "deployed", done: "approved", reverting: "recalled", undoing: "recalled", undone: "cancelled", failed: "rejected",
};

/** How far it is: a sign and a word. */
export function State({ of }: { of: Import }): JSX.Element {
  const words = useWords();
  return <Status status={signs[of.status]} word={words.t(`imports.is_${of.status}`)} />;
}
