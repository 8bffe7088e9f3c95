import { useEffect, useState } from "preact/hooks";
import type { JSX } from "preact";
import { Silhouette } from "@rms/shared/silhouettes";
import { Button } from "../parts/button";
import { Cut } from "../parts/cut";
import { useKiosk, useWords } from "../state/context";
import { enrolment, type Enrolment } from "../state/enrolment";

/** The first screen of a new machine: central's address and the code that it printed. */
export function Enrol(): JSX.Element {
  const kiosk = useKiosk();
  const words = useWords();
  const [given, setGiven] = useState<Enrolment>({ central: kiosk.status.data.value?.central.url ?? "", code: "" });
  const [state, setState] = useState<{ busy: boolean; error: string }>({ busy: false, error: "" });
  const line = kiosk.line.value;

  function send(request: Enrolment): void {
    setState({ busy: true, error: "" });
    kiosk.enrol(
      request,
      () => void kiosk.refreshAll(),
      (problem) => {
        const key = `problem.${problem.reason ?? problem.code}`;
        setState({ busy: false, error: words.say({ key, text: [problem.detail ?? problem.title, problem.hint].filter(Boolean).join(" ") }) });
        setGiven({ ...request, code: "" });
      },
    );
  }

  useEffect(() => {
    kiosk.taker.value = (text) => {
      if (state.busy) return true;
      const next = enrolment(given, text);
      setGiven(next);
      setState({ busy: false, error: next === given ? words.t("enrol.no_address") : "" });
      if (next !== given && next.central !== "" && next.code !== "") send(next);
      return true;
    };
    return () => {
      kiosk.taker.value = undefined;
    };
  });

  const asking = given.central === "" ? "central" : "code";
  return (
    <section class="enrol">
      <Silhouette name="computer" class="enrol__drawing" />
      <div class="enrol__text">
        <h1 class="enrol__title">{words.t("enrol.title")}</h1>
        <p>{words.t("enrol.how")}</p>
        <dl class="enrol__fields">
          <Row label={words.t("enrol.central")} value={given.central} typed={asking === "central" ? line : undefined} active={asking === "central"} />
          <Row label={words.t("enrol.code")} value={given.code} typed={asking === "code" ? line : undefined} active={asking === "code"} />
        </dl>
        <p class={state.error === "" ? "enrol__help" : "enrol__help enrol__help--bad"} role="status">
          {state.busy ? words.t("enrol.busy") : state.error === "" ? words.t(asking === "central" ? "enrol.type_central" : "enrol.type_code") : state.error}
        </p>
        <div class="enrol__keys">
          {given.central === "" || state.busy ? null : (
            <Button onPress={() => setGiven({ central: "", code: "" })}>{words.t("enrol.other_central")}</Button>
          )}
          <Button onPress={() => (kiosk.view.value = { at: "health" })}>{words.t("idle.health")}</Button>
        </div>
      </div>
    </section>
  );
}

function Row({ label, value, typed, active }: { label: string; value: string; typed: string | undefined; active: boolean }): JSX.Element {
  return (
    <div class={active ? "enrol__row enrol__row--active" : "enrol__row"}>
      <dt>{label}</dt>
      <dd>
        <Cut text={typed ?? value} />
        {active ? <span class="entry__caret" aria-hidden="true" /> : null}
      </dd>
    </div>
  );
}
