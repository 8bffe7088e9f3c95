import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { Order } from "../api/types";
import { CheckField, FormBody, PickField, SelectField, TextField, useForm } from "../form/fields";
import type { Form } from "../form/form";
import { Pick } from "../form/pick";
import type { To } from "../nav/router";
import { sentencesOf } from "../i18n/words";
import { Cut, Skeleton } from "../parts/basics";
import { Detail } from "../parts/detail";
import { Failure } from "../parts/failure";
import { Icon } from "../parts/icons";
import { useJobs, usePeople, usePlaces, useSites, useTypes } from "../parts/sources";
import { useCentral, useHere, useNow, useRead, useRouter, useWords } from "../state/context";
import { againOf, bodyOf, priorities, wrongOf, type Priority, type V, type Wanted } from "./wanted";

const none: V = {
  title: "", requester_id: "", project_id: "", site_id: "", start_day: "", start_time: "", end_day: "", end_time: "", is_asap: false, priority: "normal", destination_id: "", notes: "", lines: [],
};

/** A new order, as a draft: it is sent in from its own page. `again` in the address is an order that is asked for once more. */
export function NewOrder({ close }: { close: To }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const { query } = useHere();
  const again = query["again"] ?? "";
  const reading = useRead(again === "" ? "no order" : `order ${again}`, async () => (again === "" ? undefined : central.client.get("/v1/rent-actions/{id}", undefined, { id: again })), []);
  const order = reading.data.value;
  const site = central.rows.find("place", order?.site_id);
  const ready = again === "" || (order !== undefined && ((order.site_id ?? "") === "" || site !== undefined));
  const asked = { requester_id: query["requester_id"] ?? "", project_id: query["project_id"] ?? "", site_id: query["site_id"] ?? "" };
  const from = order === undefined || again === "" ? { ...none, ...asked } : againOf(order, site?.zone ?? "UTC", useNow());
  return (
    <Detail title={words.t(again === "" ? "orders.new" : "orders.again")} over={order?.number ?? ""} close={close}>
      {ready ? <OrderForm key={again} from={from} close={close} /> : reading.failure.value === undefined ? <Skeleton rows={8} /> : <Failure failure={reading.failure.value} old={false} again={() => void reading.refresh()} />}
    </Detail>
  );
}

function OrderForm({ from, close }: { from: V; close: To }): JSX.Element {
  const central = useCentral();
  const router = useRouter();
  const words = useWords();
  const clock = useRef(0);
  clock.current = useNow();
  // "Now" is that of the first try under a key: the same try again must be the same request.
  const begun = useRef({ key: "", at: 0 });
  const form = useForm<V, Order>("new order", {
    from, rev: 0,
    needs: { site_id: words.t("orders.need_site"), end_day: words.t("orders.need_end"), lines: words.t("orders.need_lines") },
    check(v) {
      const site = central.rows.find("place", v.site_id);
      return Object.fromEntries(Object.entries(wrongOf(v, site, clock.current)).map(([field, key]) => [field, words.t(key, { site: site?.name ?? "" })]));
    },
    async save(v, { key }) {
      if (begun.current.key !== key) begun.current = { key, at: clock.current };
      const site = await central.client.get("/v1/places/{id}", undefined, { id: v.site_id });
      return central.client.post("/v1/rent-actions", bodyOf(v, site, begun.current.at), { key });
    },
    done(saved) {
      const subject = `rent_action/${saved.id}`;
      central.newsroom.touch(subject);
      central.toasts.say(words.t("toast.created", { name: saved.number }), {
        async undo() {
          await central.client.post("/v1/rent-actions/{id}/cancel", { reason: words.t("orders.taken_back") }, { id: saved.id, key: central.newKey(), rev: saved.rev });
          central.newsroom.touch(subject);
        },
      });
      router.go({ route: "order", id: saved.id, query: close.query ?? {} }, "replace");
    },
  });
  const optional = (label: string): string => words.t("form.optional", { label });
  const asap = form.values.value.is_asap;
  return (
    <FormBody form={form} label={words.t("orders.new")} submit={words.t("form.create")} cancel={() => router.go(close, "replace")} say={(field, value) => ({ label: field, value: String(value) })}>
      <TextField form={form} name="title" label={optional(words.t("orders.called"))} first />
      <PickField form={form} name="site_id" label={words.t("orders.pick_up")} source={useSites()} />
      <PickField form={form} name="requester_id" label={optional(words.t("orders.requester"))} source={usePeople()} optional />
      <PickField form={form} name="project_id" label={optional(words.t("orders.job"))} source={useJobs()} optional />
      <SelectField form={form} name="priority" label={words.t("orders.priority")} options={(Object.keys(priorities) as Priority[]).toReversed().map((p) => ({ value: p, label: words.t(`priority.${p}`) }))} />
      <CheckField form={form} name="is_asap" label={words.t("orders.asap")} hint={words.t("orders.asap_hint")} />
      {asap ? null : <TextField form={form} name="start_day" label={words.t("orders.start_day")} type="date" />}
      {asap ? null : <TextField form={form} name="start_time" label={optional(words.t("orders.start_time"))} type="time" hint={words.t("orders.opening")} />}
      <TextField form={form} name="end_day" label={words.t("orders.end_day")} type="date" />
      <TextField form={form} name="end_time" label={optional(words.t("orders.end_time"))} type="time" hint={words.t("orders.closing")} />
      <AskedFor form={form} />
      <PickField form={form} name="destination_id" label={optional(words.t("orders.destination"))} source={usePlaces()} optional />
      <TextField form={form} name="notes" label={optional(words.t("orders.notes"))} max={2000} long />
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
