import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { CheckField, TextField, useForm } from "../form/fields";
import { sentencesOf } from "../i18n/words";
import { PageHead } from "../parts/page";
import { Panel } from "../parts/panel";
import { Sure } from "../parts/sure";
import { useCentral, useRead, useWords } from "../state/context";
import { passwordHint } from "./rules";
import { OneSession } from "./session";
import { Tokens } from "./tokens";

/** What belongs to an account: its password, where it is logged in, and the tokens of its programs. */
export function AccountPage(): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const session = central.session.value;
  if (session.state !== "in") return <></>;
  const { me } = session;
  return (
    <>
      <PageHead title={words.t("account.title")} note={words.t("account.who", { login: me.login, role: words.maybe("role", me.role) })} />
      <div class="accountpage">
        <Password weak={me.weak_password === undefined ? "" : sentencesOf(me.weak_password.message, me.weak_password.hint)} />
        <Sessions />
        <Tokens me={me} />
      </div>
    </>
  );
}

type V = { old: string; new: string; shown: boolean };
const blank: V = { old: "", new: "", shown: false };

function Password({ weak }: { weak: string }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const [turn, setTurn] = useState(0);
  const rules = useRead("password rules", () => central.client.get("/v1/auth/password-rules"), []).data.value;
  const form = useForm<V, undefined>(`own password ${turn}`, {
    from: blank, rev: 0,
    needs: { old: words.t("account.need_old"), new: words.t("account.need_new") },
    save: async (v) => central.client.post("/v1/auth/password", { old: v.old, new: v.new }),
    done() {
      setTurn(turn + 1);
      central.newsroom.touch("session/");
      central.toasts.say(words.t("account.password_changed"));
    },
  });
  const stage = form.stage.value;
  const shown = form.values.value.shown ? {} : { type: "password" as const };
  const wrongs = Object.values(form.wrong.value).some((w) => w !== undefined);
  return (
    <section class="panel" aria-labelledby="password-title">
      <header class="panel__head"><h2 class="panel__title" id="password-title">{words.t("login.password")}</h2></header>
      <form class="form" aria-label={words.t("login.password")} noValidate onSubmit={(e) => {
        e.preventDefault();
        void form.save();
      }}>
        {weak === "" ? null : <p class="form__wrong">{weak}</p>}
        {stage.state === "lost" ? <p class="form__wrong" role="alert">{words.t("form.lost")}</p> : null}
        {stage.state === "refused" && !wrongs ? <p class="form__wrong" role="alert">{sentencesOf(stage.problem.detail ?? stage.problem.title, stage.problem.hint)}</p> : null}
        <div class="form__fields">
          <TextField form={form} name="old" label={words.t("account.old")} max={1024} wide {...shown} />
          <TextField form={form} name="new" label={words.t("account.new")} max={1024} wide {...shown}
            {...passwordHint(words, rules)} />
          <CheckField form={form} name="shown" label={words.t("account.show")} />
        </div>
        <div class="form__end"><button type="submit" class="button button--first" disabled={stage.state === "saving"}>{words.t(stage.state === "saving" ? "form.saving" : "account.change_password")}</button></div>
      </form>
    </section>
  );
}

function Sessions(): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const [everybody, setEverybody] = useState(false);
  const [ending, setEnding] = useState(false);
  const reading = useRead(`sessions ${everybody}`, () => central.client.get("/v1/sessions", { own: !everybody }), ["session/"]);
  const others = reading.data.value?.items.some((s) => !s.current) === true;
  async function endOthers(): Promise<void> {
    const { ended } = await central.client.post("/v1/sessions/revoke-others", {});
    setEnding(false);
    central.newsroom.touch("session/");
    central.toasts.say(words.t("account.others_ended", { n: ended }));
  }
  const tools = central.may("put_account") ? (
    <label class="check panel__tool"><input type="checkbox" checked={everybody} onChange={(e) => setEverybody(e.currentTarget.checked)} /><span>{words.t("account.everybody")}</span></label>
  ) : undefined;
  return (
    <Panel id="sessions" title={words.t("account.sessions")} tools={tools} file={{ path: "/v1/sessions.csv", asked: everybody ? {} : { own: "true" } }} resource={reading} rows={3}>
      {(data) => (
        <>
          <ul class="rowlist">{data.items.map((s) => <OneSession key={s.id} session={s} named={everybody} />)}</ul>
          {data.more === true ? <p class="hint">{words.t("account.more")}</p> : null}
          {!others || everybody ? null : ending ? <div class="rowlist__end"><Sure text={words.t("account.others_sure")} label={words.t("account.end_others")} run={endOthers} keep={() => setEnding(false)} /></div>
            : <p class="rowlist__end"><button type="button" class="button" onClick={() => setEnding(true)}>{words.t("account.end_others")}</button></p>}
        </>
      )}
    </Panel>
  );
}
