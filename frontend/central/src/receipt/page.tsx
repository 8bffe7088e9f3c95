import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Receipt } from "../api/types";
import { FormBody, PickField, TextField, useForm } from "../form/fields";
import type { Form } from "../form/form";
import { sentencesOf } from "../i18n/words";
import { Filters } from "../list/filters";
import { Link } from "../nav/link";
import { itemTabs } from "../pages";
import { Cut, Empty, Sign, Skeleton } from "../parts/basics";
import { Failure, isGone, problemText } from "../parts/failure";
import { Icon } from "../parts/icons";
import { PageHead } from "../parts/page";
import { useCompanies, usePlaces, useTypes } from "../parts/sources";
import { instantOf } from "../order/values";
import { useCentral, useHere, useRead, useRouter, useWords } from "../state/context";
import { Past, PastFilters } from "./past";
import { freeOf, withAnswer, withScan, type Scan } from "./scans";

type V = { item_type_id: string; place_id: string; quantity: string; scans: readonly Scan[]; owner_id: string; back_on: string; notes: string };

const most = 500;
const fine = (n: number): boolean => Number.isInteger(n) && n >= 1 && n <= most;

/** New stock: so many of a type with the next tags, or things that bear their tags. */
export function ReceivePage(): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const { query } = useHere();
  // Who may not receive looks at what was received.
  const may = central.may("put_catalog");
  const how = may ? (ways.find((w) => w === query["how"]) ?? "") : "past";
  const receipt = query["receipt_id"] ?? "";
  return (
    <div class="intake">
      <PageHead title={words.t(may ? "receive.title" : "receive.past")} tabs={itemTabs} tabsLabel={words.t("items.tabs")}>
        {receipt !== "" ? null : may ? <Ways how={how} /> : <Filters><PastFilters /></Filters>}
      </PageHead>
      {receipt === "" && how === "past" ? <Past /> : (
        <div class="intake__body intake__body--form">
          {receipt === "" ? <Receive key={how} scanning={how === "scan"} /> : <Received key={receipt} id={receipt} />}
        </div>
      )}
    </div>
  );
}

const ways = ["", "scan", "past"] as const;
const wayWords = { "": "receive.by_number", scan: "receive.by_scan", past: "receive.past" } as const;

function Ways({ how: now }: { how: (typeof ways)[number] }): JSX.Element {
  const words = useWords();
  const { query } = useHere();
  return (
    <Filters>
      {ways.map((how) => (
        <Link key={how} to={{ route: "receive", query: { ...query, how } }} how="replace" class={how === now ? "chip chip--plain chip--link chip--on" : "chip chip--plain chip--link"} {...(how === now ? { "aria-current": "page" as const } : {})}>
          {words.t(wayWords[how])}
        </Link>
      ))}
      {now === "past" ? <PastFilters /> : null}
    </Filters>
  );
}

