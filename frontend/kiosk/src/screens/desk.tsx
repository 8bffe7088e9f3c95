import type { ComponentChildren, JSX } from "preact";
import { Silhouette } from "@rms/shared/silhouettes";
import { AnswerCard } from "../parts/card";
import { Cut } from "../parts/cut";
import { Recents } from "../parts/recents";
import { ProgressRing } from "../parts/ring";
import { Steps } from "../parts/steps";
import { Button } from "../parts/button";
import { useKiosk, useWords } from "../state/context";

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
        {left ?? (answer === undefined ? <Waiting /> : <AnswerCard answer={answer} ask={desk?.ask} />)}
        <Steps steps={steps} back={back} />
      </div>
      <div class="desk__right">{children}</div>
    </div>
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
  const order = desk?.order;
  const due = desk?.due ?? 0;
  return (
    <div class="progress">
      <ProgressRing n={desk?.ring?.n ?? 0} m={desk?.ring?.m ?? 0} />
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
      {desk !== undefined && desk.tray_n > 0 ? (
        <Button class="traytile" onPress={() => (kiosk.view.value = { at: "tray" })} label={words.t("tray.open", { n: desk.tray_n })}>
          <strong class="traytile__n">{words.count(desk.tray_n)}</strong>
          <span>{words.t("tray.to_look_at")}</span>
        </Button>
      ) : null}
    </div>
  );
}
