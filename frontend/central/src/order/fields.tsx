import type { JSX } from "preact";
import { CheckField, FormBody, PickField, SelectField, TextField } from "../form/fields";
import type { Form } from "../form/form";
import { Pick } from "../form/pick";
import { sentencesOf, type Key } from "../i18n/words";
import type { To } from "../nav/router";
import { Cut } from "../parts/basics";
import { Icon } from "../parts/icons";
import { useJobs, usePeople, usePlaces, useSites, useTypes } from "../parts/sources";
import { useCentral, useRouter, useWords } from "../state/context";
import { priorities, type Priority, type V, type Wanted } from "./wanted";

const labels: Readonly<Record<keyof V, Key>> = {
  title: "orders.called", site_id: "orders.pick_up", requester_id: "orders.requester", project_id: "orders.job", priority: "orders.priority", is_asap: "orders.asap",
  start_day: "orders.start_day", start_time: "orders.start_time", end_day: "orders.end_day", end_time: "orders.end_time", lines: "orders.lines",
  destination_id: "orders.destination", notes: "orders.notes",
};

/** What is typed of an order. The site of one that is there already stays: `kept`. */
export function OrderFields({ form, submit, close, kept = false }: { form: Form<V>; submit: string; close: To; kept?: boolean }): JSX.Element {
  const central = useCentral();
  const router = useRouter();
  const words = useWords();
  const label = (field: keyof V): string => words.t(labels[field]);
  const optional = (field: keyof V): string => words.t("form.optional", { label: label(field) });
  const nameOf = (type: string): string => central.rows.find("item_type", type)?.name ?? "";
  const text = (field: keyof V, value: unknown): string => {
    const said = String(value);
    switch (field) {
      case "lines": return (value as V["lines"]).map((l) => `${l.quantity} × ${nameOf(l.type)}`).join(", ");
      case "is_asap": return words.t(value === true ? "form.yes" : "form.no");
      case "priority": return words.maybe("priority", said);
      case "requester_id": return central.rows.find("person", said)?.name ?? "";
      case "project_id": return central.rows.find("project", said)?.name ?? "";
      case "site_id":
      case "destination_id": return central.rows.find("place", said)?.name ?? "";
      default: return said;
    }
  };
  const say = (field: keyof V & string, value: unknown) => ({ label: label(field), value: text(field, value) || words.t("form.none") });
  const asap = form.values.value.is_asap;
  return (
    <FormBody form={form} label={words.t(kept ? "orders.single" : "orders.new")} submit={submit} cancel={() => router.go(close, "replace")} say={say}>
      <TextField form={form} name="title" label={optional("title")} first />
      {kept ? null : <PickField form={form} name="site_id" label={label("site_id")} source={useSites()} />}
      <PickField form={form} name="requester_id" label={kept ? label("requester_id") : optional("requester_id")} source={usePeople()} optional={!kept} />
      <PickField form={form} name="project_id" label={optional("project_id")} source={useJobs()} optional />
      <SelectField form={form} name="priority" label={label("priority")} options={(Object.keys(priorities) as Priority[]).toReversed().map((p) => ({ value: p, label: words.t(`priority.${p}`) }))} />
      <CheckField form={form} name="is_asap" label={label("is_asap")} hint={words.t("orders.asap_hint")} />
      {asap ? null : <TextField form={form} name="start_day" label={label("start_day")} type="date" />}
      {asap ? null : <TextField form={form} name="start_time" label={optional("start_time")} type="time" hint={words.t("orders.opening")} />}
      <TextField form={form} name="end_day" label={label("end_day")} type="date" />
      <TextField form={form} name="end_time" label={optional("end_time")} type="time" hint={words.t("orders.closing")} />
      <AskedFor form={form} />
      <PickField form={form} name="destination_id" label={optional("destination_id")} source={usePlaces()} optional />
      <TextField form={form} name="notes" label={optional("notes")} max={2000} long />
    </FormBody>
  );
}

/** What is asked for: a type is picked, and a number stands beside it. */
function AskedFor({ form }: { form: Form<V> }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const source = useTypes();
  const { lines } = form.values.value;
  const wrong = form.wrong.value["lines"];
  const put = (next: readonly Wanted[]): void => form.set("lines", next);
  return (
    <fieldset class="asked" disabled={form.stage.value.state === "saving"}>
      <legend class="field__label">{words.t("orders.lines")}</legend>
      {lines.map((l, n) => {
        const name = central.rows.find("item_type", l.type)?.name ?? "";
        return (
          <div class="asked__line" key={`${l.type} ${n}`}>
            <Cut text={name} />
            <input class="field__input" aria-label={words.t("orders.quantity", { name })} inputMode="numeric" maxLength={4} value={l.quantity}
              onInput={(e) => put(lines.with(n, { ...l, quantity: e.currentTarget.value }))} />
            <button type="button" class="button button--quiet" aria-label={words.t("orders.without", { name })} onClick={() => put(lines.toSpliced(n, 1))}><Icon name="close" /></button>
          </div>
        );
      })}
      <Pick key={lines.length} label={words.t("orders.add_type")} value="" source={source} {...(wrong === undefined ? {} : { invalid: "asked-wrong" })}
        onPick={(id) => (id === "" || lines.some((l) => l.type === id) ? undefined : put([...lines, { type: id, quantity: "1" }]))} />
      {wrong === undefined ? null : <span class="field__wrong" id="asked-wrong">{sentencesOf(wrong)}</span>}
    </fieldset>
  );
}
