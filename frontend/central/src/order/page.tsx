import type { JSX } from "preact";
import type { OrderRow } from "../api/types";
import { askedOf, filtersOf } from "../list/asked";
import { CSV } from "../list/csv";
import { Chip, Filters, PickChip, Search, Span, Toggle, useNarrowed } from "../list/filters";
import { Count, Table, type Column } from "../list/table";
import { Link } from "../nav/link";
import { orderTabs } from "../pages";
import { Cut, Empty } from "../parts/basics";
import { Icon } from "../parts/icons";
import { PageHead, Split } from "../parts/page";
import { useJobs, usePeople, useSites } from "../parts/sources";
import { Status } from "../parts/status";
import { useCentral, useHere, useList, useWords } from "../state/context";
import { NewOrder } from "./create";
import { OrderDetail } from "./detail";
import { priorityOf } from "./wanted";
import { SiteMoment } from "./when";

export const statuses = ["draft", "pending", "approved", "fulfilled", "closed", "rejected", "cancelled"] as const;
const filters = filtersOf.orders;

/** All orders: found by search and filters, each with its lines, its steps and what is out. */
export function OrdersPage(): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const { id, query } = useHere();
  const asked = askedOf(query, ["q", "sort"], filters);
  const list = useList<OrderRow>(`orders ${JSON.stringify(asked)}`, {
    kind: "rent_action",
    page: (after, limit) => central.client.get("/v1/rent-actions", { ...asked, limit, total: after === "", ...(after === "" ? {} : { after }) }),
  });
  const may = central.may("order_create");
  const { do: doing, again: _again, ...rest } = query;
  const close = { route: "orders", query: rest } as const;
  const detail = doing === "new" && may ? <NewOrder close={close} /> : id === "" ? undefined : <OrderDetail key={id} id={id} edit={doing === "edit"} close={close} />;
  const add = may ? <Link to={{ route: "orders", query: { ...rest, do: "new" } }} class="button button--first"><Icon name="plus" />{words.t("orders.new")}</Link> : undefined;
  return (
    <Split detail={detail}>
      <PageHead title={words.t("orders.title")} note={<Count list={list} />} action={add} tabs={orderTabs} tabsLabel={words.t("orders.tabs")}>
        <Filters>
          <Search hint={words.t("orders.find_hint")} />
          <Chip name="status" label={words.t("orders.status")} options={statuses.map((s) => ({ value: s, label: words.t(`status.${s}`) }))} />
          <PickChip name="site_id" label={words.t("orders.site")} source={useSites()} />
          <PickChip name="project_id" label={words.t("orders.job")} source={useJobs()} />
          <PickChip name="requester_id" label={words.t("orders.requester")} source={usePeople()} />
          <Toggle name="overdue" label={words.t("orders.overdue")} not={words.t("orders.not_overdue")} />
          <Toggle name="has_out" label={words.t("orders.has_out")} not={words.t("orders.nothing_is_out")} />
          <Span from="starts_from" to="starts_to" both="orders.starts_span" before="orders.starts_before" after="orders.starts_after" />
          <Span from="ends_from" to="ends_to" both="orders.ends_span" before="orders.ends_before" after="orders.ends_after" />
          <Span from="overlaps_from" to="overlaps_to" both="orders.overlaps_span" before="orders.overlaps_before" after="orders.overlaps_after" />
          <CSV path="/v1/rent-actions.csv" asked={asked} />
        </Filters>
      </PageHead>
      <Table list={list} label={words.t("orders.title")} columns={columns} open={id} to={(o) => ({ route: "order", id: o.id, query: rest })} empty={<None add={add} />} />
    </Split>
  );
}

function None({ add }: { add: JSX.Element | undefined }): JSX.Element {
  const words = useWords();
  const { narrowed, clear } = useNarrowed(filters);
  if (!narrowed) return <Empty title={words.t("orders.empty")} text={words.t("orders.empty_text")}>{add}</Empty>;
  return (
    <Empty title={words.t("list.none_found")} text={words.t("list.none_found_text")}>
      <button type="button" class="button" onClick={clear}>{words.t("list.clear")}</button>
    </Empty>
  );
}

const columns: readonly Column<OrderRow>[] = [
  { id: "number", title: "orders.number", width: "104px", cell: (o) => <Cut class="mono strong" text={o.number} /> },
  { id: "name", title: "orders.name", cell: (o) => <For order={o} /> },
  { id: "job", title: "orders.job", width: "17%", rank: 3, cell: (o) => <Job order={o} /> },
  { id: "status", title: "orders.status", width: "140px", cell: (o) => <Status status={o.status} /> },
  { id: "site", title: "orders.site", width: "14%", rank: 4, cell: (o) => <Site order={o} /> },
  { id: "pieces", title: "orders.pieces", width: "72px", right: true, rank: 3, cell: (o) => <Pieces order={o} /> },
  { id: "starts", title: "orders.starts", sort: "window.start", width: "148px", right: true, rank: 2, cell: (o) => <Starts order={o} /> },
  { id: "ends", title: "orders.ends", sort: "window.end", width: "148px", right: true, rank: 2, cell: (o) => <SiteMoment at={o.window.end} site={o.site_id} /> },
];

/** What it is called and who asks for it; and that it presses. */
function For({ order }: { order: OrderRow }): JSX.Element {
  const words = useWords();
  const priority = priorityOf(order.priority);
  return (
    <span class="named">
      <Cut text={[order.title, order.requester_name].filter((x) => x !== undefined && x !== "").join(" · ")} />
      {priority === "normal" ? null : <span class="mark-word">{words.t(`priority.${priority}`)}</span>}
    </span>
  );
}

function Job({ order }: { order: OrderRow }): JSX.Element {
  const central = useCentral();
  const job = central.rows.find("project", order.project_id);
  return job === undefined ? <></> : <span class="tag tag--job"><Cut text={job.name} /></span>;
}

function Starts({ order }: { order: OrderRow }): JSX.Element {
  const words = useWords();
  return order.is_asap === true ? <Cut class="strong" text={words.t("orders.at_once")} /> : <SiteMoment at={order.window.start} site={order.site_id} />;
}

function Site({ order }: { order: OrderRow }): JSX.Element {
  const central = useCentral();
  return <Cut text={central.rows.find("place", order.site_id)?.name ?? ""} />;
}

function Pieces({ order }: { order: OrderRow }): JSX.Element {
  return <>{useWords().count(order.lines.reduce((n, l) => n + l.requested_quantity, 0))}</>;
}
