import type { JSX } from "preact";
import type { User } from "../api/types";
import { askedOf } from "../list/asked";
import { CSV } from "../list/csv";
import { Chip, Filters, Search, Toggle, useNarrowed } from "../list/filters";
import { Count, Table, type Column } from "../list/table";
import { Link } from "../nav/link";
import type { To } from "../nav/router";
import { Cut, Empty, Moment } from "../parts/basics";
import { Icon } from "../parts/icons";
import { Forbidden, PageHead, Split } from "../parts/page";
import { useCentral, useHere, useList, useWords } from "../state/context";
import { UserDetail } from "./detail";
import { NewUser } from "./edit";
import { roles } from "./values";

const filters = ["role", "closed"] as const;

/** Who may log in here, and as what. It is an admin's to see. */
export function UsersPage(): JSX.Element {
  const words = useWords();
  const may = useCentral().may("put_account");
  return may ? <Users /> : (
    <>
      <PageHead title={words.t("users.title")} />
      <Forbidden />
    </>
  );
}

function Users(): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const { id, query } = useHere();
  const { q = "", role: asked = "", closed = "" } = query;
  const role = roles.filter((r) => r === asked);
  const list = useList<User>(`users ${JSON.stringify([q, role, closed])}`, {
    kind: "user",
    page: (after, limit) => central.client.get("/v1/users", { q, ...(role.length === 0 ? {} : { role }), open: closed !== "true", limit, total: after === "", ...(after === "" ? {} : { after }) }),
    one: (one) => central.client.get("/v1/users/{id}", undefined, { id: one }),
  });
  const { do: doing, ...rest } = query;
  const close: To = { route: "users", query: rest };
  const detail = doing === "new" ? <NewUser close={close} /> : id === "" ? undefined : <UserDetail key={id} id={id} close={close} />;
  const add = <Link to={{ route: "users", query: { ...rest, do: "new" } }} class="button button--first"><Icon name="plus" />{words.t("users.new")}</Link>;
  return (
    <Split detail={detail}>
      <PageHead title={words.t("users.title")} note={<Count list={list} />} action={add}>
        <Filters>
          <Search hint={words.t("users.find_hint")} />
          <Chip name="role" label={words.t("users.role")} options={roles.map((r) => ({ value: r, label: words.maybe("role", r) }))} />
          <Toggle name="closed" label={words.t("users.with_closed")} />
          <CSV path="/v1/users.csv" asked={{ ...askedOf(query, ["q"]), ...(role[0] === undefined ? {} : { role: role[0] }), ...(closed === "true" ? {} : { open: "true" }) }} />
        </Filters>
      </PageHead>
      <Table list={list} label={words.t("users.title")} columns={columns} open={id} to={(u) => ({ route: "user", id: u.id, query: rest })} empty={<None add={add} />} />
    </Split>
  );
}

function None({ add }: { add: JSX.Element }): JSX.Element {
  const words = useWords();
  const { narrowed, clear } = useNarrowed(filters);
  if (!narrowed) return <Empty title={words.t("users.empty")} text={words.t("users.empty_text")}>{add}</Empty>;
  return (
    <Empty title={words.t("list.none_found")} text={words.t("list.none_found_text")}>
      <button type="button" class="button" onClick={clear}>{words.t("list.clear")}</button>
    </Empty>
  );
}

const columns: readonly Column<User>[] = [
  { id: "name", title: "users.name", cell: (u) => <Name user={u} /> },
  { id: "login", title: "login.login", width: "20%", rank: 2, cell: (u) => <Cut text={u.login} /> },
  { id: "role", title: "users.role", width: "152px", cell: (u) => <Role user={u} /> },
  { id: "site", title: "users.site", width: "16%", rank: 3, cell: (u) => <Site id={u.site_id} /> },
  { id: "changed", title: "people.changed", width: "112px", right: true, rank: 3, cell: (u) => <span class="muted"><Moment at={u.updated_at} kind="relative" /></span> },
];

function Name({ user }: { user: User }): JSX.Element {
  const words = useWords();
  return (
    <span class="named">
      <Cut class="strong" text={user.name} />
      {user.disabled === true ? <span class="mark-word">{words.t("users.closed")}</span> : null}
    </span>
  );
}

function Role({ user }: { user: User }): JSX.Element {
  const words = useWords();
  const n = user.scopes?.length ?? 0;
  const role = words.maybe("role", user.role);
  return <Cut text={n === 0 ? role : words.t("users.and_more", { role, n })} />;
}

function Site({ id }: { id: string | undefined }): JSX.Element {
  return <Cut text={useCentral().rows.find("place", id)?.name ?? ""} />;
}
