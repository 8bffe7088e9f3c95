import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { ProblemError } from "../api/client";
import type { LabelStock } from "../api/types";
import { Link } from "../nav/link";
import { itemTabs } from "../pages";
import { Cut, Empty, Skeleton } from "../parts/basics";
import { Failure, isForbidden, problemText } from "../parts/failure";
import { Forbidden, PageHead } from "../parts/page";
import { saveFile } from "../parts/save";
import { useCentral, useHere, useRead, useWords } from "../state/context";
import { endOf, pagesOf, sheetOf, whatOf, type Sheet, type What } from "./chosen";

/** So many are named in the picture of the first sheet. */
const named = 100;

/** Labels of what the address names: on which paper, from which place of the sheet on. */
export function LabelsPage(): JSX.Element {
  const words = useWords();
  const { query } = useHere();
  const what = whatOf(query);
  return (
    <div class="intake">
      <PageHead title={words.t("labels.title")} tabs={itemTabs} tabsLabel={words.t("items.tabs")} />
      {what === undefined ? (
        <Empty title={words.t("labels.nothing")} text={words.t("labels.nothing_text")}>
          <span class="choices"><Link to={{ route: "items" }} class="button button--first">{words.t("labels.to_items")}</Link><Link to={{ route: "places" }} class="button">{words.t("labels.to_places")}</Link></span>
        </Empty>
      ) : <Print key={JSON.stringify(what)} what={what} />}
    </div>
  );
}

interface Named {
  count: number;
  names: readonly string[];
}

/** How many they are, and what the first are called. */
function useNamed(what: What) {
  const { client } = useCentral();
  return useRead<Named>(`labels ${JSON.stringify(what)}`, async () => {
    if (what.receipt_id !== undefined) {
      const names = (await client.get("/v1/inventory/receipts/{id}", undefined, { id: what.receipt_id })).lines.filter((l) => l.taken_back !== true).map((l) => l.tag);
      return { count: names.length, names };
    }
    if (what.place_ids !== undefined) {
      const { items } = await client.get("/v1/places", { ids: what.place_ids.slice(0, named), limit: named });
      return { count: what.place_ids.length, names: items.map((p) => p.code) };
    }
    if (what.asset_ids !== undefined) {
      const { items } = await client.get("/v1/inventory/assets", { ids: what.asset_ids.slice(0, named), limit: named });
      const tags = new Map(items.map((a) => [a.id, a.tag]));
      return { count: what.asset_ids.length, names: what.asset_ids.map((id) => tags.get(id) ?? "") };
    }
    const page = await client.get("/v1/inventory/assets", { ...what.assets, sort: "tag", limit: named, total: true });
    return { count: page.total ?? page.items.length, names: page.items.map((a) => a.tag) };
  }, []);
}

