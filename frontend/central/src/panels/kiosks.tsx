import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Kiosk } from "../api/types";
import { kioskState } from "../i18n/facts";
import { Cut, Empty, Moment, Sign } from "../parts/basics";
import { Panel } from "../parts/panel";
import { useCentral, useNow, useWords } from "../state/context";
import { Enrol } from "./enrol";

/** The kiosks with how they are. */
export function KiosksPanel(): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const [enrolling, setEnrolling] = useState(false);
  const session = central.session.value;
  const may = session.state === "in" && session.me.may.includes("put_account");
  const tools = may && !enrolling ? <button type="button" class="button button--first panel__tool" onClick={() => setEnrolling(true)}>{words.t("enrol.open")}</button> : undefined;
  return (
    <Panel<Kiosk[]> id="kiosks" title={words.t("kiosks.title")} tools={tools} resource={central.kiosks} rows={3}>
      {(kiosks) => (
        <>
          {enrolling ? <Enrol close={() => setEnrolling(false)} /> : null}
          {kiosks.length === 0 ? <Empty title={words.t("kiosks.empty")} text={words.t("kiosks.empty_text")} /> : <Table kiosks={kiosks} />}
        </>
      )}
    </Panel>
  );
}

const columns = ["name", "site", "status", "waiting", "oldest", "contact", "clock", "version"] as const;
const right = new Set<string>(["waiting", "oldest", "contact", "clock"]);

function Table({ kiosks }: { kiosks: readonly Kiosk[] }): JSX.Element {
  const words = useWords();
  return (
    <div class="scroll">
      <table class="table table--kiosks">
        <thead>
          <tr>
            {columns.map((c) => <th scope="col" class={`kcol-${c}${right.has(c) ? " right" : ""}`} key={c}><Cut text={words.t(`kiosks.${c}`)} /></th>)}
          </tr>
        </thead>
        <tbody>
          {kiosks.map((k) => <Row key={k.id} kiosk={k} />)}
        </tbody>
      </table>
    </div>
  );
}

function Row({ kiosk }: { kiosk: Kiosk }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const state = kioskState(kiosk, useNow());
  const site = central.sites.data.value?.find((s) => s.id === kiosk.site_id)?.name ?? "";
  const none = words.t("kiosks.none");
  const waits = kiosk.queue_depth > 0;
  return (
    <tr class="row">
      <th scope="row" class="kcol-name"><Cut text={kiosk.name} /></th>
      <td class="kcol-site"><Cut text={site} /></td>
      <td class="kcol-status"><Sign outcome={state.outcome} word={words.t(state.key)} why={kiosk.last_error ?? ""} /></td>
      <td class={`kcol-waiting right${waits ? " strong" : " muted"}`}>{words.count(kiosk.queue_depth)}</td>
      <td class="kcol-oldest right muted">{waits && (kiosk.oldest ?? 0) > 0 ? <Moment at={kiosk.oldest ?? 0} kind="relative" /> : none}</td>
      <td class="kcol-contact right">{kiosk.last_contact === 0 ? words.t("kiosks.never") : <Moment at={kiosk.last_contact} kind="relative" />}</td>
      <td class="kcol-clock right muted">{kiosk.last_contact === 0 ? none : words.offset(kiosk.clock_offset_ms)}</td>
      <td class="kcol-version"><Cut class="mono muted" text={kiosk.version === "" ? none : kiosk.version} /></td>
    </tr>
  );
}
