import type { JSX } from "preact";
import type { Person } from "../api/types";
import { FormBody, PickField, TextField, useForm } from "../form/fields";
import type { Form } from "../form/form";
import type { Key } from "../i18n/words";
import type { To } from "../nav/router";
import { Detail } from "../parts/detail";
import { useCompanies, useSites } from "../parts/sources";
import { useCentral, useRouter, useWords } from "../state/context";
import { fresh, inputOf, offered, turned, valuesOf, type Group, type V } from "./values";

export const path = "/v1/people/{id}";

export function NewPerson({ close }: { close: To }): JSX.Element {
  const central = useCentral();
  const router = useRouter();
  const words = useWords();
  const asked = router.here.peek().query;
  const form = useForm<V, Person>("new person", {
    from: { ...fresh, site_id: asked["site_id"] ?? "", company_id: asked["company_id"] ?? "" }, rev: 0, needs: { name: words.t("people.need_name") },
    save: (v, { key }) => central.client.post("/v1/people", inputOf(v), { key }),
    done(saved) {
      central.newsroom.touch(`person/${saved.id}`);
      central.toasts.say(words.t("toast.created", { name: saved.name }), {
        async undo() {
          await central.client.delete(path, undefined, { id: saved.id, key: central.newKey(), rev: saved.rev });
          if (router.here.peek().id === saved.id) router.go(close, "replace");
          central.newsroom.touch(`person/${saved.id}`);
        },
      });
      router.go({ route: "person", id: saved.id, query: close.query ?? {} }, "replace");
    },
  });
  return <Detail title={words.t("people.new")} close={close}><Fields form={form} submit={words.t("form.create")} close={close} /></Detail>;
}

export function EditPerson({ person, close }: { person: Person; close: To }): JSX.Element {
  const central = useCentral();
  const router = useRouter();
  const words = useWords();
  const { id } = person;
  const form = useForm<V, Person>(`edit ${id}`, {
    from: valuesOf(person), rev: person.rev, needs: { name: words.t("people.need_name") },
    save: (v, { key, rev }) => central.client.put(path, inputOf(v, person), { id, key, rev }),
    async current() {
      const now = await central.client.get(path, undefined, { id });
      return { values: valuesOf(now), rev: now.rev };
    },
    done(saved, before) {
      central.newsroom.touch(`person/${id}`);
      central.toasts.say(words.t("toast.saved", { name: saved.name }), {
        async undo() {
          await central.client.put(path, inputOf(before, saved), { id, key: central.newKey(), rev: saved.rev });
          central.newsroom.touch(`person/${id}`);
        },
      });
      router.go(close, "replace");
    },
  });
  return <Fields form={form} submit={words.t("form.save")} close={close} />;
}

const labels: Readonly<Record<keyof V, Key>> = {
  name: "people.name", job_title: "people.job_title", email: "people.email", phone: "people.phone", site_id: "people.site", company_id: "people.company", capabilities: "people.may",
};

function Fields({ form, submit, close }: { form: Form<V>; submit: string; close: To }): JSX.Element {
  const central = useCentral();
  const router = useRouter();
  const words = useWords();
  const optional = (key: Key): string => words.t("form.optional", { label: words.t(key) });
  const text = (field: keyof V, value: unknown): string => {
    if (Array.isArray(value)) return value.map((r) => words.maybe("right", String(r))).join(", ");
    const id = String(value);
    return field === "site_id" ? (central.rows.find("place", id)?.name ?? "") : field === "company_id" ? (central.rows.find("company", id)?.name ?? "") : id;
  };
  const say = (field: keyof V & string, value: unknown) => ({ label: words.t(labels[field]), value: text(field, value) || words.t("form.none") });
  return (
    <FormBody form={form} label={words.t("people.single")} submit={submit} cancel={() => router.go(close, "replace")} say={say}>
      <TextField form={form} name="name" label={words.t("people.name")} first />
      <TextField form={form} name="job_title" label={optional("people.job_title")} max={120} />
      <PickField form={form} name="site_id" label={optional("people.site")} hint={words.t("people.site_hint")} source={useSites()} optional />
      <PickField form={form} name="company_id" label={optional("people.company")} source={useCompanies()} optional />
      <TextField form={form} name="email" label={optional("people.email")} />
      <TextField form={form} name="phone" label={optional("people.phone")} max={60} />
      <RightsField form={form} group="badge" />
      <RightsField form={form} group="pin" />
    </FormBody>
  );
}

/** What the person may do at a kiosk, of one group. */
function RightsField({ form, group }: { form: Form<V>; group: Group }): JSX.Element {
  const words = useWords();
  const { capabilities } = form.values.value;
  return (
    <fieldset class="rights" disabled={form.stage.value.state === "saving"}>
      <legend class="field__label">{words.t(`granted.${group}`)}</legend>
      {offered[group].map((r) => (
        <label class="check" key={r}>
          <input type="checkbox" name={r} checked={capabilities.includes(r)} onChange={(e) => form.set("capabilities", turned(capabilities, r, e.currentTarget.checked))} />
          <span>{words.t(`right.${r}`)}</span>
        </label>
      ))}
    </fieldset>
  );
}
