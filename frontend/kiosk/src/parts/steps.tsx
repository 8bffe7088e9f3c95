import type { JSX } from "preact";
import type { Step } from "../api/types";
import { useKiosk, useWords } from "../state/context";
import { Barcode } from "./barcode";
import { Button } from "./button";
import { Cut } from "./cut";

/** What can be done besides scanning, at most four and the way to the list or, with `back`, to the board; while a question is open, its two answers. */
export function Steps({ steps, back }: { steps: readonly Step[]; back: (() => void) | undefined }): JSX.Element {
  const kiosk = useKiosk();
  const words = useWords();
  const ask = kiosk.desk.data.value?.ask;
  if (ask !== undefined && ask.kind === "yes_no") {
    return (
      <nav class="steps" aria-label={words.t("steps.label")}>
        <Button class="step step--yes" onPress={() => kiosk.answer(ask.id, "yes")}>
          <StepText label={ask.yes === undefined ? words.t("next.yes") : words.say(ask.yes.label)} code={ask.yes?.code} />
        </Button>
        <Button class="step" onPress={() => kiosk.answer(ask.id, "no")}>
          <StepText label={ask.no === undefined ? words.t("next.no") : words.say(ask.no.label)} code={ask.no?.code} />
        </Button>
      </nav>
    );
  }
  const same = (a: Step) => (b: Step): boolean => a.verb === b.verb && (a.value ?? "") === (b.value ?? "");
  const offered = steps.filter((step, i) => step.verb !== undefined && steps.findIndex(same(step)) === i).slice(0, 4);
  return (
    <nav class="steps" aria-label={words.t("steps.label")}>
      {offered.map((step) => {
        const { verb } = step;
        return verb === undefined ? null : (
          <Button class="step" key={`${verb} ${step.value ?? ""}`} onPress={() => kiosk.tap(verb, step.value)}>
            <StepText label={words.say(step.label)} />
          </Button>
        );
      })}
      {back === undefined ? (
        <Button class="step" onPress={() => (kiosk.view.value = { at: "find", of: kiosk.desk.data.value?.mode === "new_order" ? "type" : "item" })}>
          <StepText label={words.t("idle.find")} />
        </Button>
      ) : (
        <Button class="step" onPress={back}>
          <StepText label={words.t("steps.board")} />
        </Button>
      )}
    </nav>
  );
}

function StepText({ label, code }: { label: string; code?: string | undefined }): JSX.Element {
  return (
    <>
      <Cut class="step__label" text={label} lines={2} />
      {code === undefined || code === "" ? null : <Barcode code={code} />}
    </>
  );
}
