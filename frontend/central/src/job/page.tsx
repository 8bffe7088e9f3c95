import type { JSX } from "preact";
import type { Job } from "../api/types";
import { askedOf } from "../list/asked";
import { CSV } from "../list/csv";
import { Chip, Filters, PickChip, Search, Span, useNarrowed } from "../list/filters";
import { Count, Table, type Column } from "../list/table";
import { Link } from "../nav/link";
import type { To } from "../nav/router";
import { SiteMoment } from "../order/when";
import { orderTabs } from "../pages";
import { Cut, Empty } from "../parts/basics";
import { Icon } from "../parts/icons";
import { PageHead, Split } from "../parts/page";
import { useCompanies, useSites } from "../parts/sources";
import { Status } from "../parts/status";
import { useCentral, useHere, useList, useNow, useRouter, useWords } from "../state/context";
import { JobDetail } from "./detail";
import { NewJob } from "./edit";
import { hasWindow, spanOf, spans, statuses } from "./values";

const filters = ["status", "company_id", "site_id", "starts_from", "starts_to"] as const;

/** All jobs: what orders are for. */
export function JobsPage(): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const { id, query } = useHere();
  const asked = askedOf(query, ["q", "sort"], filters);
  const list = useList<Job>(`jobs ${JSON.stringify(asked)}`, {
    kind: "project",
    page: (after, limit) => central.client.get("/v1/projects", { ...asked, limit, total: after === "", ...(after === "" ? {} : { after }) }),
    one: (one) => central.client.get("/v1/projects/{id}", undefined, { id: one }),
  });
  const may = central.may("put_job");
  const { do: doing, ...rest } = query;
  const close: To = { route: "jobs", query: rest };
  const detail = doing === "new" && may ? <NewJob close={close} /> : id === "" ? undefined : <JobDetail key={id} id={id} close={close} />;
  const add = may ? <Link to={{ route: "jobs", query: { ...rest, do: "new" } }} class="button button--first"><Icon name="plus" />{words.t("jobs.new")}</Link> : undefined;
  return (
    <Split detail={detail}>
      <PageHead title={words.t("jobs.title")} note={<Count list={list} />} action={add} tabs={orderTabs} tabsLabel={words.t("orders.tabs")}>
        <Filters>
          <Search hint={words.t("jobs.find_hint")} />
          <Chip name="status" label={words.t("jobs.status")} options={statuses.map((s) => ({ value: s, label: words.t(`status.${s}`) }))} />
          <PickChip name="company_id" label={words.t("jobs.company")} source={useCompanies()} />
          <PickChip name="site_id" label={words.t("jobs.site")} source={useSites()} />
          <Starts />
          <CSV path="/v1/projects.csv" asked={asked} />
        </Filters>
      </PageHead>
      <Table list={list} label={words.t("jobs.title")} columns={columns} open={id} to={(j) => ({ route: "job", id: j.id, query: rest })} empty={<None add={add} />} />
    </Split>
  );
}

/** When jobs start: a few spans to choose from; the one that was chosen stands in the address by its moments. */
function Starts(): JSX.Element {
  const words = useWords();
  const router = useRouter();
  const now = useNow();
  const { query } = useHere();
  if ((query["starts_from"] ?? "") !== "" || (query["starts_to"] ?? "") !== "") return <Span from="starts_from" to="starts_to" both="jobs.starts_span" before="jobs.starts_before" after="jobs.starts_after" />;
  return (
    <span class="chip">
      <select class="chip__select" aria-label={words.t("jobs.starts")} value="" onChange={(e) => router.alter(spanOf(e.currentTarget.value, new Date(now).setHours(0, 0, 0, 0)))}>
        <option value="">{words.t("jobs.starts")}</option>
        {spans.map((s) => <option key={s} value={s}>{words.t(`span_of.${s}`)}</option>)}
      </select>
    </span>
  );
}

function None({ add }: { add: JSX.Element | undefined }): JSX.Element {
  const words = useWords();
  const { narrowed, clear } = useNarrowed(filters);
  if (!narrowed) return <Empty title={words.t("jobs.empty")} text={words.t("jobs.empty_text")}>{add}</Empty>;
  return (
    <Empty title={words.t("list.none_found")} text={words.t("list.none_found_text")}>
      <button type="button" class="button" onClick={clear}>{words.t("list.clear")}</button>
    </Empty>
  );
}

const columns: readonly Column<Job>[] = [
  { id: "number", title: "jobs.number", width: "104px", cell: (j) => <Cut class="mono strong" text={j.number} /> },
  { id: "name", title: "jobs.name", sort: "name", cell: (j) => <Cut text={j.name} /> },
  { id: "status", title: "jobs.status", width: "120px", cell: (j) => <Status status={j.status} /> },
  { id: "company", title: "jobs.company", width: "18%", rank: 2, cell: (j) => <Cut text={j.company_name ?? ""} /> },
  { id: "site", title: "jobs.site", width: "12%", rank: 4, cell: (j) => <Site job={j} /> },
  { id: "starts", title: "jobs.starts", sort: "window.start", width: "136px", right: true, rank: 2, cell: (j) => (hasWindow(j) ? <SiteMoment at={j.window.start} site={j.site_id} /> : null) },
  { id: "ends", title: "jobs.ends", width: "136px", right: true, rank: 3, cell: (j) => (hasWindow(j) ? <SiteMoment at={j.window.end} site={j.site_id} /> : null) },
];

function Site({ job }: { job: Job }): JSX.Element {
  return <Cut text={useCentral().rows.find("place", job.site_id)?.name ?? ""} />;
}
