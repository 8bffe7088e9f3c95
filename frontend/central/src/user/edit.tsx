import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Secret } from "../account/secret";
import type { User } from "../api/types";
import { FormBody, PickField, SelectField, TextField, useForm } from "../form/fields";
import type { Form } from "../form/form";
import type { Key } from "../i18n/words";
import type { To } from "../nav/router";
import { Detail } from "../parts/detail";
import { usePeople, useSites } from "../parts/sources";
import { loginFor } from "../setup/values";
import { useCentral, useRouter, useWords } from "../state/context";
import { Password } from "./password";
import { fresh, hasAll, inputOf, roles, scopes, turned, valuesOf, type V } from "./values";

export const path = "/v1/users/{id}";

/** A new account, and then its first password, which is shown this once. */
export function NewUser({ close }: { close: To }): JSX.Element {
  const central = useCentral();
  const router = useRouter();
  const words = useWords();
  const [made, setMade] = useState<{ user: User; password: string } | undefined>(undefined);
  const form = useForm<V, User>("new user", {
    from: fresh, rev: 0, needs: { name: words.t("users.need_name"), password: words.t("users.need_password") },
    check: (v) => (v.name.trim() !== "" && v.login.trim() === "" && loginFor(v.name) === "" ? { login: words.t("setup.need_login") } : {}),
    save: (v, { key }) => central.client.post("/v1/users", { ...inputOf(v), password: v.password }, { key }),
    done(user, _, { password }) {
      central.newsroom.touch(`user/${user.id}`);
      central.toasts.say(words.t("toast.created", { name: user.name }), {
        undoing: { word: words.t("users.unmake"), done: words.t("users.unmade", { name: user.name }) },
        async undo() {
          await central.client.put(path, inputOf({ ...valuesOf(user), disabled: true }), { id: user.id, key: central.newKey(), rev: user.rev });
          central.newsroom.touch(`user/${user.id}`);
          router.go(close, "replace");
        },
      });
      setMade({ user, password });
    },
  });
  if (made !== undefined) {
    const go = (): void => router.go({ route: "user", id: made.user.id, query: close.query ?? {} }, "replace");
    return (
      <Detail title={made.user.name} over={made.user.login} close={close}>
        <Secret title={words.t("users.first_password", { name: made.user.name })} text={words.t("users.hand_over", { login: made.user.login })} secret={made.password} done={go} />
      </Detail>
    );
  }
  return (
    <Detail title={words.t("users.new")} close={close}>
      <Fields form={form} submit={words.t("form.create")} close={close}><Password form={form} /></Fields>
    </Detail>
  );
}

export function EditUser({ user, close }: { user: User; close: To }): JSX.Element {
  const central = useCentral();
  const router = useRouter();
  const words = useWords();
  const { id } = user;
  const session = central.session.value;
  const own = session.state === "in" && session.me.user_id === id;

  /** What one may oneself has changed with one's own account. */
  async function changed(): Promise<void> {
    central.newsroom.touch(`user/${id}`);
    if (own) central.arrive(await central.client.get("/v1/auth/me"));
  }

  const form = useForm<V, User>(`edit ${id}`, {
    from: valuesOf(user), rev: user.rev, needs: { name: words.t("users.need_name"), login: words.t("setup.need_login") },
    save: (v, { key, rev }) => central.client.put(path, inputOf(v), { id, key, rev }),
    async current() {
      const now = await central.client.get(path, undefined, { id });
      return { values: valuesOf(now), rev: now.rev };
    },
    done(saved, before) {
      central.toasts.say(words.t("toast.saved", { name: saved.name }), {
        async undo() {
          await central.client.put(path, inputOf(before), { id, key: central.newKey(), rev: saved.rev });
          await changed();
        },
      });
      router.go(close, "replace");
      changed().catch(central.note);
    },
  });
  return <Fields form={form} submit={words.t("form.save")} close={close} note={own ? words.t("users.own_rights") : words.t("users.rights_end")} />;
}

const labels: Readonly<Record<keyof V, Key>> = {
  name: "users.name", login: "login.login", role: "users.role", site_id: "users.site", person_id: "users.person", scopes: "users.beside", disabled: "users.closed", password: "login.password", shown: "setup.show",
};

interface Props {
  form: Form<V>;
  submit: string;
  close: To;
  note?: string;
  children?: JSX.Element;
}

/** The label of a field and its value, in words. */
export function useSay(): (field: keyof V & string, value: unknown) => { label: string; value: string } {
  const central = useCentral();
  const words = useWords();
  const text = (field: string, value: unknown): string => {
    if (Array.isArray(value)) return value.map((s) => words.maybe("scope", String(s))).join(", ");
    if (typeof value === "boolean") return words.t(value ? "form.yes" : "form.no");
    const said = String(value);
    return field === "site_id" ? (central.rows.find("place", said)?.name ?? "") : field === "person_id" ? (central.rows.find("person", said)?.name ?? "") : field === "role" ? words.maybe("role", said) : said;
  };
  return (field, value) => ({ label: words.t(labels[field]), value: text(field, value) || words.t("form.none") });
}

function Fields({ form, submit, close, note, children }: Props): JSX.Element {
  const router = useRouter();
  const words = useWords();
  const optional = (key: Key): string => words.t("form.optional", { label: words.t(key) });
  const say = useSay();
  const { name, role } = form.values.value;
  return (
    <FormBody form={form} label={words.t("users.single")} submit={submit} cancel={() => router.go(close, "replace")} say={say}>
      <TextField form={form} name="name" label={words.t("users.name")} first />
      <TextField form={form} name="login" label={words.t("login.login")} placeholder={loginFor(name)} max={128} />
      <SelectField form={form} name="role" label={words.t("users.role")} hint={words.maybe("role_may", role)} options={roles.map((r) => ({ value: r, label: words.maybe("role", r) }))} />
      {hasAll(role) ? null : <ScopesField form={form} />}
      <PickField form={form} name="site_id" label={optional("users.site")} source={useSites()} optional />
      <PickField form={form} name="person_id" label={optional("users.person")} hint={words.t("users.person_hint")} source={usePeople()} optional />
      {children}
      {note === undefined ? null : <p class="form__note muted">{note}</p>}
    </FormBody>
  );
}

/** What somebody may beside the role. */
function ScopesField({ form }: { form: Form<V> }): JSX.Element {
  const words = useWords();
  const given = form.values.value.scopes;
  return (
    <fieldset class="rights" disabled={form.stage.value.state === "saving"}>
      <legend class="field__label">{words.t("users.beside")}</legend>
      {scopes.map((s) => (
        <label class="check" key={s}>
          <input type="checkbox" name={s} checked={given.includes(s)} onChange={(e) => form.set("scopes", turned(given, s, e.currentTarget.checked))} />
          <span>{words.t(`scope.${s}`)}</span>
        </label>
      ))}
    </fieldset>
  );
}
