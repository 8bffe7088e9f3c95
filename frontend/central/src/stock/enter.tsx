import type { JSX } from "preact";
import type { Stock, StockEntered } from "../api/types";
import { FormBody, PickField, SelectField, TextField, useForm } from "../form/fields";
import type { Form } from "../form/form";
import type { Key, Words } from "../i18n/words";
import type { To } from "../nav/router";
import { Detail } from "../parts/detail";
import { useCountedTypes, usePlaces } from "../parts/sources";
import type { Central } from "../state/central";
import { useCentral, useRouter, useWords } from "../state/context";
import { after, begun, inputOf, isWhat, nameOf, whats, wrongOf, type V } from "./values";

const entries = "/v1/inventory/stock/entries";

/** What stands at its fields when it cannot be right. */
function sentences(words: Words, v: V, onHand: number): Partial<V> {
  const wrong = wrongOf(v, onHand);
  if (wrong.quantity !== undefined) return { quantity: words.t(`stock_wrong.${wrong.quantity}`, { n: onHand }) };
  return wrong.reason === undefined ? {} : { reason: words.t("stock.need_reason") };
}

/** Says what was entered, with the way back. */
function tell(central: Central, words: Words, saved: StockEntered): void {
  const { entry, stock } = saved;
  central.newsroom.touch(`stock_pool/${entry.stock_id}`);
  if (stock === undefined) return;
  central.toasts.say(words.t("stock.entered", { n: stock.on_hand, name: nameOf(stock) }), {
    async undo() {
      await central.client.post("/v1/inventory/stock/entries/{id}/undo", {}, { id: entry.id, key: central.newKey() });
      central.newsroom.touch(`stock_pool/${entry.stock_id}`);
    },
  });
}

/** A count, what came, or a correction of one stock. */
export function EnterStock({ stock, what, close }: { stock: Stock; what: string; close: To }): JSX.Element {
  const central = useCentral();
  const router = useRouter();
  const words = useWords();
  const { id } = stock;
  const form = useForm<V, StockEntered>(`stock ${id} ${what}`, {
    from: begun(what, stock.on_hand, stock), rev: stock.rev, check: (v) => sentences(words, v, Number(v.on_hand)),
    save: (v, { key, rev }) => central.client.post(entries, inputOf(v), { key, rev }),
    async current() {
      const now = await central.client.get("/v1/inventory/stock/{id}", undefined, { id });
      return { values: begun(what, now.on_hand, now), rev: now.rev };
    },
    done(saved) {
      tell(central, words, saved);
      router.go(close, "replace");
    },
  });
  const onHand = Number(form.values.value.on_hand);
  return (
    <Body form={form} onHand={onHand} close={close}>
      <Fields form={form} onHand={onHand} first />
    </Body>
  );
}

/** A type is counted at a place for the first time, or again. */
export function NewStock({ close }: { close: To }): JSX.Element {
  const central = useCentral();
  const router = useRouter();
  const words = useWords();
  const { query } = router.here.peek();
  const form = useForm<V, StockEntered>("new stock", {
    from: begun("count", 0, { item_type_id: query["item_type_id"] ?? "", place_id: query["place_id"] ?? "" }), rev: 0,
    needs: { item_type_id: words.t("stock.need_type"), place_id: words.t("stock.need_place"), quantity: words.t("stock_wrong.need") }, check: (v) => sentences(words, v, Infinity),
    save: (v, { key }) => central.client.post(entries, inputOf(v), { key }),
    done(saved) {
      tell(central, words, saved);
      router.go({ route: "stock", id: saved.entry.stock_id, query: close.query ?? {} }, "replace");
    },
  });
  return (
    <Detail title={words.t("stock.new")} close={close}>
      <Body form={form} onHand={undefined} close={close}>
        <PickField form={form} name="item_type_id" label={words.t("stock.type")} hint={words.t("stock.type_hint")} source={useCountedTypes()} />
        <PickField form={form} name="place_id" label={words.t("stock.place")} source={usePlaces()} />
        <Fields form={form} onHand={undefined} />
      </Body>
    </Detail>
  );
}

const labels: Readonly<Record<keyof V, Key>> = {
  what: "stock.what", quantity: "stock.quantity", reason: "stock.reason", on_hand: "stock.on_hand", item_type_id: "stock.type", place_id: "stock.place",
};

function Body({ form, onHand, close, children }: { form: Form<V>; onHand: number | undefined; close: To; children: JSX.Element | JSX.Element[] }): JSX.Element {
  const router = useRouter();
  const words = useWords();
  const left = onHand === undefined ? undefined : after(form.values.value, onHand);
  return (
    <FormBody form={form} label={words.t("stock.enter")} submit={left === undefined ? words.t("stock.enter") : words.t("stock.enter_left", { n: left })} cancel={() => router.go(close, "replace")}
      say={(field, value) => ({ label: words.t(labels[field]), value: String(value) || words.t("form.none") })}>
      {children}
    </FormBody>
  );
}

function Fields({ form, onHand, first = false }: { form: Form<V>; onHand: number | undefined; first?: boolean }): JSX.Element {
  const words = useWords();
  const { what } = form.values.value;
  const said = isWhat(what) ? what : "count";
  const offered = onHand === undefined ? whats.filter((w) => w === "count" || w === "receive") : whats;
  const reason = words.t("stock.reason");
  return (
    <>
      <SelectField form={form} name="what" label={words.t("stock.what")} options={offered.map((w) => ({ value: w, label: words.t(`stock_say.${w}`) }))} />
      <TextField form={form} name="quantity" label={words.t(`stock_number.${said}`)} {...(onHand === undefined ? {} : { hint: words.t("stock.now", { n: onHand }) })} max={13} digits first={first} />
      <TextField form={form} name="reason" label={said === "less" || said === "more" ? reason : words.t("form.optional", { label: reason })} hint={words.t(`stock_reason.${said}`)} max={500} wide />
    </>
  );
}
