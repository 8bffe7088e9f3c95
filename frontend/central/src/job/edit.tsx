import type { JSX } from "preact";
import type { Job, Place } from "../api/types";
import { FormBody, PickField, SelectField, TextField, useForm } from "../form/fields";
import type { Form } from "../form/form";
import type { Key, Words } from "../i18n/words";
import type { To } from "../nav/router";
import { Skeleton } from "../parts/basics";
import { Detail } from "../parts/detail";
import { Failure } from "../parts/failure";
import { useCompanies, usePlaces, useSites } from "../parts/sources";
import type { Central } from "../state/central";
import { useCentral, useRead, useRouter, useWords } from "../state/context";
import { fresh, inputOf, statuses, valuesOf, type V } from "./values";

export const path = "/v1/projects/{id}";

const siteOf = (central: Central, id: string): Promise<Place> => central.client.get("/v1/places/{id}", undefined, { id });
const needs = (words: Words) => ({ name: words.t("jobs.need_name"), site_id: words.t("jobs.need_site") });

/** Both days, or none; the end after the start. */
const check = (words: Words) => (v: V): Partial<Record<keyof V, string>> => {
  if (v.start_day === "" && v.end_day !== "") return { start_day: words.t("jobs.need_start") };
  if (v.start_day !== "" && v.end_day === "") return { end_day: words.t("jobs.need_end") };
  return v.start_day > v.end_day ? { end_day: words.t("jobs.backwards") } : {};
};

export function NewJob({ close }: { close: To }): JSX.Element {
  const central = useCentral();
  const router = useRouter();
  const words = useWords();
  const asked = router.here.peek().query;
  const form = useForm<V, Job>("new job", {
    from: { ...fresh, site_id: asked["site_id"] ?? "", company_id: asked["company_id"] ?? "" }, rev: 0, needs: needs(words), check: check(words),
    save: async (v, { key }) => central.client.post("/v1/projects", inputOf(v, await siteOf(central, v.site_id)), { key }),
    done(saved) {
      central.newsroom.touch(`project/${saved.id}`);
      central.toasts.say(words.t("toast.created", { name: saved.name }), {
        async undo() {
          await central.client.delete(path, undefined, { id: saved.id, key: central.newKey(), rev: saved.rev });
          if (router.here.peek().id === saved.id) router.go(close, "replace");
          central.newsroom.touch(`project/${saved.id}`);
        },
      });
      router.go({ route: "job", id: saved.id, query: close.query ?? {} }, "replace");
    },
  });
  return <Detail title={words.t("jobs.new")} close={close}><Fields form={form} submit={words.t("form.create")} close={close} /></Detail>;
}

/** Its days and times are those of its site, which is read first. */
export function EditJob({ job, close }: { job: Job; close: To }): JSX.Element {
  const central = useCentral();
  const id = job.site_id ?? "";
  const reading = useRead(`place ${id}`, () => siteOf(central, id), [`place/${id}`]);
  const site = reading.data.value;
  const failure = reading.failure.value;
  if (site === undefined) return failure === undefined ? <Skeleton rows={6} /> : <Failure failure={failure} old={false} again={() => void reading.refresh()} />;
  return <Edit job={job} site={site} close={close} />;
}

function Edit({ job, site, close }: { job: Job; site: Place; close: To }): JSX.Element {
  const central = useCentral();
  const router = useRouter();
  const words = useWords();
  const { id } = job;
  const form = useForm<V, Job>(`edit ${id}`, {
    from: valuesOf(job, site), rev: job.rev, needs: needs(words), check: check(words),
    save: async (v, { key, rev }) => central.client.put(path, inputOf(v, await siteOf(central, v.site_id), job), { id, key, rev }),
    async current() {
      const now = await central.client.get(path, undefined, { id });
      return { values: valuesOf(now, await siteOf(central, now.site_id ?? "")), rev: now.rev };
    },
    done(saved, before) {
      central.newsroom.touch(`project/${id}`);
      central.toasts.say(words.t("toast.saved", { name: saved.name }), {
        async undo() {
          await central.client.put(path, inputOf(before, await siteOf(central, before.site_id), job), { id, key: central.newKey(), rev: saved.rev });
          central.newsroom.touch(`project/${id}`);
        },
      });
      router.go(close, "replace");
    },
  });
  return <Fields form={form} submit={words.t("form.save")} close={close} />;
}

const labels: Readonly<Record<keyof V, Key>> = {
  name: "jobs.name", site_id: "jobs.site", company_id: "jobs.company", company_name: "jobs.company_name", place_id: "jobs.place", status: "jobs.status",
  start_day: "jobs.start_day", start_time: "orders.start_time", end_day: "jobs.end_day", end_time: "orders.end_time",
};

function Fields({ form, submit, close }: { form: Form<V>; submit: string; close: To }): JSX.Element {
  const central = useCentral();
  const router = useRouter();
  const words = useWords();
  const optional = (key: Key): string => words.t("form.optional", { label: words.t(key) });
  const text = (field: keyof V, value: string): string => {
    if (field === "site_id" || field === "place_id") return central.rows.find("place", value)?.name ?? "";
    if (field === "company_id") return central.rows.find("company", value)?.name ?? "";
    return field === "status" ? words.maybe("status", value) : value;
  };
  const say = (field: keyof V & string, value: unknown) => ({ label: words.t(labels[field]), value: text(field, String(value)) || words.t("form.none") });
  return (
    <FormBody form={form} label={words.t("jobs.single")} submit={submit} cancel={() => router.go(close, "replace")} say={say}>
      <TextField form={form} name="name" label={words.t("jobs.name")} first />
      <PickField form={form} name="site_id" label={words.t("jobs.site")} hint={words.t("jobs.site_hint")} source={useSites()} />
      <SelectField form={form} name="status" label={words.t("jobs.status")} options={statuses.map((s) => ({ value: s, label: words.t(`status.${s}`) }))} />
      <PickField form={form} name="company_id" label={optional("jobs.company")} source={useCompanies()} optional />
      {form.values.value.company_id === "" ? <TextField form={form} name="company_name" label={optional("jobs.company_name")} /> : <span />}
      <TextField form={form} name="start_day" label={optional("jobs.start_day")} type="date" />
      <TextField form={form} name="start_time" label={optional("orders.start_time")} type="time" hint={words.t("orders.opening")} />
      <TextField form={form} name="end_day" label={optional("jobs.end_day")} type="date" />
      <TextField form={form} name="end_time" label={optional("orders.end_time")} type="time" hint={words.t("orders.closing")} />
      <PickField form={form} name="place_id" label={optional("jobs.place")} source={usePlaces()} optional />
    </FormBody>
  );
}
