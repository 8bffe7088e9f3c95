import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { ProblemError } from "../api/client";
import type { Asset } from "../api/types";
import { Pick } from "../form/pick";
import { sentencesOf } from "../i18n/words";
import { mostIds } from "../label/chosen";
import type { Choice } from "../list/choice";
import { problemText } from "../parts/failure";
import { Icon } from "../parts/icons";
import { usePlaces } from "../parts/sources";
import { useCentral, useRouter, useWords } from "../state/context";
import { send, toHome, toNothing, type Outcome, type Refused } from "./many";

/** So many refusals are named. */
const named = 8;

/** What can be done with all items that were chosen; it says of each that was refused why. */
export function Bulk({ choice, rows }: { choice: Choice; rows: readonly Asset[] }): JSX.Element | null {
  const central = useCentral();
  const router = useRouter();
  const words = useWords();
  const [home, setHome] = useState("");
  const [stage, setStage] = useState<"idle" | "sure" | "busy">("idle");
  const [wrong, setWrong] = useState("");
  const [refused, setRefused] = useState<readonly Refused[]>([]);
  const tried = useRef<{ what: string; key: string } | undefined>(undefined);
  const chosen = rows.filter((r) => choice.ids.value.has(r.id));
  const places = usePlaces();
  if (chosen.length === 0) return null;

  /** The same rows and the same change after a reply that was lost are the same request. */
  async function run(what: string, work: (key: string) => Promise<Outcome>, after: (out: Outcome) => void): Promise<void> {
    const whole = `${what} ${chosen.map((a) => `${a.id} ${a.rev}`).join(" ")}`;
    const key = tried.current?.what === whole ? tried.current.key : central.newKey();
    tried.current = { what: whole, key };
    setStage("busy");
    setWrong("");
    try {
      const out = await work(key);
      tried.current = undefined;
      setRefused(out.refused);
      choice.only(out.refused.map((r) => r.id));
      if (out.done.length > 0) after(out);
    } catch (cause) {
      central.note(cause);
      if (cause instanceof ProblemError) tried.current = undefined;
      setWrong(cause instanceof ProblemError ? problemText(cause, words) : words.t("form.lost"));
    }
    setStage("idle");
    central.newsroom.tell("all"); // one event for each row would be many
  }

  function move(): void {
    if (home === "") return setWrong(words.t("bulk.need_home"));
    void run(`home ${home}`, (key) => send(central.client, chosen, (a) => toHome(a, home), key), ({ done }) => {
      central.toasts.say(words.t("bulk.moved", { n: done.length }), {
        async undo() {
          const tags = new Map(done.map((d) => [d.asset.id, d.etag]));
          const back = await send(central.client, done.map((d) => d.asset), (a) => toHome(a, a.home_place_id ?? "", tags.get(a.id)), central.newKey());
          if (back.refused.length > 0) central.toasts.say(words.t("bulk.undo_some", { n: back.refused.length }), { bad: true });
          central.newsroom.tell("all");
        },
      });
    });
  }

  function label(): void {
    if (chosen.length > mostIds) return setWrong(words.t("labels.too_many", { n: mostIds }));
    router.go({ route: "labels", query: { asset_ids: chosen.map((a) => a.id).join(",") } });
  }

  const remove = (): void => void run("remove", (key) => send(central.client, chosen, toNothing, key), ({ done }) => central.toasts.say(words.t("bulk.removed", { n: done.length })));
  const busy = stage === "busy";
  return (
    <section class="bulk" aria-label={words.t("bulk.label")}>
      <div class="bulk__line">
        <strong class="bulk__count">{busy ? words.t("bulk.busy") : words.t("list.chosen", { n: chosen.length })}</strong>
        <span class="bulk__home"><Pick label={words.t("bulk.home")} placeholder={words.t("bulk.home")} value={home} source={places} disabled={busy} optional onPick={(id) => (setHome(id), setWrong(""))} /></span>
        <button type="button" class="button" disabled={busy} onClick={move}>{words.t("bulk.move")}</button>
        <button type="button" class="button" disabled={busy} onClick={() => (setWrong(""), setStage("sure"))}>{words.t("bulk.remove")}</button>
        <button type="button" class="button" disabled={busy} onClick={label}>{words.t("labels.print")}</button>
        <button type="button" class="button button--quiet bulk__none" aria-label={words.t("list.choose_none")} disabled={busy} onClick={() => (choice.only([]), setRefused([]), setWrong(""))}><Icon name="close" /></button>
      </div>
      {stage === "sure" ? (
        <div class="bulk__line bulk__line--sure" role="alert">
          <span class="bulk__say">{words.t("bulk.remove_sure", { n: chosen.length })}</span>
          <button type="button" class="button button--danger" onClick={remove}>{words.t("bulk.remove_yes")}</button>
          <button type="button" class="button button--quiet" onClick={() => setStage("idle")}>{words.t("bulk.keep")}</button>
        </div>
      ) : null}
      {wrong === "" ? null : <p class="bulk__wrong" role="alert">{wrong}</p>}
      {refused.length === 0 ? null : (
        <div class="bulk__refused" role="alert">
          <p>{words.t("bulk.refused", { n: refused.length })}</p>
          <ul>{refused.slice(0, named).map((r) => <li key={r.id}><span class="mono strong">{r.tag}</span> {sentencesOf(r.why)}</li>)}</ul>
          {refused.length > named ? <p>{words.t("bulk.refused_more", { n: refused.length - named })}</p> : null}
        </div>
      )}
    </section>
  );
}
