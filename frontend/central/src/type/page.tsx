import { isDrawing, Silhouette } from "@rms/shared/silhouettes";
import type { JSX } from "preact";
import type { ItemType } from "../api/types";
import { CSV } from "../list/csv";
import { Chip, Filters, Search, Toggle, useNarrowed } from "../list/filters";
import { Count, Table, type Column } from "../list/table";
import { Link } from "../nav/link";
import type { To } from "../nav/router";
import { itemTabs } from "../pages";
import { Cut, Empty } from "../parts/basics";
import { Icon } from "../parts/icons";
import { PageHead, Split } from "../parts/page";
import { useCentral, useHere, useList, useWords } from "../state/context";
import { NewType, TypeDetail } from "./detail";
import { drawings } from "./values";

const filters = ["category", "archived"] as const;

/** What can be rented: the types of items. */
export function TypesPage(): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const { id, query } = useHere();
  const asked = Object.fromEntries(["q", "sort", "category"].map((f) => [f, query[f] ?? ""]).filter(([, v]) => v !== ""));
  const archived = query["archived"] === "true";
  const list = useList<ItemType>(`types ${JSON.stringify(asked)} ${archived}`, {
    kind: "item_type",
    page: (after, limit) => central.client.get("/v1/catalog/item-types", { ...asked, limit, total: after === "", ...(archived ? { archived } : {}), ...(after === "" ? {} : { after }) }),
    one: (one) => central.client.get("/v1/catalog/item-types/{id}", undefined, { id: one }),
  });
  const may = central.may("put_catalog");
  const { do: doing, ...rest } = query;
  const close: To = { route: "types", query: rest };
  const detail = doing === "new" && may ? <NewType close={close} /> : id === "" ? undefined : <TypeDetail key={id} id={id} close={close} />;
  const add = may ? <Link to={{ route: "types", query: { ...rest, do: "new" } }} class="button button--first"><Icon name="plus" />{words.t("types.new")}</Link> : undefined;
  return (
    <Split detail={detail}>
      <PageHead title={words.t("types.title")} note={<Count list={list} />} action={add} tabs={itemTabs} tabsLabel={words.t("items.tabs")}>
        <Filters>
          <Search hint={words.t("types.find_hint")} />
          <Chip name="category" label={words.t("types.category")} options={drawings.map((d) => ({ value: d, label: words.maybe("picture", d) }))} />
          <Toggle name="archived" label={words.t("types.with_archived")} />
          <CSV path="/v1/catalog/item-types.csv" asked={archived ? { ...asked, archived: "true" } : asked} />
        </Filters>
      </PageHead>
      <Table list={list} label={words.t("types.title")} columns={columns} open={id} to={(t) => ({ route: "type", id: t.id, query: rest })} empty={<None add={add} />} />
    </Split>
  );
}

function None({ add }: { add: JSX.Element | undefined }): JSX.Element {
  const words = useWords();
  const { narrowed, clear } = useNarrowed(filters);
  if (!narrowed) return <Empty title={words.t("types.empty")} text={words.t("types.empty_text")}>{add}</Empty>;
  return (
    <Empty title={words.t("list.none_found")} text={words.t("list.none_found_text")}>
      <button type="button" class="button" onClick={clear}>{words.t("list.clear")}</button>
    </Empty>
  );
}

const columns: readonly Column<ItemType>[] = [
  { id: "name", title: "types.name", sort: "name", cell: (t) => <Name type={t} /> },
  { id: "code", title: "types.code", sort: "code", width: "160px", rank: 2, cell: (t) => <Cut class="mono" text={t.code} /> },
  { id: "maker", title: "types.maker", width: "17%", rank: 3, cell: (t) => <Cut text={t.maker ?? ""} /> },
  { id: "category", title: "types.category", width: "132px", cell: (t) => <Category type={t} /> },
  { id: "kind", title: "types.kind", width: "132px", rank: 3, cell: (t) => <Kind type={t} /> },
  { id: "weight", title: "types.weight", width: "96px", right: true, rank: 4, cell: (t) => <Amount n={t.weight_g} /> },
  { id: "power", title: "types.power", width: "96px", right: true, rank: 4, cell: (t) => <Amount n={t.power_w} /> },
];

function Name({ type }: { type: ItemType }): JSX.Element {
  const words = useWords();
  const drawing = type.silhouette ?? type.category ?? "";
  return (
    <span class="named">
      <Silhouette class="named__picture" name={isDrawing(drawing) ? drawing : "other"} />
      <Cut class="strong" text={type.name} />
      {type.archived === true ? <span class="mark-word">{words.t("archive.sign")}</span> : null}
    </span>
  );
}

function Category({ type }: { type: ItemType }): JSX.Element {
  const words = useWords();
  return <Cut text={type.category === undefined ? "" : words.maybe("picture", type.category)} />;
}

function Kind({ type }: { type: ItemType }): JSX.Element {
  const words = useWords();
  return <Cut text={words.maybe("kept", type.kind)} />;
}

function Amount({ n }: { n: number | undefined }): JSX.Element | null {
  const words = useWords();
  return n === undefined || n === 0 ? null : <>{words.count(n)}</>;
}
