import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { EnrolmentCode } from "../api/types";
import type { To } from "../nav/router";
import { problemText } from "../parts/failure";
import { ProblemError } from "../api/client";
import { useCentral, useNow, useRead, useRouter, useWords } from "../state/context";

type Stage = { state: "asking"; wrong?: string } | { state: "sending" } | { state: "made"; code: EnrolmentCode };

/** Makes a code that lets one kiosk in: a site, a name, and the code, shown once. */
export function Enrol({ close }: { close: To }): JSX.Element {
  const router = useRouter();
  const central = useCentral();
  const words = useWords();
  useNow();
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

  if (stage.state === "made") {
    return (
      <div class="enrol" role="status">
        <p class="enrol__label">{words.t("enrol.code")}</p>
        <p class="enrol__code mono">{stage.code.code}</p>
        <p class="enrol__once" title={words.full(stage.code.expires_at)}>{words.t("enrol.once", { when: words.when(stage.code.expires_at) })}</p>
        <button type="button" class="button enrol__done" onClick={() => router.go(close, "replace")}>{words.t("enrol.done")}</button>
      </div>
    );
  }
  const sending = stage.state === "sending";
  return (
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
      <button type="submit" class="button button--first" disabled={sending}>{words.t(sending ? "enrol.busy" : "enrol.submit")}</button>
      <button type="button" class="button button--quiet" onClick={() => router.go(close, "replace")}>{words.t("form.cancel")}</button>
      {stage.state === "asking" && stage.wrong !== undefined ? <p class="enrol__wrong" role="alert">{stage.wrong}</p> : null}
    </form>
  );
}
