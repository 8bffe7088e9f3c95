import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { User } from "../api/types";
import { Link } from "../nav/link";
import type { To } from "../nav/router";
import { Empty, Moment, Skeleton } from "../parts/basics";
import { Detail, Line, Lines } from "../parts/detail";
import { Failure, isGone, problemText } from "../parts/failure";
import { Icon } from "../parts/icons";
import { Sure } from "../parts/sure";
import { useCentral, useHere, useRead, useWords } from "../state/context";
import { Sessions, Tokens } from "./access";
import { EditUser, path } from "./edit";
import { GivePassword } from "./password";
import { inputOf, valuesOf } from "./values";

/** One account: what it may, where it is logged in, and the tokens of its programs. */
export function UserDetail({ id, close }: { id: string; close: To }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const { query } = useHere();
  const reading = useRead(`user ${id}`, () => central.client.get(path, undefined, { id }), [`user/${id}`]);
  const user = reading.data.value;
  const failure = reading.failure.value;
  if (user === undefined) {
    return (
      <Detail title={words.t(isGone(failure) ? "users.gone" : "users.single")} close={close}>
        {failure === undefined ? <Skeleton rows={8} /> : isGone(failure) ? <Empty title={words.t("users.gone")} text={words.t("users.gone_text")} /> : <Failure failure={failure} old={false} again={() => void reading.refresh()} />}
      </Detail>
    );
  }
  const { do: doing, ...rest } = query;
  const self: To = { route: "user", id, query: rest };
  if (doing === "edit") return <Detail title={user.name} over={user.login} close={close}><EditUser user={user} close={self} /></Detail>;
  return <Shown user={user} self={self} close={close}><Failure failure={failure} old again={() => void reading.refresh()} /></Shown>;
}

function Shown({ user, self, close, children }: { user: User; self: To; close: To; children: JSX.Element }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const [closing, setClosing] = useState(false);
  const [busy, setBusy] = useState(false);
  const session = central.session.value;
  const own = session.state === "in" && session.me.user_id === user.id;
  const closed = user.disabled === true;

  async function put(disabled: boolean, rev: number, key: string): Promise<User> {
    const saved = await central.client.put(path, inputOf({ ...valuesOf(user), disabled }), { id: user.id, key, rev });
    central.newsroom.touch(`user/${user.id}`);
    central.newsroom.touch("session/");
    central.newsroom.touch("token/");
    return saved;
  }

  async function turn(disabled: boolean, key: string): Promise<void> {
    const saved = await put(disabled, user.rev, key);
    setClosing(false);
    central.toasts.say(words.t(disabled ? "users.is_closed" : "users.is_open", { name: user.name }), {
      undo: async () => void (await put(!disabled, saved.rev, central.newKey())),
    });
  }

  async function open(): Promise<void> {
    setBusy(true);
    try {
      await turn(false, central.newKey());
    } catch (cause) {
      central.note(cause);
      central.toasts.say(problemText(cause, words), { bad: true });
    }
    setBusy(false);
  }

  const actions = closing ? undefined : (
    <>
      {closed ? <button type="button" class="button" disabled={busy} onClick={() => void open()}>{words.t("users.open")}</button>
        : <button type="button" class="button button--quiet" onClick={() => setClosing(true)}>{words.t("users.close")}</button>}
      <Link to={{ ...self, query: { ...self.query, do: "edit" } }} how="replace" class="button"><Icon name="edit" />{words.t("panel.edit")}</Link>
    </>
  );
  return (
    <Detail title={user.name} over={user.login} close={close} actions={actions}>
      {children}
      {closing ? <Sure text={words.t(own ? "users.close_own_sure" : "users.close_sure", { name: user.name })} label={words.t("users.close")} run={(key) => turn(true, key)} keep={() => setClosing(false)} /> : null}
      <Facts user={user} />
      {own ? <p class="part muted">{words.t("users.own")} <Link to={{ route: "account" }} class="link-text">{words.t("account.title")}</Link></p> : closed ? null : <GivePassword user={user} />}
      <Sessions user={user} own={own} />
      <Tokens user={user} />
    </Detail>
  );
}

function Facts({ user }: { user: User }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const site = central.rows.find("place", user.site_id);
  const person = central.rows.find("person", user.person_id);
  return (
    <Lines>
      <Line name={words.t("users.closed")}>{user.disabled === true ? words.t("form.yes") : ""}</Line>
      <Line name={words.t("users.role")}>{words.maybe("role", user.role)}</Line>
      <Line name={words.t("users.beside")}>{(user.scopes ?? []).map((s) => words.maybe("scope", s)).join(", ")}</Line>
      <Line name={words.t("users.site")}>{site === undefined ? "" : <Link to={{ route: "place", id: site.id }} class="link-text">{site.name}</Link>}</Line>
      <Line name={words.t("users.person")}>{person === undefined ? "" : <Link to={{ route: "person", id: person.id }} class="link-text">{person.name}</Link>}</Line>
      <Line name={words.t("row.created")}><Moment at={user.created_at} kind="when" /></Line>
    </Lines>
  );
}