function Print({ what }: { what: What }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const papers = useRead("label stocks", async () => (await central.client.get("/v1/labels/stocks")).items, []);
  const reading = useNamed(what);
  const failure = papers.failure.value ?? reading.failure.value;
  const [stock, setStock] = useState("");
  const [zpl, setZpl] = useState(false);
  const [dpi, setDpi] = useState<203 | 300>(203);
  const [start, setStart] = useState(1);
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<{ text: string; bad: boolean } | undefined>(undefined);
  const list = papers.data.value ?? undefined;
  const of = reading.data.value;
  const again = (): void => void Promise.all([papers.refresh(), reading.refresh()]);
  if (isForbidden(failure)) return <Forbidden />;
  if (list === undefined || of === undefined) return <div class="sheet">{failure === undefined ? <Skeleton rows={8} /> : <Failure failure={failure} old={false} again={again} />}</div>;
  const paper: LabelStock | undefined = list.find((s) => s.name === stock) ?? list[0];
  if (paper === undefined || of.count === 0) return <Empty title={words.t("labels.none")} text={words.t("labels.none_text")} />;
  const sheet = sheetOf(paper);
  const asZpl = zpl && paper.roll;

  async function make(): Promise<void> {
    if (paper === undefined) return;
    setBusy(true);
    setSaid(undefined);
    try {
      const file = await central.client.file("/v1/labels", { ...what, stock: paper.name, ...(asZpl ? { format: "zpl" as const, dpi } : { format: "pdf" as const }), ...(sheet === undefined ? {} : { start }) });
      saveFile(file, asZpl ? "labels.zpl" : "labels.pdf");
      setSaid({ text: words.t("labels.made", { n: of?.count ?? 0 }), bad: false });
    } catch (cause) {
      central.note(cause);
      setSaid({ text: cause instanceof ProblemError ? problemText(cause, words) : words.t("labels.lost"), bad: true });
    }
    setBusy(false);
  }

  return (
    <div class="intake__body">
      <Failure failure={failure} old again={again} />
      <form class="printing" onSubmit={(e) => (e.preventDefault(), void make())}>
        <div class="printing__how">
          <p class="printing__count">{words.t(sheet === undefined ? "labels.count" : "labels.count_pages", { n: of.count, pages: words.t("labels.pages", { n: pagesOf(of.count, paper.per_page, start) }) })}</p>
          <label class="field">
            <span class="field__label">{words.t("labels.paper")}</span>
            <select class="field__input" name="stock" value={paper.name} onChange={(e) => (setStock(e.currentTarget.value), setStart(1))}>{list.map((s) => <option key={s.name} value={s.name}>{s.text}</option>)}</select>
          </label>
          {paper.roll ? (
            <label class="field">
              <span class="field__label">{words.t("labels.format")}</span>
              <select class="field__input" name="format" value={asZpl ? String(dpi) : "pdf"} onChange={(e) => (setZpl(e.currentTarget.value !== "pdf"), setDpi(e.currentTarget.value === "300" ? 300 : 203))}>
                <option value="pdf">{words.t("labels.pdf")}</option>
                <option value="203">{words.t("labels.zpl", { n: 203 })}</option>
                <option value="300">{words.t("labels.zpl", { n: 300 })}</option>
              </select>
            </label>
          ) : null}
          {said === undefined ? null : <p class={said.bad ? "form__wrong" : "intake__say intake__say--ok"} role={said.bad ? "alert" : "status"}>{said.text}</p>}
          <div><button type="submit" class="button button--first" disabled={busy}>{words.t(busy ? "labels.busy" : "labels.make")}</button></div>
        </div>
        {sheet === undefined ? <First paper={paper} name={of.names[0] ?? ""} /> : <Page sheet={sheet} names={of.names} count={of.count} start={start} begin={setStart} />}
      </form>
    </div>
  );
}

/** A label of a roll, in its proportions. */
function First({ paper, name }: { paper: LabelStock; name: string }): JSX.Element {
  const words = useWords();
  return (
    <figure class="printing__picture">
      <div class="onelabel" style={{ aspectRatio: `${paper.width_mm} / ${paper.height_mm}` }}><Cut class="mono" text={name} /></div>
      <figcaption class="muted">{words.t("labels.roll_text", { w: String(paper.width_mm), h: String(paper.height_mm) })}</figcaption>
    </figure>
  );
}

/** The first sheet: what comes where, and where it begins. */
function Page({ sheet, names, count, start, begin }: { sheet: Sheet; names: readonly string[]; count: number; start: number; begin: (at: number) => void }): JSX.Element {
  const words = useWords();
  return (
    <figure class="printing__picture">
      <div class="onesheet" style={{ gridTemplateColumns: `repeat(${sheet.columns}, minmax(0, 1fr))` }}>
        {Array.from({ length: sheet.columns * sheet.rows }, (_, i) => {
          const used = i + 1 >= start && i + 1 < start + count;
          return (
            <button type="button" key={i} class={used ? "onesheet__one onesheet__one--used" : "onesheet__one"} aria-pressed={i + 1 === start} aria-label={words.t("labels.begin", { n: i + 1 })} onClick={() => begin(i + 1)}>
              <Cut class="mono" text={used ? endOf(names[i + 1 - start] ?? "") : ""} />
            </button>
          );
        })}
      </div>
      <figcaption class="muted">{words.t("labels.sheet_text")}</figcaption>
    </figure>
  );
}
