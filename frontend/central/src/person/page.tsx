import type { JSX } from "preact";
import type { Person } from "../api/types";
import { CSV } from "../list/csv";
import { Chip, Filters, PickChip, Search, Toggle, useNarrowed } from "../list/filters";
import { Count, Table, type Column } from "../list/table";
import { Link } from "../nav/link";
import type { To } from "../nav/router";
import { Cut, Empty, Moment } from "../parts/basics";
import { Icon } from "../parts/icons";
import { PageHead, Split } from "../parts/page";
import { useCompanies, useSites } from "../parts/sources";
import { useCentral, useHere, useList, useWords } from "../state/context";
import { PersonDetail } from "./detail";
import { NewPerson } from "./edit";
import { offered } from "./values";

const filters = ["site_id", "company_id", "capability", "archived"] as const;

/** Who works here, and whom things are handed to. */
export function PeoplePage(): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const { id, query } = useHere();
  const asked = Object.fromEntries(["q", "sort", ...filters].map((f) => [f, query[f] ?? ""]).filter(([, v]) => v !== "")) as Record<string, never>;
  const list = useList<Person>(`people ${JSON.stringify(asked)}`, {
    kind: "person",
    page: (after, limit) => central.client.get("/v1/people", { ...asked, limit, total: after === "", ...(after === "" ? {} : { after }) }),
    one: (one) => central.client.get("/v1/people/{id}", undefined, { id: one }),
  });
  const may = central.may("put_people");
  const { do: doing, ...rest } = query;
  const close: To = { route: "people", query: rest };
  const detail = doing === "new" && may ? <NewPerson close={close} /> : id === "" ? undefined : <PersonDetail key={id} id={id} close={close} />;
  const add = may ? <Link to={{ route: "people", query: { ...rest, do: "new" } }} class="button button--first"><Icon name="plus" />{words.t("people.new")}</Link> : undefined;
  const rights = [...offered.badge, ...offered.pin].map((r) => ({ value: r, label: words.t(`right.${r}`) }));
  return (
    <Split detail={detail}>
      <PageHead title={words.t("people.title")} note={<Count list={list} />} action={add}>
        <Filters>
          <Search hint={words.t("people.find_hint")} />
          <PickChip name="site_id" label={words.t("people.site")} source={useSites()} />
          <PickChip name="company_id" label={words.t("people.company")} source={useCompanies()} />
          <Chip name="capability" label={words.t("people.may")} options={rights} />
          <Toggle name="archived" label={words.t("people.with_archived")} />
          <CSV path="/v1/people.csv" asked={asked} />
        </Filters>
      </PageHead>
      <Table list={list} label={words.t("people.title")} columns={columns} open={id} to={(p) => ({ route: "person", id: p.id, query: rest })} empty={<None add={add} />} />
    </Split>
  );
}

function None({ add }: { add: JSX.Element | undefined }): JSX.Element {
  const words = useWords();
  const { narrowed, clear } = useNarrowed(filters);
  if (!narrowed) return <Empty title={words.t("people.empty")} text={words.t("people.empty_text")}>{add}</Empty>;
  return (
    <Empty title={words.t("list.none_found")} text={words.t("list.none_found_text")}>
      <button type="button" class="button" onClick={clear}>{words.t("list.clear")}</button>
    </Empty>
  );
}

const columns: readonly Column<Person>[] = [
  { id: "name", title: "people.name", sort: "name", cell: (p) => <Name person={p} /> },
  { id: "title", title: "people.job_title", width: "22%", cell: (p) => <Cut text={p.job_title ?? ""} /> },
  { id: "company", title: "people.company", width: "18%", rank: 2, cell: (p) => <Company id={p.company_id} /> },
  { id: "site", title: "people.site", width: "12%", rank: 3, cell: (p) => <Site id={p.site_id} /> },
  { id: "email", title: "people.email", width: "20%", rank: 4, cell: (p) => <Cut text={p.email ?? ""} /> },
  { id: "changed", title: "people.changed", sort: "updated_at", width: "112px", right: true, rank: 3, cell: (p) => <span class="muted"><Moment at={p.updated_at} kind="relative" /></span> },
];

function Name({ person }: { person: Person }): JSX.Element {
  const words = useWords();
  return (
    <span class="named">
      <Cut class="strong" text={person.name} />
      {person.archived === true ? <span class="mark-word">{words.t("archive.sign")}</span> : null}
    </span>
  );
}

function Company({ id }: { id: string | undefined }): JSX.Element {
  return <Cut text={useCentral().rows.find("company", id)?.name ?? ""} />;
}

function Site({ id }: { id: string | undefined }): JSX.Element {
  return <Cut text={useCentral().rows.find("place", id)?.name ?? ""} />;
}
