import { isDrawing, Silhouette } from "@rms/shared/silhouettes";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { Asset } from "../api/types";
import { fitsFilter } from "../label/chosen";
import { askedOf, filtersOf } from "../list/asked";
import { newChoice } from "../list/choice";
import { CSV } from "../list/csv";
import { Chip, Filters, Given, nobody, PickChip, Search, Span, Toggle, useNarrowed } from "../list/filters";
import { Count, Table, type Column } from "../list/table";
import { Link } from "../nav/link";
import type { To } from "../nav/router";
import { itemTabs } from "../pages";
import { Cut, Empty, Moment } from "../parts/basics";
import { Icon } from "../parts/icons";
import { PageHead, Split } from "../parts/page";
import { usePeople, usePlaces, useSites, useTypes } from "../parts/sources";
import { Status } from "../parts/status";
import { useCentral, useHere, useList, useNow, useRead, useWords } from "../state/context";
import { Bulk } from "./bulk";
import { NewItem } from "./edit";
import { Passport } from "./passport";

export const statuses = ["available", "reserved", "deployed", "recalled", "maintenance", "missing", "retired"] as const;
const filters = filtersOf.items;

/** All items: found by search and filters, each with its passport. */
export function ItemsPage(): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const { id, query } = useHere();
  const asked = askedOf(query, ["q", "sort"], filters);
  const list = useList<Asset>(`items ${JSON.stringify(asked)}`, {
    kind: "asset",
    page: (after, limit) => central.client.get("/v1/inventory/assets", { ...asked, limit, total: after === "", ...(after === "" ? {} : { after }) }),
    one: (one) => central.client.get("/v1/inventory/assets/{id}", undefined, { id: one }),
  });
  const choice = useMemo(newChoice, [list]);
  const may = central.may("put_catalog");
  const { do: doing, ...rest } = query;
  const create: To = { route: "items", query: { ...rest, do: "new" } };
  const close: To = { route: "items", query: rest };
  const detail = doing === "new" && may ? <NewItem close={close} /> : id === "" ? undefined : <Passport key={id} id={id} close={close} />;
  const add = may ? <Link to={create} class="button button--first"><Icon name="plus" />{words.t("items.new")}</Link> : undefined;
  return (
    <Split detail={detail}>
      <PageHead title={words.t("items.title")} note={<Count list={list} />} action={add} tabs={itemTabs} tabsLabel={words.t("items.tabs")}>
        <Filters>
          <Search hint={words.t("items.find_hint")} />
          <Chip name="status" label={words.t("items.status")} options={statuses.map((s) => ({ value: s, label: words.t(`status.${s}`) }))} />
          <PickChip name="item_type_id" label={words.t("items.type")} source={useTypes()} />
          <PickChip name="place_id" label={words.t("items.place")} source={usePlaces()} />
          <PickChip name="holder_id" label={words.t("items.with")} source={usePeople()} none={words.t("items.with_nobody")} />
          <PickChip name="site_id" label={words.t("items.site")} source={useSites()} />
          <Toggle name="out" label={words.t("items.out")} not={words.t("items.not_out")} />
          <Toggle name="overdue" label={words.t("items.overdue")} not={words.t("items.not_overdue")} />
          <Span from="" to="due_before" both="items.due_before" before="items.due_before" after="items.due_before" />
          <OnOrder />
          {fitsFilter(asked) ? <Link to={{ route: "labels", query: { ...asked, of: "items" } }} class="chip chip--plain chip--link">{words.t("labels.print")}</Link> : null}
          <CSV path="/v1/inventory/assets.csv" asked={asked} />
        </Filters>
        {may ? <Bulk choice={choice} rows={list.rows.value ?? []} /> : null}
      </PageHead>
      <Table list={list} label={words.t("items.title")} columns={columns} open={id} to={(a) => ({ route: "item", id: a.id, query: rest })} empty={<None add={add} />}
        choice={may ? { of: choice, name: (a) => a.tag } : undefined} />
    </Split>
  );
}

/** The order that somebody was led here from. */
function OnOrder(): JSX.Element | null {
  const central = useCentral();
  const words = useWords();
  const id = useHere().query["rent_action_id"] ?? "";
  const named = id !== "" && id !== nobody;
  const order = useRead(`order ${id}`, async () => (named ? central.client.get("/v1/rent-actions/{id}", undefined, { id }) : undefined), named ? [`rent_action/${id}`] : []).data.value;
  if (id === "") return null;
  return <Given names={["rent_action_id"]} text={id === nobody ? words.t("items.on_no_order") : words.t("items.on_order", { number: order?.number ?? "…" })} />;
}

function None({ add }: { add: JSX.Element | undefined }): JSX.Element {
  const words = useWords();
  const { narrowed, clear } = useNarrowed(filters);
  if (!narrowed) return <Empty title={words.t("items.empty")} text={words.t("items.empty_text")}>{add}</Empty>;
  return (
    <Empty title={words.t("list.none_found")} text={words.t("list.none_found_text")}>
      <button type="button" class="button" onClick={clear}>{words.t("list.clear")}</button>
    </Empty>
  );
}

const columns: readonly Column<Asset>[] = [
  { id: "tag", title: "items.tag", sort: "tag", width: "116px", cell: (a) => <Cut class="mono strong" text={a.tag} /> },
  { id: "type", title: "items.type", cell: (a) => <TypeName id={a.item_type_id} /> },
  { id: "status", title: "items.status", width: "128px", cell: (a) => <Status status={a.status} /> },
  { id: "place", title: "items.place", width: "16%", rank: 2, cell: (a) => <Where asset={a} /> },
  { id: "with", title: "items.with", width: "20%", rank: 3, cell: (a) => <Cut text={holderOf(a)} /> },
  { id: "due", title: "items.due", width: "128px", right: true, rank: 3, cell: (a) => <Due asset={a} /> },
  { id: "serial", title: "items.serial", width: "128px", rank: 4, cell: (a) => <Cut class="mono muted" text={a.serial ?? ""} /> },
  { id: "seen", title: "items.seen", width: "108px", right: true, rank: 4, cell: (a) => (a.last_seen.at.t === 0 ? null : <span class="muted"><Moment at={a.last_seen.at.t} kind="relative" /></span>) },
];

export function holderOf(asset: Asset): string {
  return [asset.custody.person_name, asset.custody.number].filter((x) => x !== undefined && x !== "").join(" · ");
}

function TypeName({ id }: { id: string }): JSX.Element {
  const central = useCentral();
  const type = central.rows.find("item_type", id);
  const drawing = type?.silhouette ?? type?.category ?? "";
  return (
    <span class="named">
      <Silhouette class="named__picture" name={isDrawing(drawing) ? drawing : "other"} />
      <Cut text={type?.name ?? ""} />
    </span>
  );
}

function Where({ asset }: { asset: Asset }): JSX.Element {
  const central = useCentral();
  return <Cut text={central.rows.find("place", asset.place_id)?.name ?? ""} />;
}

export function Due({ asset }: { asset: Asset }): JSX.Element | null {
  const words = useWords();
  const now = useNow();
  const { due = 0 } = asset.custody;
  if (due === 0) return null;
  const late = due < now;
  const said = late ? words.t("items.late", { relative: words.relative(due) }) : words.moment(due);
  return <span class={late ? "cut late" : "cut"} title={`${said}, ${words.full(due)}`}>{said}</span>;
}
