import type { JSX } from "preact";
import type { Stock } from "../api/types";
import { askedOf } from "../list/asked";
import { CSV } from "../list/csv";
import { Filters, Given, PickChip, Search, useNarrowed } from "../list/filters";
import { Count, Table, type Column } from "../list/table";
import { Link } from "../nav/link";
import type { To } from "../nav/router";
import { itemTabs } from "../pages";
import { Cut, Empty, Moment } from "../parts/basics";
import { Icon } from "../parts/icons";
import { PageHead, Split } from "../parts/page";
import { useCountedTypes, usePlaces, useSites } from "../parts/sources";
import { useCentral, useHere, useList, useRead, useWords } from "../state/context";
import { StockDetail } from "./detail";
import { NewStock } from "./enter";

const filters = ["item_type_id", "place_id", "site_id", "below"] as const;

/** What is counted and has no tags: how many there are of each type at each place. */
export function StockPage(): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const { id, query } = useHere();
  const asked = askedOf(query, ["q", "sort"], filters);
  const list = useList<Stock>(`stock ${JSON.stringify(asked)}`, {
    kind: "stock_pool",
    page: (after, limit) => central.client.get("/v1/inventory/stock", { ...asked, limit, total: after === "", ...(after === "" ? {} : { after }) }),
    one: (one) => central.client.get("/v1/inventory/stock/{id}", undefined, { id: one }),
  });
  const may = central.may("put_catalog");
  const { do: doing, ...rest } = query;
  const close: To = { route: "stocks", query: rest };
  const detail = doing === "new" && may ? <NewStock close={close} /> : id === "" ? undefined : <StockDetail key={id} id={id} close={close} />;
  const add = may ? <Link to={{ route: "stocks", query: { ...rest, do: "new" } }} class="button button--first"><Icon name="plus" />{words.t("stock.new")}</Link> : undefined;
  return (
    <Split detail={detail}>
      <PageHead title={words.t("stock.title")} note={<Count list={list} />} action={add} tabs={itemTabs} tabsLabel={words.t("items.tabs")}>
        <Filters>
          <Search hint={words.t("stock.find_hint")} />
          <PickChip name="item_type_id" label={words.t("stock.type")} source={useCountedTypes()} />
          <PickChip name="place_id" label={words.t("stock.place")} source={usePlaces()} />
          <PickChip name="site_id" label={words.t("stock.site")} source={useSites()} />
          <Below />
          <CSV path="/v1/inventory/stock.csv" asked={asked} />
        </Filters>
      </PageHead>
      <Sum />
      <Table list={list} label={words.t("stock.title")} columns={columns} open={id} to={(s) => ({ route: "stock", id: s.id, query: rest })} empty={<None add={add} />} />
    </Split>
  );
}

/** A filter by how few there are, which an address may ask for. */
function Below(): JSX.Element | null {
  const words = useWords();
  const n = Number(useHere().query["below"] ?? "");
  return n > 0 ? <Given names={["below"]} text={words.t("stock.below", { n })} /> : null;
}

/** The pieces of all rows of the list, also of those that were not read. */
function Sum(): JSX.Element | null {
  const central = useCentral();
  const words = useWords();
  const asked = askedOf(useHere().query, ["q"], filters);
  const reading = useRead(`stock sum ${JSON.stringify(asked)}`, () => central.client.get("/v1/inventory/stock/totals", asked), ["stock_pool/"]);
  const sum = reading.data.value;
  if (sum === undefined || sum.rows === 0) return null;
  return (
    <p class="stock__sum">
      {words.t("stock.sum", { pieces: words.t("stock.pieces", { n: sum.on_hand }), types: words.t("stock.types", { n: sum.item_types }), places: words.t("stock.places", { n: sum.places }) })}
    </p>
  );
}

function None({ add }: { add: JSX.Element | undefined }): JSX.Element {
  const words = useWords();
  const { narrowed, clear } = useNarrowed(filters);
  if (!narrowed) return <Empty title={words.t("stock.empty")} text={words.t(add === undefined ? "stock.empty_look" : "stock.empty_text")}>{add}</Empty>;
  return (
    <Empty title={words.t("list.none_found")} text={words.t("list.none_found_text")}>
      <button type="button" class="button" onClick={clear}>{words.t("list.clear")}</button>
    </Empty>
  );
}

const columns: readonly Column<Stock>[] = [
  { id: "type", title: "stock.type", sort: "name", cell: (s) => <Cut class="strong" text={s.item_type} /> },
  { id: "code", title: "stock.code", width: "128px", rank: 3, cell: (s) => <Cut class="mono" text={s.item_type_code} /> },
  { id: "place", title: "stock.place", width: "24%", cell: (s) => <Cut text={s.place} /> },
  { id: "site", title: "stock.site", width: "12%", rank: 3, cell: (s) => <Cut class="muted" text={s.site} /> },
  { id: "on_hand", title: "stock.on_hand", sort: "on_hand", width: "108px", right: true, cell: (s) => <OnHand stock={s} /> },
  { id: "counted", title: "stock.counted", width: "128px", right: true, rank: 2, cell: (s) => <Counted stock={s} /> },
];

function OnHand({ stock }: { stock: Stock }): JSX.Element {
  const words = useWords();
  return <span class={stock.on_hand > 0 ? "strong" : "late"}>{words.count(stock.on_hand)}</span>;
}

function Counted({ stock }: { stock: Stock }): JSX.Element {
  const words = useWords();
  return (stock.anchor_at ?? 0) > 0 ? <Moment at={stock.anchor_at ?? 0} kind="relative" /> : <span class="muted">{words.t("stock.never")}</span>;
}
