import type { JSX } from "preact";
import { useLayoutEffect } from "preact/hooks";
import { Icon } from "@rms/shared/icons";
import { OutcomeIcon } from "@rms/shared/outcomes";
import type { Answer, Ask, Step } from "../api/types";
import { useKiosk, useWords } from "../state/context";
import { Barcode } from "./barcode";
import { Button } from "./button";
import { Cut } from "./cut";
import { Picture } from "./picture";

/** The newest answer, huge: what it was, what happened, what comes next. */
export function AnswerCard({ answer, ask }: { answer: Answer; ask?: Ask | undefined }): JSX.Element {
  const words = useWords();
  const { paintings } = useKiosk();
  useLayoutEffect(() => paintings.show(answer.id), [paintings, answer.id]);
  const name = answer.subject.name === "" && answer.kind !== "command" ? (answer.raw ?? "") : answer.subject.name;
  const tag = answer.subject.tag === name ? "" : answer.subject.tag;
  const next = ask !== undefined && ask.kind === "yes_no" ? { label: ask.text } : answer.next;
  return (
    <section class={`card card--${answer.outcome}`} aria-live="polite">
      <header class="card__head">
        <OutcomeIcon outcome={answer.outcome} size="5rem" />
        <strong class="card__word">{words.t(`outcome.${answer.outcome}`)}</strong>
        {answer.also.length > 0 ? <span class="card__also">{words.t("card.also", { n: answer.also.length })}</span> : null}
      </header>
      <div class="card__body">
        <div class="card__picture">
          <Picture subject={answer.subject} kind={answer.kind} />
        </div>
        <div class="card__facts">
          {name === "" ? null : <Cut class="card__name" text={name} lines={2} />}
          {tag === "" ? null : <Cut class="card__tag" text={tag} />}
          <Cut class={name === "" ? "card__name" : "card__title"} text={words.say(answer.title)} lines={2} />
          {answer.detail === undefined ? null : <Cut class="card__detail" text={words.say(answer.detail)} lines={2} />}
        </div>
      </div>
      {next === undefined ? null : <NextStep step={next} question={ask !== undefined} />}
    </section>
  );
}

/** The next step in one line: a button when a tap can do it, and the code that does the same. */
function NextStep({ step, question }: { step: Step; question: boolean }): JSX.Element {
  const kiosk = useKiosk();
  const words = useWords();
  const label = (
    <>
      <Icon name={question ? "ask" : "next"} size="2.25rem" />
      <Cut class="card__next-label" text={words.say(step.label)} lines={2} />
    </>
  );
  const { verb, code } = step;
  return (
    <footer class="card__next">
      {verb === undefined ? (
        <p class="card__next-line">{label}</p>
      ) : (
        <Button class="card__next-button" onPress={() => kiosk.tap(verb, step.value)}>
          {label}
        </Button>
      )}
      {code === undefined || code === "" ? null : <CodeTile code={code} />}
    </footer>
  );
}

/** A code on white paper, to be scanned off the screen. */
export function CodeTile({ code }: { code: string }): JSX.Element {
  return (
    <span class="paper">
      <Barcode code={code} />
      <span class="paper__text">{code}</span>
    </span>
  );
}