function Receive({ scanning }: { scanning: boolean }): JSX.Element {
  const central = useCentral();
  const router = useRouter();
  const words = useWords();
  const asked = router.here.peek().query;
  const form = useForm<V, Receipt>(`receive ${scanning}`, {
    from: { item_type_id: asked["item_type_id"] ?? "", place_id: asked["place_id"] ?? "", quantity: scanning ? "" : "1", scans: [], owner_id: "", back_on: "", notes: "" },
    rev: 0,
    needs: { item_type_id: words.t("receive.need_type"), place_id: words.t("receive.need_place"), ...(scanning ? { scans: words.t("receive.need_scans") } : { quantity: words.t("receive.need_quantity") }) },
    save: (v, { key }) => central.client.post("/v1/inventory/receipts", {
      item_type_id: v.item_type_id, place_id: v.place_id,
      ...(scanning ? { lines: freeOf(v.scans).map((tag) => ({ tag })) } : { quantity: Number(v.quantity) }),
      ...(v.owner_id === "" ? {} : { owner_id: v.owner_id }), ...(v.notes === "" ? {} : { notes: v.notes }),
      ...(v.back_on === "" ? {} : { must_return_by: instantOf(v.back_on, 24 * 60 - 1, Intl.DateTimeFormat().resolvedOptions().timeZone) }),
    }, { key }),
    done(saved) {
      central.newsroom.touch("asset/");
      router.go({ route: "receive", query: { receipt_id: saved.id } });
    },
  });
  const v = form.values.value;
  const n = scanning ? freeOf(v.scans).length : Number(v.quantity);
  const waits = v.scans.some((s) => s.is === undefined);
  const optional = (label: string): string => words.t("form.optional", { label });
  return (
    <FormBody form={form} label={words.t("receive.title")} ready={scanning ? v.scans.length === 0 || (!waits && n > 0) : v.quantity === "" || fine(n)} submit={!fine(n) || waits ? words.t("receive.do") : words.t("receive.do_some", { n })} cancel={() => router.go({ route: "items" }, "replace")} say={(field, value) => ({ label: field, value: String(value) })}>
      <PickField form={form} name="item_type_id" label={words.t("receive.type")} source={useTypes()} />
      <PickField form={form} name="place_id" label={words.t("receive.place")} hint={words.t("receive.place_hint")} source={usePlaces()} />
      {scanning ? <Scans form={form} /> : (
        <>
          <TextField form={form} name="quantity" label={words.t("receive.quantity")} hint={words.t("receive.quantity_hint", { n: most })} digits max={3} />
          {v.item_type_id !== "" && fine(n) ? <NextTags type={v.item_type_id} n={n} /> : null}
        </>
      )}
      <PickField form={form} name="owner_id" label={optional(words.t("receive.owner"))} source={useCompanies()} optional />
      <TextField form={form} name="back_on" label={optional(words.t("receive.back_on"))} type="date" />
      <TextField form={form} name="notes" label={optional(words.t("receive.notes"))} max={2000} long />
    </FormBody>
  );
}

/** The tags that they would get now. */
function NextTags({ type, n }: { type: string; n: number }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const reading = useRead(`next tags ${type} ${n}`, async () => (await central.client.get("/v1/catalog/item-types/{id}/next-tags", { count: n }, { id: type })).tags ?? [], ["asset/"]);
  const tags = reading.data.value;
  const failure = reading.failure.value;
  const [first = "", last = ""] = [tags?.[0], tags?.[tags.length - 1]];
  return (
    <div class="nexttags" role="status">
      {failure !== undefined ? <p class="form__wrong">{problemText(failure, words)}</p> : tags === undefined ? <p class="muted">{words.t("state.loading")}</p>
        : <p>{words.t(n === 1 ? "receive.next_one" : "receive.next", { first, last })}</p>}
    </div>
  );
}

const outcomes = { free: "ok", here: "duplicate", taken: "stop", unusable: "stop", twice: "duplicate" } as const;

/** Tags as they are scanned: a scanner types the code and Enter. */
function Scans({ form }: { form: Form<V> }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState("");
  const { scans } = form.values.value;
  const missing = form.wrong.value["scans"];
  const put = (next: readonly Scan[]): void => form.set("scans", next);

  async function scan(): Promise<void> {
    const code = typed.trim();
    setTyped("");
    setWrong("");
    const now = withScan(form.values.peek().scans, code);
    put(now.scans);
    if (!now.ask) return;
    try {
      const { items } = await central.client.post("/v1/inventory/receipts/check", { codes: [code] });
      const [is] = items ?? [];
      if (is !== undefined) put(withAnswer(form.values.peek().scans, code, is));
    } catch (cause) {
      central.note(cause);
      put(form.values.peek().scans.filter((s) => s.code !== code || s.is !== undefined));
      setWrong(words.t("receive.not_asked", { code, why: problemText(cause, words) }));
    }
  }

  return (
    <fieldset class="scans" disabled={form.stage.value.state === "saving"}>
      <legend class="field__label">{words.t("receive.scans")}</legend>
      <div class="scans__line">
        <input class="field__input mono" aria-label={words.t("receive.scan")} placeholder={words.t("receive.scan_hint")} autoComplete="off" spellcheck={false} maxLength={128} value={typed}
          onInput={(e) => setTyped(e.currentTarget.value)} onKeyDown={(e) => {
            if (e.key !== "Enter") return;
            e.preventDefault();
            void scan();
          }} />
        <button type="button" class="button" disabled={scans.length === 0} onClick={() => put(scans.slice(1))}>{words.t("receive.undo_last")}</button>
      </div>
      {wrong === "" ? null : <p class="form__wrong" role="alert">{wrong}</p>}
      {missing === undefined ? null : <span class="field__wrong">{sentencesOf(missing)}</span>}
      {scans.length === 0 ? null : <p role="status">{words.t("receive.counted", { n: freeOf(scans).length, m: scans.length })}</p>}
      <ol class="scans__list">
        {scans.map((s, i) => (
          <li class="scans__one" key={scans.length - i}>
            <Cut class="mono strong" text={s.is?.code ?? s.code} />
            {s.is === undefined ? <span class="muted">{words.t("receive.asking")}</span>
              : <Sign outcome={outcomes[s.is.state]} word={words.t(`scanned.${s.is.state}`)} why={[s.is.name, s.is.place].filter((x) => x !== undefined && x !== "").join(", ")} />}
            <button type="button" class="button button--quiet" aria-label={words.t("receive.without", { code: s.code })} onClick={() => put(scans.filter((_, at) => at !== i))}><Icon name="close" /></button>
          </li>
        ))}
      </ol>
    </fieldset>
  );
}

