import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { Order } from "../api/types";
import { timeOf } from "../i18n/facts";
import { History } from "../item/history";
import { Link } from "../nav/link";
import type { To } from "../nav/router";
import { Cut, Empty, Moment, Skeleton } from "../parts/basics";
import { Detail, Line, Lines, Part } from "../parts/detail";
import { Failure, isGone } from "../parts/failure";
import { Icon } from "../parts/icons";
import { Status } from "../parts/status";
import { useCentral, useRead, useWords } from "../state/context";
import { EditOrder, isOpen } from "./edit";
import { Steps } from "./steps";
import { priorityOf } from "./wanted";
import { SiteMoment } from "./when";

/** So many of its items are named; the others stand in the list of items. */
const named = 12;

/** One order: what is asked for and what became of it, what is out, its steps and who took them. */
export function OrderDetail({ id, edit, close }: { id: string; edit: boolean; close: To }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const reading = useRead(`order ${id}`, () => central.client.get("/v1/rent-actions/{id}", undefined, { id }), [`rent_action/${id}`]);
  const order = reading.data.value;
  const failure = reading.failure.value;
  // A form that was begun stays when somebody decides meanwhile: central says so, and nothing typed is lost.
  const begun = useRef(false);
  const open = order !== undefined && isOpen(order) && central.may("order_update");
  begun.current = edit && (begun.current || open);
  if (order === undefined) {
    return (
      <Detail title={words.t(isGone(failure) ? "orders.gone" : "orders.single")} close={close}>
        {failure === undefined ? <Skeleton rows={8} /> : isGone(failure) ? <Empty title={words.t("orders.gone")} text={words.t("orders.gone_text")} /> : <Failure failure={failure} old={false} again={() => void reading.refresh()} />}
      </Detail>
    );
  }
  const here = { route: "order", id, query: close.query ?? {} } as const;
  if (begun.current) return <EditOrder order={order} close={here} />;
  const anew = central.may("order_create") && settled.includes(order.status);
  return (
    <Detail title={order.number} over={order.title ?? ""} close={close}>
      <Failure failure={failure} old again={() => void reading.refresh()} />
      <Steps key={order.rev} order={order} again={() => reading.refresh()}
        more={open ? <Link to={{ ...here, query: { ...here.query, do: "edit" } }} how="replace" class="button"><Icon name="edit" />{words.t("panel.edit")}</Link>
          : anew ? <Link to={{ route: "orders", query: { ...close.query, do: "new", again: id } }} class="button">{words.t("orders.again")}</Link> : undefined} />
      <Facts order={order} />
      <Asked order={order} />
      <Out order={order} />
      <History id={id} of="rent_action" />
    </Detail>
  );
}

/** Where an order is over or decided on, it is asked for again instead of changed. */
const settled: readonly string[] = ["approved", "fulfilled", "closed", "rejected", "cancelled"];

function Facts({ order }: { order: Order }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const site = central.rows.find("place", order.site_id);
  const goal = central.rows.find("place", order.destination_id);
  const priority = priorityOf(order.priority);
  const decided = order.decision;
  return (
    <Lines>
      <Line name={words.t("orders.status")}><Status status={order.status} /></Line>
      <Line name={words.t(order.status === "rejected" ? "orders.rejected_by" : order.status === "cancelled" ? "orders.cancelled_by" : "orders.approved_by")}>
        {decided === undefined ? undefined : <>{decided.person ?? decided.kiosk ?? words.t("facts.office")}, <Moment at={timeOf(decided)} kind="when" /></>}
      </Line>
      <Line name={words.t("orders.priority")}>{priority === "normal" ? undefined : words.t(`priority.${priority}`)}</Line>
      <Line name={words.t("orders.reason")}>{order.reason === undefined ? undefined : <span class="prose">{order.reason}</span>}</Line>
      <Line name={words.t("orders.requester")}>{(order.requester_id ?? "") === "" ? order.requester_name : <Link to={{ route: "person", id: order.requester_id ?? "" }} class="link-text">{order.requester_name}</Link>}</Line>
      <Line name={words.t("orders.job")}>{(order.project_id ?? "") === "" ? undefined : <Job id={order.project_id ?? ""} />}</Line>
      <Line name={words.t("orders.site")}>{site === undefined ? undefined : <Link to={{ route: "place", id: site.id }} class="link-text">{site.name}</Link>}</Line>
      <Line name={words.t("orders.starts")}>{order.is_asap === true ? words.t("orders.asap") : <SiteMoment at={order.window.start} site={order.site_id} long />}</Line>
      <Line name={words.t("orders.ends")}><SiteMoment at={order.window.end} site={order.site_id} long /></Line>
      <Line name={words.t("orders.destination")}>{goal === undefined ? undefined : <Link to={{ route: "place", id: goal.id }} class="link-text">{goal.name}</Link>}</Line>
      <Line name={words.t("orders.notes")}>{order.notes === undefined ? undefined : <span class="prose">{order.notes}</span>}</Line>
      <Line name={words.t("row.created")}><Moment at={order.created_at} kind="when" /></Line>
    </Lines>
  );
}

function Job({ id }: { id: string }): JSX.Element {
  const central = useCentral();
  const job = useRead(`job ${id}`, () => central.client.get("/v1/projects/{id}", undefined, { id }), [`project/${id}`]).data.value;
  return job === undefined ? <></> : <Link to={{ route: "job", id }} class="link-text">{job.name}</Link>;
}

/** Its lines, and what left without being asked for. */
function Asked({ order }: { order: Order }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const lineOf = (id: string | undefined) => order.lines.find((l) => l.id === id);
  return (
    <Part title={words.t("orders.lines")}>
      <table class="counts">
        <thead>
          <tr>
            <th scope="col">{words.t("orders.what")}</th>
            <th scope="col" class="right">{words.t("orders.requested")}</th>
            <th scope="col" class="right">{words.t("orders.out")}</th>
            <th scope="col" class="right">{words.t("orders.returned")}</th>
          </tr>
        </thead>
        <tbody>
          {order.counts.map((c) => {
            const line = lineOf(c.line_id);
            const name = line === undefined ? words.t("orders.not_asked") : (central.rows.find("item_type", line.item_type_id)?.name ?? "");
            return (
              <tr key={c.line_id ?? ""}>
                <th scope="row"><Cut text={name} />{line?.notes === undefined ? null : <Cut class="muted counts__note" text={line.notes} />}</th>
                <td class="right">{words.count(c.requested)}</td>
                <td class="right">{words.count(c.out)}</td>
                <td class="right">{words.count(c.returned)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Part>
  );
}

function Out({ order }: { order: Order }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const reading = useRead(`items of order ${order.id}`, () => central.client.get("/v1/inventory/assets", { rent_action_id: order.id, limit: named }), [`rent_action/${order.id}`, "asset/"]);
  const items = reading.data.value?.items ?? [];
  const more = (reading.data.value?.next ?? "") !== "";
  return (
    <Part title={words.t("orders.is_out")}>
      <Failure failure={reading.failure.value} old={reading.data.value !== undefined} again={() => void reading.refresh()} />
      {reading.data.value !== undefined && items.length === 0 ? <p class="muted">{words.t("orders.nothing_out")}</p> : null}
      <ul class="pieces">
        {items.map((a) => <li key={a.id}><Link to={{ route: "item", id: a.id }} class="link-text mono">{a.tag}</Link></li>)}
      </ul>
      {more ? <Link to={{ route: "items", query: { rent_action_id: order.id } }} class="link-text">{words.t("orders.all_items")}</Link> : null}
    </Part>
  );
}
