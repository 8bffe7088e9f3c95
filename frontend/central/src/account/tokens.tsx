import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { ListedToken, Me, MintedToken } from "../api/types";
import { FormBody, SelectField, TextField, useForm } from "../form/fields";
import { Cut, Moment } from "../parts/basics";
import { Icon } from "../parts/icons";
import { Panel } from "../parts/panel";
import { Sure } from "../parts/sure";
import { useCentral, useRead, useWords } from "../state/context";
import { Secret } from "./secret";
import { endOf, ordered, roles, rolesFor, spans } from "./values";

/** The tokens of somebody's programs: made, shown once, revoked. */
export function Tokens({ me }: { me: Me }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<MintedToken | undefined>(undefined);
  const reading = useRead("own tokens", () => central.client.get("/v1/tokens", { user_id: me.user_id, limit: 200 }), ["token/"]);
  const add = making ? undefined : <button type="button" class="button panel__tool" onClick={() => (setMade(undefined), setMaking(true))}><Icon name="plus" />{words.t("tokens.new")}</button>;
  return (
    <Panel id="tokens" title={words.t("tokens.title")} tools={add} file={(reading.data.value?.items.length ?? 0) === 0 ? undefined : { path: "/v1/tokens.csv", asked: { user_id: me.user_id } }} resource={reading} rows={2}>
      {(data) => (
        <>
          {made === undefined ? null : <Secret title={words.t("tokens.made", { name: made.token.name })} text={words.t("tokens.once")} secret={made.secret} done={() => setMade(undefined)} />}
          {making ? <NewToken me={me} close={() => setMaking(false)} done={(t) => (setMaking(false), setMade(t))} /> : null}
          {data.items.length === 0 ? <p class="hint">{words.t("tokens.empty")}</p> : <ul class="rowlist">{ordered(data.items).map((t) => <OneToken key={t.id} token={t} />)}</ul>}
        </>
      )}
    </Panel>
  );
}

type V = { name: string; role: string; days: string };

function NewToken({ me, close, done }: { me: Me; close: () => void; done: (made: MintedToken) => void }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const may = rolesFor(me.role);
  const form = useForm<V, MintedToken>("new token", {
    from: { name: "", role: may.at(-1) ?? "viewer", days: "90" }, rev: 0, needs: { name: words.t("tokens.need_name") },
    save: (v, { key }) => central.client.post("/v1/tokens", { name: v.name.trim(), role: roles.find((r) => r === v.role) ?? "viewer", ...endOf(v.days, Date.now()) }, { key }),
    done(made) {
      central.newsroom.touch(`token/${made.token.id}`);
      done(made);
    },
  });
  return (
    <FormBody form={form} label={words.t("tokens.new")} submit={words.t("tokens.make")} cancel={close} say={(field, value) => ({ label: field, value: String(value) })}>
      <TextField form={form} name="name" label={words.t("tokens.name")} hint={words.t("tokens.name_hint")} max={80} wide first />
      <SelectField form={form} name="role" label={words.t("tokens.role")} hint={words.t("tokens.role_hint")} options={may.map((r) => ({ value: r, label: words.maybe("role", r) }))} />
      <SelectField form={form} name="days" label={words.t("tokens.lasts")} options={spans.map((d) => ({ value: d, label: d === "0" ? words.t("tokens.for_ever") : words.t("span.days", { n: Number(d) }) }))} />
    </FormBody>
  );
}

/** A token, and its end. */
export function OneToken({ token: t }: { token: ListedToken }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const [ending, setEnding] = useState(false);
  const valid = t.status === "valid";
  async function revoke(key: string): Promise<void> {
    await central.client.post("/v1/tokens/{id}/revoke", undefined, { id: t.id, key, rev: t.rev });
    central.newsroom.touch(`token/${t.id}`);
    central.toasts.say(words.t("tokens.revoked", { name: t.name }));
  }
  return (
    <li class={valid ? "rowlist__row" : "rowlist__row rowlist__row--gone"}>
      <div class="rowlist__what">
        <p class="strong"><Cut text={t.name} /></p>
        <p class="muted">
          {words.maybe("role", t.role)} · {t.used_at === undefined ? words.t("tokens.unused") : words.t("tokens.used", { when: words.relative(t.used_at) })} · {t.expires_at === undefined ? words.t("tokens.no_end") : <>{words.t("tokens.until")} <Moment at={t.expires_at} kind="moment" /></>}
        </p>
      </div>
      {!valid ? <span class="rowlist__sign">{words.maybe("token", t.status)}</span> : ending ? null : <button type="button" class="button" aria-label={words.t("tokens.revoke_of", { name: t.name })} onClick={() => setEnding(true)}>{words.t("tokens.revoke")}</button>}
      {ending ? <Sure text={words.t("tokens.revoke_sure")} label={words.t("tokens.revoke")} run={revoke} keep={() => setEnding(false)} /> : null}
    </li>
  );
}
