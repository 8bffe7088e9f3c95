import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { ProblemError } from "../api/client";
import type { Badge, MintedBadge, Person } from "../api/types";
import { Moment, Sign, Skeleton } from "../parts/basics";
import { Part } from "../parts/detail";
import { Failure, problemText } from "../parts/failure";
import { QR } from "../parts/qr";
import { saveFile } from "../parts/save";
import { Sure } from "../parts/sure";
import { useCentral, useRead, useWords } from "../state/context";

/** A person's badges: what opens docks, what no longer does, and a new one. */
export function Badges({ person }: { person: Person }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const { id } = person;
  const reading = useRead(`badges ${id}`, async () => (await central.client.get("/v1/people/{id}/badges", undefined, { id })).items, [`person/${id}`, "badge/"]);
  const [made, setMade] = useState<MintedBadge | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  const badges = reading.data.value?.toSorted((a, b) => Number(a.revoked ?? false) - Number(b.revoked ?? false) || b.created_at - a.created_at);

  async function make(): Promise<void> {
    setBusy(true);
    setWrong("");
    try {
      setMade(await central.client.post("/v1/people/{id}/badges", undefined, { id }));
      central.newsroom.touch(`person/${id}`);
    } catch (cause) {
      central.note(cause);
      setWrong(cause instanceof ProblemError ? problemText(cause, words) : words.t("badges.lost"));
      void reading.refresh();
    }
    setBusy(false);
  }

  return (
    <Part title={words.t("badges.title")} file={(badges?.length ?? 0) === 0 ? undefined : { path: `/v1/people/${person.id}/badges.csv` }}>
      <Failure failure={reading.failure.value} old={badges !== undefined} again={() => void reading.refresh()} />
      {badges === undefined && reading.failure.value === undefined ? <Skeleton rows={2} /> : null}
      {badges !== undefined && badges.length === 0 && made === undefined ? <p class="muted">{words.t("badges.none")}</p> : null}
      {badges === undefined ? null : <ul class="badges">{badges.map((b) => <One key={b.id} badge={b} />)}</ul>}
      {made === undefined ? null : <Made badge={made} name={person.name} done={() => setMade(undefined)} />}
      {wrong === "" ? null : <p class="form__wrong" role="alert">{wrong}</p>}
      {made === undefined && person.archived !== true ? <div><button type="button" class="button" disabled={busy} onClick={() => void make()}>{words.t(busy ? "badges.busy" : "badges.make")}</button></div> : null}
    </Part>
  );
}

function One({ badge }: { badge: Badge }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const [asking, setAsking] = useState(false);
  const off = badge.revoked === true;

  async function revoke(key: string): Promise<void> {
    await central.client.post("/v1/people/{id}/badges/{badge}/revoke", undefined, { id: badge.person_id, parts: { badge: badge.id }, key, rev: badge.rev });
    setAsking(false);
    central.toasts.say(words.t("badges.revoked_now"));
    central.newsroom.touch(`person/${badge.person_id}`);
  }

  return (
    <li class="badges__one">
      <Sign outcome={off ? "stop" : "ok"} word={words.t(off ? "badges.revoked" : "badges.opens")} />
      <span class="badges__when">{words.t("badges.made")} <Moment at={badge.created_at} kind="moment" /></span>
      {off || asking ? null : <button type="button" class="button button--quiet" onClick={() => setAsking(true)}>{words.t("badges.revoke")}</button>}
      {asking ? <Sure text={words.t("badges.revoke_sure")} label={words.t("badges.revoke_yes")} run={revoke} keep={() => setAsking(false)} /> : null}
    </li>
  );
}

const formats = ["pdf", "zpl"] as const;

/** A badge that was just made: its code is shown this once, and can be printed while it is. */
function Made({ badge, name, done }: { badge: MintedBadge; name: string; done: () => void }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const papers = useRead("label papers", async () => (await central.client.get("/v1/labels/stocks")).items, []).data.value ?? [];
  const [stock, setStock] = useState("");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");

  async function print(format: (typeof formats)[number]): Promise<void> {
    setBusy(true);
    setWrong("");
    try {
      const body = { code: badge.code, format, ...(stock === "" ? {} : { stock }) };
      saveFile(await central.client.file("/v1/people/{id}/badges/{badge}/label", body, { id: badge.person_id, parts: { badge: badge.id } }), `badge.${format}`);
    } catch (cause) {
      central.note(cause);
      setWrong(problemText(cause, words));
    }
    setBusy(false);
  }

  return (
    <div class="minted" role="status">
      <p class="enrol__label">{words.t("badges.code", { name })}</p>
      <div class="minted__read">
        <QR text={badge.code} label={words.t("badges.qr")} />
        <div>
          <p class="minted__code mono">{badge.code}</p>
          <p class="muted">{words.t("badges.once")}</p>
        </div>
      </div>
      <label class="field">
        <span class="field__label">{words.t("badges.paper")}</span>
        <select class="field__input" value={stock} disabled={busy} onChange={(e) => setStock(e.currentTarget.value)}>
          <option value="">{words.t("badges.roll")}</option>
          {papers.map((p) => <option key={p.name} value={p.name}>{p.text}</option>)}
        </select>
      </label>
      <div class="minted__ways">
        {formats.map((f) => <button type="button" key={f} class={f === "pdf" ? "button button--first" : "button"} disabled={busy} onClick={() => void print(f)}>{words.t(`badges.${f}`)}</button>)}
        <button type="button" class="button button--quiet" onClick={done}>{words.t("badges.done")}</button>
      </div>
      {wrong === "" ? null : <p class="enrol__wrong" role="alert">{wrong}</p>}
    </div>
  );
}
