import type { JSX } from "preact";
import type { Place } from "../api/types";
import { askedOf } from "../list/asked";
import { CSV } from "../list/csv";
import { Chip, Filters, Search, Toggle, useNarrowed } from "../list/filters";
import { Count, Table, type Column } from "../list/table";
import { Link } from "../nav/link";
import type { To } from "../nav/router";
import { Cut, Empty } from "../parts/basics";
import { Icon } from "../parts/icons";
import { PageHead, Split } from "../parts/page";
import { useCentral, useHere, useList, useWords } from "../state/context";
import { NewPlace, PlaceDetail } from "./detail";
import { Tree } from "./tree";
import { kinds } from "./values";

const filters = ["kind", "archived"] as const;

/** Where things are: the tree of the sites; searched or filtered, a list. */
export function PlacesPage(): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const { id, query } = useHere();
  const { narrowed } = useNarrowed(filters);
  const may = central.may("put_catalog");
  const { do: doing, parent: _parent, ...rest } = query;
  const close: To = { route: "places", query: rest };
  const to = (p: Place): To => ({ route: "place", id: p.id, query: rest });
  const detail = doing === "new" && may ? <NewPlace key={query["parent"] ?? ""} close={close} /> : id === "" ? undefined : <PlaceDetail key={id} id={id} close={close} />;
  const add = may ? <Link to={{ route: "places", query: { ...rest, do: "new" } }} class="button button--first"><Icon name="plus" />{words.t("places.new")}</Link> : undefined;
  return (
    <Split detail={detail}>
      {narrowed ? <Found add={add} to={to} open={id} /> : (
        <>
          <Head add={add} />
          <Tree to={to} open={id} empty={<Empty title={words.t("places.empty")} text={words.t("places.empty_text")}>{add}</Empty>} />
        </>
      )}
    </Split>
  );
}

function Head({ add, note }: { add: JSX.Element | undefined; note?: JSX.Element }): JSX.Element {
  const words = useWords();
  return (
    <PageHead title={words.t("places.title")} action={add} {...(note === undefined ? {} : { note })}>
      <Filters>
        <Search hint={words.t("places.find_hint")} />
        <Chip name="kind" label={words.t("places.kind")} options={kinds.map((k) => ({ value: k, label: words.t(`place.${k}`) }))} />
        <Toggle name="archived" label={words.t("places.with_archived")} />
        <CSV path="/v1/places.csv" asked={askedOf(useHere().query, ["q", "sort", "kind", "archived"])} />
      </Filters>
    </PageHead>
  );
}

function Found({ add, to, open }: { add: JSX.Element | undefined; to: (p: Place) => To; open: string }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const { query } = useHere();
  const { clear } = useNarrowed(filters);
  const asked = Object.fromEntries(["q", "sort", "kind"].map((f) => [f, query[f] ?? ""]).filter(([, v]) => v !== ""));
  const archived = query["archived"] === "true";
  const list = useList<Place>(`places ${JSON.stringify(asked)} ${archived}`, {
    kind: "place",
    page: (after, limit) => central.client.get("/v1/places", { ...asked, limit, total: after === "", ...(archived ? { archived } : {}), ...(after === "" ? {} : { after }) }),
    one: (one) => central.client.get("/v1/places/{id}", undefined, { id: one }),
  });
  const none = (
    <Empty title={words.t("list.none_found")} text={words.t("list.none_found_text")}>
      <button type="button" class="button" onClick={clear}>{words.t("list.clear")}</button>
    </Empty>
  );
  return (
    <>
      <Head add={add} note={<Count list={list} />} />
      <Table list={list} label={words.t("places.title")} columns={columns} open={open} to={to} empty={none} />
    </>
  );
}

const columns: readonly Column<Place>[] = [
  { id: "name", title: "places.name", sort: "name", cell: (p) => <PlaceName place={p} /> },
  { id: "code", title: "places.code", sort: "code", width: "160px", rank: 2, cell: (p) => <Cut class="mono" text={p.code} /> },
  { id: "kind", title: "places.kind", width: "128px", cell: (p) => <PlaceKind place={p} /> },
  { id: "parent", title: "places.parent", width: "22%", rank: 3, cell: (p) => <Parent place={p} /> },
];

export function PlaceName({ place }: { place: Place }): JSX.Element {
  const words = useWords();
  return <span class="named"><Cut class="strong" text={place.name} />{place.archived === true ? <span class="mark-word">{words.t("archive.sign")}</span> : null}</span>;
}

export function PlaceKind({ place }: { place: Place }): JSX.Element {
  const words = useWords();
  return <Cut class="muted" text={words.maybe("place", place.kind)} />;
}

function Parent({ place }: { place: Place }): JSX.Element {
  const central = useCentral();
  return <Cut text={central.rows.find("place", place.parent_id)?.name ?? ""} />;
}
