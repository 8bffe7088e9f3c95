import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Resource } from "@rms/shared/resource";
import { ProblemError } from "../api/client";
import type { Checklist } from "../api/types";
import { Link } from "../nav/link";
import { Skeleton } from "../parts/basics";
import { Failure, isForbidden, problemText } from "../parts/failure";
import { Icon } from "../parts/icons";
import { Forbidden, PageHead } from "../parts/page";
import { useCentral, useRead, useWords } from "../state/context";
import { doneOf, isImported, pageOf } from "./steps";

type Reading = Resource<Checklist>;
const most = 1000;

function useChecklist(): Reading {
  const central = useCentral();
  return useRead("checklist", () => central.client.get("/v1/setup/checklist"), ["*"]);
}

/** How far the company has come, with the way to each next thing. */
export function ChecklistPage(): JSX.Element {
  const words = useWords();
  const reading = useChecklist();
  const steps = reading.data.value;
  const failure = reading.failure.value;
  if (isForbidden(failure)) return <><PageHead title={words.t("steps.title")} /><Forbidden /></>;
  return (
    <>
      <PageHead title={words.t("steps.title")} {...(steps === undefined ? {} : { note: words.t("steps.progress", { n: doneOf(steps), m: steps.steps.length }), action: <Hide list={steps} reading={reading} /> })} />
      <div class="steps">
        <p class="steps__text muted">{words.t(steps?.complete === true ? "steps.all_done" : "steps.text")}</p>
        <Failure failure={failure} old={steps !== undefined} again={() => void reading.refresh()} />
        {steps === undefined ? failure === undefined ? <Skeleton rows={7} /> : null : <ol class="steps__list">{steps.steps.map((s) => <Step key={s.id} step={s} />)}</ol>}
      </div>
    </>
  );
}

function Step({ step }: { step: Checklist["steps"][number] }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  return (
    <li class={step.done ? "steps__step steps__step--done" : "steps__step"}>
      <span class="steps__mark" role="img" aria-label={words.t(step.done ? "steps.is_done" : "steps.is_open")}>{step.done ? <Icon name="check" /> : null}</span>
      <div class="steps__what">
        <h2 class="steps__name">
          {words.t(`steps.${step.id}`)}
          {step.done && step.id !== "labels" ? <span class="steps__count">{words.t(step.count >= most ? "steps.many" : "steps.count", { n: step.count })}</span> : null}
        </h2>
        <p class="muted">{words.t(`steps.${step.id}_text`)}</p>
      </div>
      <div class="steps__ways">
        {isImported(step) && central.may("put_catalog") ? <Link to={{ route: "imports" }} class="button">{words.t("steps.import")}</Link> : null}
        <Link to={pageOf(step)} class={step.done ? "button" : "button button--first"}>{words.t(`steps.${step.id}_go`)}</Link>
      </div>
    </li>
  );
}

/** Puts the first steps away, or back. */
function Hide({ list, reading }: { list: Checklist; reading: Reading }): JSX.Element | null {
  const central = useCentral();
  const words = useWords();
  const [busy, setBusy] = useState(false);
  if (!central.may("put_account")) return null;
  async function hide(away: boolean): Promise<void> {
    setBusy(true);
    try {
      await central.client.post(away ? "/v1/setup/checklist/dismiss" : "/v1/setup/checklist/restore", undefined);
      await reading.refresh();
      if (away) central.toasts.say(words.t("steps.hidden"), { undo: () => hide(false) });
    } catch (cause) {
      central.note(cause);
      central.toasts.say(cause instanceof ProblemError ? problemText(cause, words) : words.t("form.lost"), { bad: true });
    }
    setBusy(false);
  }
  return <button type="button" class="button" disabled={busy} onClick={() => void hide(!list.dismissed)}>{words.t(list.dismissed ? "steps.restore" : "steps.hide")}</button>;
}

/** A line on Today until all is done, or somebody has put it away. */
export function FirstSteps(): JSX.Element | null {
  const central = useCentral();
  return central.may("put_catalog") ? <Line /> : null;
}

function Line(): JSX.Element | null {
  const words = useWords();
  const reading = useChecklist();
  const list = reading.data.value;
  if (list === undefined || list.complete || list.dismissed) return null;
  const done = doneOf(list);
  return (
    <section class="firststeps" aria-label={words.t("steps.title")}>
      <strong>{words.t("steps.title")}</strong>
      <progress class="bar firststeps__bar" aria-label={words.t("steps.title")} max={list.steps.length} value={done} />
      <span class="muted">{words.t("steps.progress", { n: done, m: list.steps.length })}</span>
      <Link to={{ route: "checklist" }} class="button button--first">{words.t("steps.show")}</Link>
      <Hide list={list} reading={reading} />
    </section>
  );
}