/** What was received: its labels, and the way back. */
function Received({ id }: { id: string }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const reading = useRead(`receipt ${id}`, () => central.client.get("/v1/inventory/receipts/{id}", undefined, { id }), ["asset/"]);
  const may = central.may("put_catalog");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  const [key] = useState(central.newKey);
  useEffect(() => setWrong(""), [id]);
  const receipt = reading.data.value;
  const failure = reading.failure.value;
  if (receipt === undefined) {
    return failure === undefined ? <Skeleton rows={6} /> : isGone(failure)
      ? <Empty title={words.t("receive.gone")} text={words.t("receive.gone_text")}><Link to={{ route: "receive", query: { how: "past" } }} class="button">{words.t("receive.past")}</Link></Empty>
      : <Failure failure={failure} old={false} again={() => void reading.refresh()} />;
  }

  async function undo(): Promise<void> {
    setBusy(true);
    setWrong("");
    try {
      await central.client.post("/v1/inventory/receipts/{id}/undo", {}, { id, key });
      central.newsroom.touch("asset/");
    } catch (cause) {
      central.note(cause);
      setWrong(problemText(cause, words));
    }
    await reading.refresh();
    setBusy(false);
  }

  const there = receipt.lines.filter((l) => l.taken_back !== true);
  const type = central.rows.find("item_type", receipt.item_type_id)?.name ?? "";
  const place = central.rows.find("place", receipt.place_id)?.name ?? "";
  return (
    <>
      <p class={there.length === 0 ? "intake__say" : "intake__say intake__say--ok"} role="status">
        {there.length === 0 ? words.t("receive.taken_back", { n: receipt.lines.length, type }) : words.t("receive.received", { n: there.length, type, place })}
      </p>
      <p class="muted">{words.t(receipt.by === undefined ? "receive.received_at" : "receive.received_by", { name: receipt.by ?? "", when: words.moment(receipt.at) })}</p>
      {receipt.notes === undefined ? null : <p class="noted">{receipt.notes}</p>}
      {wrong === "" ? null : <p class="form__wrong" role="alert">{wrong}</p>}
      <div class="ways ways--bare">
        {there.length === 0 ? null : <Link to={{ route: "labels", query: { receipt_id: id } }} class="button button--first">{words.t("labels.print")}</Link>}
        {may ? <Link to={{ route: "receive" }} class="button">{words.t("receive.more")}</Link> : null}
        <Link to={{ route: "receive", query: { how: "past" } }} class="button">{words.t("receive.past")}</Link>
        {there.length === 0 || !may ? null : <button type="button" class="button button--quiet" disabled={busy} onClick={() => void undo()}>{words.t("receive.undo")}</button>}
      </div>
      <ul class="tags">{receipt.lines.map((l) => <li class="tag mono" key={l.asset_id}>{l.taken_back === true ? <del class="muted">{l.tag}</del> : <Link to={{ route: "item", id: l.asset_id }} class="link-text">{l.tag}</Link>}</li>)}</ul>
    </>
  );
}
