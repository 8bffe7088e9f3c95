import type { JSX } from "preact";
import type { ListedReceipt } from "../api/types";
import { askedOf } from "../list/asked";
import { CSV } from "../list/csv";
import { PickChip, useNarrowed } from "../list/filters";
import { Table, type Column } from "../list/table";
import { Link } from "../nav/link";
import { Cut, Empty, Moment } from "../parts/basics";
import { usePlaces, useTypes } from "../parts/sources";
import { useCentral, useHere, useList, useWords } from "../state/context";

const filters = ["item_type_id", "place_id"] as const;

/** What was received, the newest first: each leads to its labels and its way back. */
export function Past(): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const may = central.may("put_catalog");
  const asked = askedOf(useHere().query, filters);
  // What becomes of the things of a receipt changes it.
  const list = useList<ListedReceipt>(`receipts ${JSON.stringify(asked)}`, {
    kind: "asset",
    page: (after, limit) => central.client.get("/v1/inventory/receipts", { ...asked, limit, ...(after === "" ? {} : { after }) }),
  });
  const { narrowed, clear } = useNarrowed(filters);
  return (
    <Table list={list} label={words.t("receive.past")} columns={columns} to={(r) => ({ route: "receive", query: { receipt_id: r.id } })}
      empty={narrowed ? <Empty title={words.t("list.none_found")} text={words.t("list.none_found_text")}><button type="button" class="button" onClick={clear}>{words.t("list.clear")}</button></Empty>
        : <Empty title={words.t("receive.none")} text={words.t(may ? "receive.none_text" : "receive.none_seen")}>{may ? <Link to={{ route: "receive" }} class="button button--first">{words.t("receive.do")}</Link> : null}</Empty>} />
  );
}

/** What narrows them. */
export function PastFilters(): JSX.Element {
  const words = useWords();
  return (
    <>
      <PickChip name="item_type_id" label={words.t("receive.type")} source={useTypes()} />
      <PickChip name="place_id" label={words.t("receive.place")} source={usePlaces()} />
      <CSV path="/v1/inventory/receipts.csv" asked={askedOf(useHere().query, filters)} />
    </>
  );
}

const columns: readonly Column<ListedReceipt>[] = [
  { id: "when", title: "receive.when", width: "136px", cell: (r) => <Moment at={r.at} kind="moment" /> },
  { id: "type", title: "receive.type", cell: (r) => <Type of={r} /> },
  { id: "count", title: "receive.pieces", width: "104px", right: true, cell: (r) => <Left of={r} /> },
  { id: "tags", title: "receive.tags", width: "24%", rank: 2, cell: (r) => <Tags of={r} /> },
  { id: "place", title: "receive.place", width: "14%", rank: 3, cell: (r) => <Place of={r} /> },
  { id: "who", title: "receive.who", width: "14%", rank: 3, cell: (r) => <Cut text={r.by ?? ""} /> },
  { id: "notes", title: "receive.about", width: "14%", rank: 4, cell: (r) => <Cut class="muted" text={r.notes ?? ""} /> },
];

function Type({ of }: { of: ListedReceipt }): JSX.Element {
  return <Cut class="strong" text={useCentral().rows.find("item_type", of.item_type_id)?.name ?? ""} />;
}

function Place({ of }: { of: ListedReceipt }): JSX.Element {
  return <Cut text={useCentral().rows.find("place", of.place_id)?.name ?? ""} />;
}

/** How many there were; how many are left of them where some were taken back. */
function Left({ of }: { of: ListedReceipt }): JSX.Element {
  const words = useWords();
  const left = of.quantity - of.taken_back;
  if (left === 0) return <span class="muted">{words.t("receive.all_gone")}</span>;
  return <span>{left === of.quantity ? words.count(left) : words.t("receive.left", { n: left, m: of.quantity })}</span>;
}

function Tags({ of }: { of: ListedReceipt }): JSX.Element {
  const words = useWords();
  return <Cut class="mono" text={of.quantity === 1 ? of.first_tag : words.t("receive.span", { first: of.first_tag, last: of.last_tag })} />;
}
