import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { passwordHint } from "../account/rules";
import type { LoginReply, PasswordRules } from "../api/types";
import { CheckField, PickField, TextField, useForm } from "../form/fields";
import type { Form } from "../form/form";
import { sentencesOf } from "../i18n/words";
import { Link } from "../nav/link";
import { Mark } from "../panels/login";
import { minutesOf } from "../place/values";
import { useCentral, useRead, useWords } from "../state/context";
import { atField, codeFor, inputOf, loginFor, secretOf, zones, type V } from "./values";

type Typed = V & { shown: boolean };

/** The secret of the link that was opened. It leaves the address bar, and so the history, at once. */
function takeSecret(): string {
  const secret = secretOf(location.hash);
  if (secret !== "") history.replaceState(history.state, "", location.pathname + location.search);
  return secret;
}

/** The first start: the company, its first site, and who may do everything. */
export function SetupPage(): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const [secret] = useState(takeSecret);
  const state = useRead("setup", () => central.client.get("/v1/setup"), []);
  const known = state.data.value;
  return (
    <main class="login setup">
      <div class="login__card setup__card" aria-busy={known === undefined}>
        <p class="login__brand"><Mark />{words.t("app.name")}</p>
        <h1 class="login__title">{words.t(known?.needs_setup === false ? "setup.done" : "setup.title")}</h1>
        {known === undefined ? null : !known.needs_setup ? <Done /> : !known.link_open ? <Used /> : <SetupForm secret={secret} refresh={() => void state.refresh()} />}
      </div>
    </main>
  );
}

function Done(): JSX.Element {
  const words = useWords();
  return (
    <>
      <p class="muted">{words.t("setup.done_text")}</p>
      <Link to={{ route: "login" }} class="button button--first login__submit">{words.t("login.submit")}</Link>
    </>
  );
}

function Used(): JSX.Element {
  const words = useWords();
  return <p class="login__wrong" role="alert">{words.t("setup.used")}</p>;
}

function SetupForm({ secret, refresh }: { secret: string; refresh: () => void }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const rules = useRead("password rules", () => central.client.get("/v1/auth/password-rules"), []).data.value;
  const time = words.t("setup.need_time");
  const form = useForm<Typed, LoginReply>("setup", {
    from: { link: secret, company: "", site: "", code: "", zone: Intl.DateTimeFormat().resolvedOptions().timeZone, opens: "08:00", closes: "18:00", name: "", login: "", password: "", shown: false },
    rev: 0,
    needs: {
      link: words.t("setup.need_link"), company: words.t("setup.need_company"), site: words.t("setup.need_site"), zone: words.t("setup.need_zone"),
      name: words.t("setup.need_name"), password: words.t("setup.need_password"),
    },
    check: (v) => ({
      ...(Number.isNaN(minutesOf(v.opens)) ? { opens: time } : {}), ...(Number.isNaN(minutesOf(v.closes)) ? { closes: time } : {}),
      ...(v.site.trim() !== "" && v.code.trim() === "" && codeFor(v.site) === "" ? { code: words.t("setup.need_code") } : {}),
      ...(v.name.trim() !== "" && v.login.trim() === "" && loginFor(v.name) === "" ? { login: words.t("setup.need_login") } : {}),
    }),
    async save(v) {
      try {
        return await central.client.post("/v1/setup", inputOf(v));
      } catch (cause) {
        throw atField(cause);
      }
    },
    done: (reply) => central.arrive(reply.me),
  });
  const stage = form.stage.value;
  const saving = stage.state === "saving";
  // Somebody else may have been first, or an answer was lost: central knows what is true.
  useEffect(() => {
    if (stage.state === "lost" || (stage.state === "refused" && stage.problem.status !== 422)) refresh();
  }, [stage]);
  const wrongs = Object.values(form.wrong.value).some((w) => w !== undefined);
  return (
    <form class="setup__form" aria-label={words.t("setup.title")} noValidate onSubmit={(e) => {
      e.preventDefault();
      void form.save();
    }}>
      <p class="muted">{words.t("setup.text")}</p>
      {secret === "" ? <Group title={words.t("setup.link_title")}><TextField form={form} name="link" label={words.t("setup.link")} hint={words.t("setup.link_hint")} max={1000} mono wide first /></Group> : null}
      <Group title={words.t("setup.company")}>
        <TextField form={form} name="company" label={words.t("setup.company_name")} wide first={secret !== ""} />
      </Group>
      <Group title={words.t("setup.site")} text={words.t("setup.site_text")}>
        <TextField form={form} name="site" label={words.t("setup.site_name")} />
        <TextField form={form} name="code" label={words.t("setup.code")} hint={words.t("setup.code_hint")} placeholder={codeFor(form.values.value.site)} max={128} mono />
        <PickField form={form} name="zone" label={words.t("setup.zone")} source={zones} />
        <span class="setup__times">
          <TextField form={form} name="opens" label={words.t("setup.opens")} type="time" />
          <TextField form={form} name="closes" label={words.t("setup.closes")} type="time" />
        </span>
      </Group>
      <Account form={form} rules={rules} />
      {secret !== "" && form.wrong.value.link !== undefined ? <p class="login__wrong" role="alert">{sentencesOf(form.wrong.value.link)} {words.t("setup.again")}</p> : null}
      {stage.state === "lost" ? <p class="login__wrong" role="alert">{words.t("form.lost")}</p> : null}
      {stage.state === "refused" && !wrongs ? <p class="login__wrong" role="alert">{sentencesOf(stage.problem.detail ?? stage.problem.title, stage.problem.hint)}</p> : null}
      <button type="submit" class="button button--first login__submit" disabled={saving}>{words.t(saving ? "setup.busy" : "setup.submit")}</button>
    </form>
  );
}

function Account({ form, rules }: { form: Form<Typed>; rules: PasswordRules | undefined }): JSX.Element {
  const words = useWords();
  const { name, shown } = form.values.value;
  return (
    <Group title={words.t("setup.account")} text={words.t("setup.account_text")}>
      <TextField form={form} name="name" label={words.t("setup.name")} />
      <TextField form={form} name="login" label={words.t("login.login")} placeholder={loginFor(name)} max={128} />
      <TextField form={form} name="password" label={words.t("login.password")} max={1024} wide {...(shown ? {} : { type: "password" as const })}
        {...passwordHint(words, rules)} />
      <CheckField form={form} name="shown" label={words.t("setup.show")} />
    </Group>
  );
}

function Group({ title, text, children }: { title: string; text?: string; children: preact.ComponentChildren }): JSX.Element {
  return (
    <fieldset class="setup__group">
      <legend class="setup__legend">{title}</legend>
      {text === undefined ? null : <p class="setup__text">{text}</p>}
      <div class="form__fields">{children}</div>
    </fieldset>
  );
}
