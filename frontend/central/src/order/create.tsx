import type { JSX } from "preact";
import type { Order } from "../api/types";
import { FormBody, PickField, TextField, useForm } from "../form/fields";
import type { Form } from "../form/form";
import { Pick } from "../form/pick";
import type { To } from "../nav/router";
import { sentencesOf } from "../i18n/words";
import { Cut } from "../parts/basics";
import { Detail } from "../parts/detail";
import { Icon } from "../parts/icons";
import { usePeople, usePlaces, useSites, useTypes } from "../parts/sources";
import { useCentral, useRouter, useWords } from "../state/context";
import { minutesOf } from "../place/values";
import { instantOf } from "./values";

interface Wanted {
  type: string;
  quantity: string;
}

type V = {
  title: string;
  requester_id: string;
  site_id: string;
  start_day: string;
  start_time: string;
  end_day: string;
  end_time: string;
  destination_id: string;
  notes: string;
  lines: readonly Wanted[];
};

const midnight = 24 * 60;

/** A new order, as a draft: it is sent in from its own page. */
export function NewOrder({ close }: { close: To }): JSX.Element {
  const central = useCentral();
  const router = useRouter();
  const words = useWords();
  const asked = router.here.peek().query;
  const form = useForm<V, Order>("new order", {
    from: { title: "", requester_id: asked["requester_id"] ?? "", site_id: asked["site_id"] ?? "", start_day: "", start_time: "", end_day: "", end_time: "", destination_id: "", notes: "", lines: [] },
    rev: 0,
    needs: { site_id: words.t("orders.need_site"), start_day: words.t("orders.need_start"), end_day: words.t("orders.need_end"), lines: words.t("orders.need_lines") },
    async save(v, { key }) {
      const site = await central.client.get("/v1/places/{id}", undefined, { id: v.site_id });
      // A day without a time is the site's opening, or its closing.
      const start = instantOf(v.start_day, minutesOf(v.start_time) ?? site.opens_min ?? 0, site.zone ?? "UTC");
      const end = instantOf(v.end_day, minutesOf(v.end_time) ?? site.closes_min ?? midnight, site.zone ?? "UTC");
      const { title, requester_id, site_id, destination_id, notes } = v;
      const lines = v.lines.map((l) => ({ item_type_id: l.type, requested_quantity: Number(l.quantity) }));
      return central.client.post("/v1/rent-actions", { title, requester_id, site_id, destination_id, notes, window: { start, end }, lines }, { key });
    },
    done(saved) {
      central.newsroom.touch(`rent_action/${saved.id}`);
      central.toasts.say(words.t("toast.created", { name: saved.number }));
      router.go({ route: "order", id: saved.id, query: close.query ?? {} }, "replace");
    },
  });
  const optional = (label: string): string => words.t("form.optional", { label });
  return (
    <Detail title={words.t("orders.new")} close={close}>
      <FormBody form={form} label={words.t("orders.new")} submit={words.t("form.create")} cancel={() => router.go(close, "replace")} say={(field, value) => ({ label: field, value: String(value) })}>
        <TextField form={form} name="title" label={optional(words.t("orders.called"))} first />
        <PickField form={form} name="site_id" label={words.t("orders.pick_up")} source={useSites()} />
        <PickField form={form} name="requester_id" label={optional(words.t("orders.requester"))} source={usePeople()} optional />
        <TextField form={form} name="start_day" label={words.t("orders.start_day")} type="date" />
        <TextField form={form} name="start_time" label={optional(words.t("orders.start_time"))} type="time" hint={words.t("orders.opening")} />
        <TextField form={form} name="end_day" label={words.t("orders.end_day")} type="date" />
        <TextField form={form} name="end_time" label={optional(words.t("orders.end_time"))} type="time" hint={words.t("orders.closing")} />
        <AskedFor form={form} />
        <PickField form={form} name="destination_id" label={optional(words.t("orders.destination"))} source={usePlaces()} optional />
        <TextField form={form} name="notes" label={optional(words.t("orders.notes"))} max={2000} long />
      </FormBody>
    </Detail>
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
      {lines.map((l) => {
        const name = central.rows.find("item_type", l.type)?.name ?? "";
        return (
          <div class="asked__line" key={l.type}>
            <Cut text={name} />
            <input class="field__input" aria-label={words.t("orders.quantity", { name })} inputMode="numeric" maxLength={4} value={l.quantity}
              onInput={(e) => put(lines.map((x) => (x.type === l.type ? { ...x, quantity: e.currentTarget.value } : x)))} />
            <button type="button" class="button button--quiet" aria-label={words.t("orders.without", { name })} onClick={() => put(lines.filter((x) => x.type !== l.type))}><Icon name="close" /></button>
          </div>
        );
      })}
      <Pick key={lines.length} label={words.t("orders.add_type")} value="" source={source} {...(wrong === undefined ? {} : { invalid: "asked-wrong" })}
        onPick={(id) => (id === "" || lines.some((l) => l.type === id) ? undefined : put([...lines, { type: id, quantity: "1" }]))} />
      {wrong === undefined ? null : <span class="field__wrong" id="asked-wrong">{sentencesOf(wrong)}</span>}
    </fieldset>
  );
}
