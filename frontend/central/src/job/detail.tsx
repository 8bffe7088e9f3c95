import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Job, JobOrder } from "../api/types";
import { Link } from "../nav/link";
import type { To } from "../nav/router";
import { SiteMoment } from "../order/when";
import { Cut, Empty, Moment, Skeleton } from "../parts/basics";
import { Detail, Line, Lines, Part } from "../parts/detail";
import { Failure, isGone } from "../parts/failure";
import { Icon } from "../parts/icons";
import { Status } from "../parts/status";
import { RemoveSure } from "../parts/sure";
import { Tally } from "../parts/tally";
import { useCentral, useHere, useRead, useWords } from "../state/context";
import { EditJob, path } from "./edit";
import { Turn } from "./turn";
import { hasWindow, sumsOf } from "./values";

/** So many of its orders are named; the others stand in the list of orders. */
const named = 50;

/** One job: when and where it is, and what its orders ask for, have out and have back. */
export function JobDetail({ id, close }: { id: string; close: To }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const { query } = useHere();
  const may = central.may("put_job");
  const [asking, setAsking] = useState(false);
  const reading = useRead(`job ${id}`, () => central.client.get(path, undefined, { id }), [`project/${id}`]);
  const job = reading.data.value;
  const failure = reading.failure.value;
  if (job === undefined) {
    return (
      <Detail title={words.t(isGone(failure) ? "jobs.gone" : "jobs.single")} close={close}>
        {failure === undefined ? <Skeleton rows={8} /> : isGone(failure) ? <Empty title={words.t("jobs.gone")} text={words.t("jobs.gone_text")} /> : <Failure failure={failure} old={false} again={() => void reading.refresh()} />}
      </Detail>
    );
  }
  const { do: doing, ...rest } = query;
  const self: To = { route: "job", id, query: rest };
  const editing = doing === "edit" && may;
  const actions = (
    <>
      <button type="button" class="button button--quiet" onClick={() => setAsking(true)}>{words.t("remove.do")}</button>
      <Link to={{ ...self, query: { ...rest, do: "edit" } }} how="replace" class="button"><Icon name="edit" />{words.t("panel.edit")}</Link>
    </>
  );
  return (
    <Detail title={job.name} over={[job.number, job.company_name ?? ""].filter((x) => x !== "").join(" · ")} close={close} actions={may && !editing && !asking ? actions : undefined}>
      <Failure failure={failure} old again={() => void reading.refresh()} />
      {asking ? <RemoveSure name={job.name} subject={`project/${id}`} gone={close} keep={() => setAsking(false)} remove={(key) => central.client.delete(path, undefined, { id, key, rev: job.rev })} /> : null}
      {editing ? <EditJob job={job} close={self} /> : <><Turn job={job} may={may} /><Facts job={job} /><Orders job={job} /></>}
    </Detail>
  );
}

function Facts({ job }: { job: Job }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const place = (id: string | undefined): JSX.Element | undefined => {
    const row = central.rows.find("place", id);
    return row === undefined ? undefined : <Link to={{ route: "place", id: row.id }} class="link-text">{row.name}</Link>;
  };
  const company = job.company_name ?? "";
  return (
    <Lines>
      <Line name={words.t("jobs.status")}><Status status={job.status} /></Line>
      <Line name={words.t("jobs.company")}>{(job.company_id ?? "") === "" ? company : <Link to={{ route: "jobs", query: { company_id: job.company_id ?? "" } }} class="link-text">{company}</Link>}</Line>
      <Line name={words.t("jobs.place")}>{place(job.place_id)}</Line>
      <Line name={words.t("jobs.site")}>{place(job.site_id)}</Line>
      <Line name={words.t("jobs.starts")}>{hasWindow(job) ? <SiteMoment at={job.window.start} site={job.site_id} long /> : words.t("jobs.no_days")}</Line>
      <Line name={words.t("jobs.ends")}>{hasWindow(job) ? <SiteMoment at={job.window.end} site={job.site_id} long /> : undefined}</Line>
      <Line name={words.t("row.created")}><Moment at={job.created_at} kind="when" /></Line>
    </Lines>
  );
}

function Orders({ job }: { job: Job }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const { id } = job;
  const reading = useRead(`orders of job ${id}`, async () => (await central.client.get("/v1/projects/{id}/orders", undefined, { id })).items, [`project/${id}`, "rent_action/", "asset/"]);
  const orders = reading.data.value;
  const create: To = { route: "orders", query: { do: "new", project_id: id, site_id: job.site_id ?? "" } };
  const all: To = { route: "orders", query: { project_id: id } };
  return (
    <Part title={words.t("jobs.orders")} file={(orders?.length ?? 0) === 0 ? undefined : { path: `/v1/projects/${id}/orders.csv` }}>
      <Failure failure={reading.failure.value} old={orders !== undefined} again={() => void reading.refresh()} />
      {orders === undefined ? reading.failure.value === undefined ? <Skeleton rows={4} /> : null : orders.length === 0 ? <p class="muted">{words.t("jobs.no_orders")}</p> : <Sums orders={orders} all={all} />}
      {orders === undefined || orders.length === 0 ? null : <Rows orders={orders.slice(0, named)} />}
      <p class="part__more">{(orders?.length ?? 0) > 0 ? <Link to={all} class="link-text">{words.t("jobs.all_orders", { n: orders?.length ?? 0 })}</Link> : null}</p>
      {central.may("order_create") ? <div><Link to={create} class="button"><Icon name="plus" />{words.t("jobs.new_order")}</Link></div> : null}
    </Part>
  );
}

function Sums({ orders, all }: { orders: readonly JobOrder[]; all: To }): JSX.Element {
  const words = useWords();
  const sums = sumsOf(orders);
  return (
    <>
      <ul class="tally">
        <Tally n={sums.asked} name={words.t("jobs.asked")} to={all} />
        <Tally n={sums.out} name={words.t("jobs.out")} to={{ ...all, query: { ...all.query, has_out: "true" } }} />
        <Tally n={sums.back} name={words.t("jobs.back")} to={all} />
      </ul>
      {sums.lost === 0 ? null : <p class="late">{words.t("jobs.lost", { n: sums.lost })}</p>}
    </>
  );
}

function Rows({ orders }: { orders: readonly JobOrder[] }): JSX.Element {
  const words = useWords();
  return (
    <table class="counts counts--orders">
      <thead>
        <tr>
          <th scope="col">{words.t("jobs.order")}</th>
          <th scope="col">{words.t("jobs.status")}</th>
          <th scope="col" class="right">{words.t("jobs.asked")}</th>
          <th scope="col" class="right">{words.t("jobs.out")}</th>
          <th scope="col" class="right">{words.t("jobs.back")}</th>
        </tr>
      </thead>
      <tbody>
        {orders.map((o) => (
          <tr key={o.id}>
            <th scope="row"><Link to={{ route: "order", id: o.id }} class="link-text mono">{o.number}</Link><Cut class="muted counts__note" text={o.title ?? o.requester_name ?? ""} /></th>
            <td><Status status={o.status} /></td>
            <td class="right">{words.count(o.counts.requested - o.counts.cancelled)}</td>
            <td class="right">{words.count(o.counts.out)}</td>
            <td class="right">{words.count(o.counts.returned)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
