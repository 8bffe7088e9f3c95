import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Import } from "../api/types";
import { Link } from "../nav/link";
import { itemTabs } from "../pages";
import { Empty, Moment, Skeleton } from "../parts/basics";
import { Failure, isForbidden, isGone, problemText } from "../parts/failure";
import { Forbidden, PageHead } from "../parts/page";
import { useCentral, useRead, useRouter, useWords } from "../state/context";
import { askedOf, hindranceOf, isAtWork, shareOf, type Asked } from "./asked";
import { Columns, Options } from "./columns";
import { State } from "./page";
import { Hinders, Notices, Samples, Wrongs } from "./report";

const askEvery = 1000;

/** Imports that were begun from this page and not yet seen at work: central checks them once more before it begins. */
const begun = new Set<string>();

/** One list: what it would do, how far it is, what it did. */
export function ImportDetail({ id }: { id: string }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const reading = useRead(`import ${id}`, () => central.client.get("/v1/imports/{id}", undefined, { id }), [`import/${id}`]);
  const failure = reading.failure.value;
  const i = reading.data.value;
  const waits = i !== undefined && (isAtWork(i) || (i.status === "staged" && begun.has(id)));
  useEffect(() => {
    if (!waits) return undefined;
    const timer = setInterval(() => void reading.refresh(), askEvery);
    return () => clearInterval(timer);
  }, [waits, reading]);
  const head = <PageHead title={words.t("imports.title")} tabs={itemTabs} tabsLabel={words.t("items.tabs")} />;
  if (i === undefined) {
    return (
      <div class="intake">
        {head}
        {failure === undefined ? <Skeleton rows={12} /> : isForbidden(failure) ? <Forbidden /> : isGone(failure)
          ? <Empty title={words.t("imports.gone")} text={words.t("imports.gone_text")}><Link to={{ route: "imports" }} class="button">{words.t("imports.all")}</Link></Empty>
          : <div class="sheet"><Failure failure={failure} old={false} again={() => void reading.refresh()} /></div>}
      </div>
    );
  }
  return (
    <div class="intake">
      {head}
      <div class="intake__body">
        <Failure failure={failure} old again={() => void reading.refresh()} />
        <Shown key={id} i={i} again={() => reading.refresh()} />
      </div>
    </div>
  );
}

function Shown({ i, again }: { i: Import; again: () => Promise<void> }): JSX.Element {
  const central = useCentral();
  const router = useRouter();
  const words = useWords();
  const [busy, setBusy] = useState<"read" | "commit" | "undo" | "discard" | undefined>(undefined);
  const [wrong, setWrong] = useState("");
  const { id } = i;

  async function step(what: NonNullable<typeof busy>, take: () => Promise<unknown>): Promise<void> {
    setBusy(what);
    setWrong("");
    try {
      await take();
      central.newsroom.touch(`import/${id}`);
    } catch (cause) {
      central.note(cause);
      setWrong(problemText(cause, words));
    }
    begun.delete(id);
    await again();
    setBusy(undefined);
  }

  const read = (asked: Asked): Promise<void> => step("read", () => central.client.put("/v1/imports/{id}", asked, { id }));
  const commit = (): Promise<void> => (begun.add(id), step("commit", () => central.client.post("/v1/imports/{id}/commit", undefined, { id })));
  const undo = (): Promise<void> => step("undo", () => central.client.post("/v1/imports/{id}/undo", undefined, { id }));
  const discard = (): Promise<void> => step("discard", async () => {
    await central.client.delete("/v1/imports/{id}", undefined, { id });
    central.newsroom.touch(`import/${id}`);
    central.toasts.say(words.t("imports.discarded", { name: i.file_name ?? words.t("imports.no_name") }));
    router.go({ route: "imports" }, "replace");
  });
  const staged = i.status === "staged" && busy !== "commit" && !begun.has(id);
  const hindrance = hindranceOf(i);
  const asked = askedOf(i);
  const rows = i.counts.created + i.counts.changed;
  return (
    <>
      <header class="intake__head">
        <div class="intake__names">
          <Link to={{ route: "imports" }} class="link-text" data-close aria-keyshortcuts="Escape">{words.t("imports.all")}</Link>
          <h2 class="passport__title">{i.file_name ?? words.t("imports.no_name")}</h2>
          <p class="muted">
            {words.t(i.program === undefined || i.program === "" ? "imports.taken" : "imports.taken_program", { kind: words.t(`imports.of_${i.kind}`), program: i.program ?? "", encoding: i.encoding })}
            {" · "}{i.created_by_name ?? ""}{" "}<Moment at={i.created_at} kind="moment" />
          </p>
        </div>
        <State of={i} />
        <div class="ways">
          {staged ? <button type="button" class="button button--first" disabled={busy !== undefined || hindrance !== undefined} onClick={() => void commit()}>{words.t("imports.commit", { n: rows })}</button> : null}
          {staged ? <button type="button" class="button button--quiet" disabled={busy !== undefined} onClick={() => void discard()}>{words.t("imports.discard")}</button> : null}
          {i.status === "done" ? <button type="button" class="button" disabled={busy !== undefined} onClick={() => void undo()}>{words.t("imports.undo")}</button> : null}
          {i.status === "undone" || i.status === "failed" ? <Link to={{ route: "imports" }} class="button">{words.t("imports.send_again")}</Link> : null}
        </div>
      </header>
      {wrong === "" ? null : <p class="form__wrong" role="alert">{wrong}</p>}
      <Say i={i} staged={staged} hindrance={hindrance} />
      <Counts i={i} />
      <Hinders list={i.hinders ?? []} undone={i.status === "undone"} />
      {staged ? <Options i={i} asked={asked} busy={busy !== undefined} read={read} /> : null}
      <Wrongs i={i} list={i.errors ?? []} />
      <Wrongs i={i} list={i.late ?? []} late />
      <Samples i={i} />
      <Columns i={i} asked={asked} busy={busy !== undefined} {...(staged ? { read } : {})} />
      <Notices list={i.notices ?? []} all={i.counts.skipped} />
    </>
  );
}

