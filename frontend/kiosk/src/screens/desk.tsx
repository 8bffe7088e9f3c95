import type { ComponentChildren, JSX } from "preact";
import { Silhouette } from "@rms/shared/silhouettes";
import { AnswerCard } from "../parts/card";
import type { Desk } from "../api/types";
import { Cut } from "../parts/cut";
import { Field } from "../parts/field";
import { Recents } from "../parts/recents";
import { ProgressRing } from "../parts/ring";
import { Steps } from "../parts/steps";
import { Button } from "../parts/button";
import { useKiosk, useWords } from "../state/context";
import type { Late } from "../state/late";
import type { View } from "../state/view";

/** The card on the left, what belongs to it on the right: the frame of every working screen. */
export function DeskFrame({ left, children }: { left?: ComponentChildren; children: ComponentChildren }): JSX.Element {
  const kiosk = useKiosk();
  const answer = kiosk.last.value;
  const desk = kiosk.desk.data.value;
  const back = desk?.mode === "idle" && desk.ask === undefined ? () => kiosk.back() : undefined;
  const steps = [...(answer?.other ?? []), ...(desk?.steps ?? [])];
  return (
    <div class="desk">
      <div class="desk__left">
        {left ?? (kiosk.late.value !== undefined ? <Unanswered late={kiosk.late.value} /> : answer === undefined ? <Waiting /> : <AnswerCard answer={answer} ask={desk?.ask} />)}
        <Steps steps={steps} back={back} />
      </div>
      <div class="desk__right">{children}</div>
    </div>
  );
}

/** The newest scan has no answer: the card of the one before must not stand for it. */
function Unanswered({ late }: { late: Late }): JSX.Element {
  const words = useWords();
  return (
    <section class="card card--waiting" role="status">
      <Silhouette name="unknown" class="card__waiting-drawing" />
      <h1 class="card__waiting-title">{words.t("late.title")}</h1>
      {late.raw === "" ? null : <Cut class="card__name" text={late.raw} />}
      <p class="card__waiting-text">{words.t("late.text", { n: late.n })}</p>
    </section>
  );
}

/** A mode with nothing scanned yet: what it does and what to scan first. */
function Waiting(): JSX.Element {
  const words = useWords();
  const mode = useKiosk().desk.data.value?.mode ?? "idle";
  return (
    <section class="card card--waiting">
      <Silhouette name="command" class="card__waiting-drawing" />
      <h1 class="card__waiting-title">{words.t(`mode.${mode}.does`)}</h1>
      <p class="card__waiting-text">{words.t(`mode.${mode}.first`)}</p>
    </section>
  );
}

/** Out, In and Move: how far, and the last eight. */
export function Working(): JSX.Element {
  return (
    <DeskFrame>
      <Progress />
      <Recents />
    </DeskFrame>
  );
}

/** How far the order or batch is, when it is due, and how many stops wait. */
export function Progress(): JSX.Element {
  const kiosk = useKiosk();
  const words = useWords();
  const desk = kiosk.desk.data.value;
  return (
    <div class="progress">
      <ProgressRing n={desk?.ring?.n ?? 0} m={desk?.ring?.m ?? 0} />
      {desk === undefined ? null : <About desk={desk} />}
      {desk !== undefined && desk.tray_n > 0 ? (
        <Button class="traytile" onPress={() => (kiosk.view.value = { at: "tray" })} label={words.t("tray.open", { n: desk.tray_n })}>
          <strong class="traytile__n">{words.count(desk.tray_n)}</strong>
          <span>{words.t("tray.to_look_at")}</span>
        </Button>
      ) : null}
    </div>
  );
}

/** What the batch belongs to; without an order, what may be set for it once. */
function About({ desk }: { desk: Desk }): JSX.Element {
  const kiosk = useKiosk();
  const words = useWords();
  const open = (view: View) => () => {
    kiosk.view.value = view;
  };
  const { order, due } = desk;
  const place = <Field label={words.t("draft.place")} value={desk.place?.name} onPress={open({ at: "find", of: "place" })} />;
  if (order === undefined && desk.mode === "out") {
    return (
      <div class="progress__fields">
        <Field label={words.t("progress.order")} value={undefined} onPress={open({ at: "find", of: "order" })} />
        {place}
        <Field label={words.t("progress.back")} value={due === 0 ? undefined : words.moment(due)} onPress={open({ at: "when", of: "due" })} />
      </div>
    );
  }
  if (desk.mode === "move") return <div class="progress__fields">{place}</div>;
  return (
    <div class="progress__about">
      {order === undefined ? (
        <span class="progress__none">{words.t("progress.no_order")}</span>
      ) : (
        <>
          <Cut class="progress__order" text={order.number} />
          <Cut text={order.job?.name ?? ""} />
        </>
      )}
      {due === 0 ? null : <Cut class="muted" text={words.t("progress.due", { due: words.moment(due) })} />}
      {order !== undefined && !order.availability_checked ? <Cut class="muted" text={words.t("progress.unchecked")} /> : null}
    </div>
  );
}
