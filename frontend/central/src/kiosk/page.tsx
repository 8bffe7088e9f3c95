import type { JSX } from "preact";
import type { Kiosk } from "../api/types";
import { kioskState } from "../i18n/facts";
import { askedOf, filtersOf } from "../list/asked";
import { CSV } from "../list/csv";
import { Filters, PickChip, Toggle, useNarrowed } from "../list/filters";
import { Count, Table, type Column } from "../list/table";
import { Link } from "../nav/link";
import type { To } from "../nav/router";
import { Cut, Empty, Moment, Sign } from "../parts/basics";
import { Detail } from "../parts/detail";
import { Icon } from "../parts/icons";
import { PageHead, Split } from "../parts/page";
import { useSites } from "../parts/sources";
import { useCentral, useHere, useList, useNow, useWords } from "../state/context";
import { OneKiosk } from "./detail";
import { Enrol } from "./enrol";

/** The kiosks and how they are; new ones get in by a code, lost ones are locked out. */
export function KiosksPage(): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const { id, query } = useHere();
  const asked = askedOf(query, filters);
  const { narrowed, clear } = useNarrowed(filters);
  // Kiosks report without an event: they are read on every turn of the news.
  const list = useList<Kiosk>(`kiosks ${JSON.stringify(asked)}`, { kind: "kiosk", page: (after, limit) => central.client.get("/v1/kiosks", { ...asked, limit, ...(after === "" ? {} : { after }) }) }, ["*"]);
  const may = central.may("put_account");
  const { do: doing, ...rest } = query;
  const close: To = { route: "kiosks", query: rest };
  const enrol = may && doing === "new" ? <EnrolDetail close={close} /> : undefined;
  const add = may ? <Link to={{ route: "kiosks", query: { ...rest, do: "new" } }} class="button button--first"><Icon name="plus" />{words.t("enrol.open")}</Link> : undefined;
  return (
    <Split detail={enrol ?? (id === "" ? undefined : <OneKiosk key={id} id={id} close={close} may={may} />)}>
      <PageHead title={words.t("kiosks.title")} note={<Count list={list} />} action={add}>
        <Filters>
          <PickChip name="site_id" label={words.t("kiosks.site")} source={useSites()} />
          <Toggle name="waiting" label={words.t("kiosks.only_waiting")} />
          <CSV path="/v1/kiosks.csv" asked={asked} />
        </Filters>
      </PageHead>
      <Table list={list} label={words.t("kiosks.title")} columns={columns} open={id} to={(k) => ({ route: "kiosk", id: k.id, query: rest })}
        empty={narrowed ? <Empty title={words.t("kiosks.none_found")} text={words.t("kiosks.none_found_text")}><button type="button" class="button" onClick={clear}>{words.t("list.clear")}</button></Empty>
          : <Empty title={words.t("kiosks.empty")} text={words.t(may ? "kiosks.empty_text" : "kiosks.empty_look")}>{add}</Empty>} />
    </Split>
  );
}

const filters = filtersOf.kiosks;

const columns: readonly Column<Kiosk>[] = [
  { id: "name", title: "kiosks.name", cell: (k) => <Cut class="strong" text={k.name} /> },
  { id: "status", title: "kiosks.status", width: "136px", cell: (k) => <State kiosk={k} /> },
  { id: "site", title: "kiosks.site", width: "15%", rank: 2, cell: (k) => <Site kiosk={k} /> },
  { id: "waiting", title: "kiosks.waiting", width: "84px", right: true, rank: 2, cell: (k) => <Waiting kiosk={k} /> },
  { id: "oldest", title: "kiosks.oldest", width: "108px", right: true, rank: 3, cell: (k) => (k.queue_depth > 0 && (k.oldest ?? 0) > 0 ? <Moment at={k.oldest ?? 0} kind="relative" /> : <None />) },
  { id: "contact", title: "kiosks.contact", width: "116px", right: true, cell: (k) => <Contact kiosk={k} /> },
  { id: "clock", title: "kiosks.clock", width: "88px", right: true, rank: 3, cell: (k) => <Clock kiosk={k} /> },
  { id: "version", title: "kiosks.version", width: "96px", rank: 4, cell: (k) => (k.version === "" ? <None /> : <Cut class="mono muted" text={k.version} />) },
];

function None(): JSX.Element {
  const words = useWords();
  return <span class="muted">{words.t("kiosks.none")}</span>;
}

function State({ kiosk }: { kiosk: Kiosk }): JSX.Element {
  const words = useWords();
  const state = kioskState(kiosk, useNow(), useCentral().info.value?.version ?? "");
  return <Sign outcome={state.outcome} word={words.t(state.key)} why={kiosk.last_error ?? ""} />;
}

function Site({ kiosk }: { kiosk: Kiosk }): JSX.Element {
  const central = useCentral();
  return <Cut text={central.rows.find("place", kiosk.site_id)?.name ?? ""} />;
}

function Waiting({ kiosk }: { kiosk: Kiosk }): JSX.Element {
  const words = useWords();
  return <span class={kiosk.queue_depth > 0 ? "strong" : "muted"}>{words.count(kiosk.queue_depth)}</span>;
}

function Contact({ kiosk }: { kiosk: Kiosk }): JSX.Element {
  const words = useWords();
  return kiosk.last_contact === 0 ? <span class="muted">{words.t("kiosks.never")}</span> : <Moment at={kiosk.last_contact} kind="relative" />;
}

function Clock({ kiosk }: { kiosk: Kiosk }): JSX.Element {
  const words = useWords();
  return kiosk.last_contact === 0 ? <None /> : <span class="muted">{words.offset(kiosk.clock_offset_ms)}</span>;
}

function EnrolDetail({ close }: { close: To }): JSX.Element {
  const words = useWords();
  return <Detail title={words.t("enrol.title")} close={close}><Enrol close={close} /></Detail>;
}