/** Where it stands, in one sentence with the next thing to do; what is at work shows how far it is. */
function Say({ i, staged, hindrance }: { i: Import; staged: boolean; hindrance: ReturnType<typeof hindranceOf> }): JSX.Element {
  const words = useWords();
  if (i.status === "staged" && !staged) return <p class="intake__say" role="status">{words.t("imports.checked_again")}</p>;
  if (isAtWork(i)) {
    return (
      <div class="intake__say">
        <progress class="bar" max={1} value={shareOf(i)} aria-label={words.t(`imports.is_${i.status}`)} />
        <p role="status">{words.t(i.status === "applying" ? "imports.writing" : "imports.taking_back", { n: i.written, m: i.to_write })}</p>
      </div>
    );
  }
  if (staged) return <p class={`intake__say${hindrance === undefined ? "" : " intake__say--look"}`} role="status">{words.t(hindrance === undefined ? "imports.say_staged" : `imports.say_${hindrance}`, { n: i.counts.wrong })}</p>;
  if (i.status === "done") return <p class="intake__say intake__say--ok" role="status">{words.t("imports.say_done")}{i.ended_at === undefined ? null : <> <Moment at={i.ended_at} kind="when" /></>}</p>;
  if (i.status === "undone") return <p class="intake__say" role="status">{words.t((i.hinders ?? []).length > 0 ? "imports.say_undone_part" : "imports.say_undone", { name: i.undone_by_name ?? "" })}</p>;
  return <p class="intake__say intake__say--look" role="status">{words.t("imports.say_failed", { why: i.message ?? "" })}</p>;
}

const figures = ["created", "changed", "unchanged", "skipped", "wrong"] as const;

function Counts({ i }: { i: Import }): JSX.Element {
  const words = useWords();
  return (
    <dl class="sums" aria-label={words.t("imports.sums", { n: i.counts.rows })}>
      {figures.map((f) => (
        <div key={f} class={`sums__one${f === "wrong" && i.counts.wrong > 0 ? " sums__one--wrong" : ""}`}>
          <dt>{words.t(`imports.${f}`)}</dt><dd>{words.count(i.counts[f])}</dd>
        </div>
      ))}
      {i.counts.besides === 0 ? null : <div class="sums__one"><dt>{words.t("imports.besides")}</dt><dd>{words.count(i.counts.besides)}</dd></div>}
    </dl>
  );
}
