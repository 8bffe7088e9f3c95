import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { ProblemError, type Client } from "../api/client";
import type { EnrolmentCode, OpenCode } from "../api/types";
import type { To } from "../nav/router";
import { Cut, Sign } from "../parts/basics";
import { Part } from "../parts/detail";
import { Failure, problemText } from "../parts/failure";
import { QR } from "../parts/qr";
import { useCentral, useNow, useRead, useRouter, useWords } from "../state/context";
import { codeState } from "./values";

type Stage = { state: "asking"; wrong?: string } | { state: "sending" } | { state: "made"; code: EnrolmentCode };

/** Makes a code that lets one kiosk in: a site, a name, and the code, shown once. */
export function Enrol({ close }: { close: To }): JSX.Element {
  const router = useRouter();
  const central = useCentral();
  const words = useWords();
  const sites = useRead("sites", async () => (await central.client.get("/v1/places", { kind: ["site"], limit: 200 })).items, ["place/"]).data.value ?? [];
  const [site, setSite] = useState(sites.length === 1 ? (sites[0]?.id ?? "") : "");
  const [name, setName] = useState("");
  const [stage, setStage] = useState<Stage>({ state: "asking" });

  async function make(): Promise<void> {
    if (site === "") return setStage({ state: "asking", wrong: words.t("enrol.need_site") });
    setStage({ state: "sending" });
    try {
      const body = name.trim() === "" ? { site_id: site } : { site_id: site, name: name.trim() };
      setStage({ state: "made", code: await central.client.post("/v1/kiosks/enrolment-codes", body) });
    } catch (cause) {
      central.note(cause);
      setStage({ state: "asking", wrong: cause instanceof ProblemError ? problemText(cause, words) : words.t("enrol.lost") });
    }
  }

  if (stage.state === "made") return <Made code={stage.code} close={close} again={() => setStage({ state: "asking" })} />;
  const sending = stage.state === "sending";
  return (
    <>
      <form class="enrol" aria-label={words.t("enrol.title")} noValidate onSubmit={(e) => {
        e.preventDefault();
        void make();
      }}>
        <label class="field">
          <span class="field__label">{words.t("enrol.site")}</span>
          <select class="field__input" value={site} disabled={sending} onChange={(e) => setSite(e.currentTarget.value)}>
            <option value="">{words.t(sites.length === 0 ? "enrol.no_sites" : "enrol.choose")}</option>
            {sites.map((s) => <option value={s.id} key={s.id}>{s.name}</option>)}
          </select>
        </label>
        <label class="field">
          <span class="field__label">{words.t("enrol.name")}</span>
          <input class="field__input" maxLength={80} placeholder={words.t("enrol.name_hint")} value={name} disabled={sending} onInput={(e) => setName(e.currentTarget.value)} />
        </label>
        <div class="enrol__end">
          <button type="submit" class="button button--first" disabled={sending}>{words.t(sending ? "enrol.busy" : "enrol.submit")}</button>
          <button type="button" class="button button--quiet" onClick={() => router.go(close, "replace")}>{words.t("form.cancel")}</button>
        </div>
        {stage.state === "asking" && stage.wrong !== undefined ? <p class="enrol__wrong" role="alert">{stage.wrong}</p> : null}
      </form>
      <OpenCodes />
    </>
  );
}

const openCodes = (client: Client) => async (): Promise<OpenCode[]> => (await client.get("/v1/kiosks/enrolment-codes")).items;

/** A code that was just made: to be typed or scanned, until a kiosk has used it or its time is over. */
function Made({ code, close, again }: { code: EnrolmentCode; close: To; again: () => void }): JSX.Element {
  const central = useCentral();
  const router = useRouter();
  const words = useWords();
  const open = useRead(`codes after ${code.expires_at}`, openCodes(central.client), ["*"]).data.value;
  const state = codeState(code, open, useNow());
  const done = <button type="button" class="button" onClick={() => router.go(close, "replace")}>{words.t("enrol.done")}</button>;
  if (state !== "waits") {
    return (
      <div class="enrol" role="status">
        <Sign outcome={state === "used" ? "ok" : "look"} word={words.t(`enrol.${state}`)} />
        <p class="muted">{words.t(`enrol.${state}_text`)}</p>
        <div class="enrol__ways">{state === "over" ? <button type="button" class="button button--first" onClick={again}>{words.t("enrol.again")}</button> : null}{done}</div>
      </div>
    );
  }
  return (
    <div class="enrol" role="status">
      <p class="enrol__label">{words.t("enrol.code")}</p>
      <div class="enrol__made">
        <QR text={code.code} label={words.t("enrol.qr")} />
        <p class="enrol__code mono">{code.code}</p>
      </div>
      <p class="enrol__once" title={words.full(code.expires_at)}>{words.t("enrol.once", { when: words.when(code.expires_at) })}</p>
      {done}
    </div>
  );
}

/** Codes that nobody has used yet; each may be taken back. */
function OpenCodes(): JSX.Element | null {
  const central = useCentral();
  const words = useWords();
  const [busy, setBusy] = useState("");
  useNow();
  const reading = useRead("open codes", openCodes(central.client), ["*"]);
  const codes = reading.data.value;
  if (codes === undefined || codes.length === 0) return reading.failure.value === undefined ? null : <Failure failure={reading.failure.value} old={false} again={() => void reading.refresh()} />;

  async function takeBack(code: OpenCode): Promise<void> {
    setBusy(code.id);
    try {
      await central.client.post("/v1/kiosks/enrolment-codes/{id}/revoke", undefined, { id: code.id });
      central.toasts.say(words.t("enrol.taken_back"));
    } catch (cause) {
      central.note(cause);
      central.toasts.say(problemText(cause, words), { bad: true });
    }
    setBusy("");
    void reading.refresh();
  }

  return (
    <Part title={words.t("enrol.open_codes")} file={{ path: "/v1/kiosks/enrolment-codes.csv" }}>
      <ul class="codelist">
        {codes.map((c) => (
          <li class="codelist__one" key={c.id}>
            <Cut class="strong" text={c.name ?? words.t("enrol.unnamed")} />
            <Cut class="muted codelist__more" text={[central.rows.find("place", c.site_id)?.name ?? "", c.created_by, words.t("enrol.until", { when: words.relative(c.expires_at) })].filter((x) => x !== "").join(" · ")} />
            <button type="button" class="button button--quiet" disabled={busy === c.id} aria-label={words.t("enrol.take_back_of", { name: c.name ?? words.t("enrol.unnamed") })} onClick={() => void takeBack(c)}>{words.t("enrol.take_back")}</button>
          </li>
        ))}
      </ul>
    </Part>
  );
}
