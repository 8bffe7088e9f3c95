import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Answer, Exception } from "../api/types";
import { answerWord, byWeight, questionOf, severityOf } from "../i18n/facts";
import { sentencesOf } from "../i18n/words";
import { Link } from "../nav/link";
import { Cut, Empty, Moment, Sign } from "../parts/basics";
import { useCentral, useHere, useWords } from "../state/context";
import { isOver } from "./answering";
import type { Over } from "./answers";
import type { Questions } from "./open";

/** The open questions with their answers as buttons, the urgent first. */
export function Cards({ data, none }: { data: Questions; none?: JSX.Element | undefined }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const may = central.may("exception_answer");
  const over = central.answers.over.value;
  const open = byWeight(data.items.filter((q) => !isOver(central.answers.at.value[q.id])));
  return (
    <div class="scroll" data-list>
      {over.length === 0 ? null : <OverList over={over} />}
      {open.length === 0 ? (none ?? <Empty title={words.t("questions.empty")} text={words.t("questions.empty_text")} />) : null}
      {may || open.length === 0 ? null : <p class="hint">{words.t("questions.look_only")}</p>}
      <ol class="questions">{open.map((q) => <Card key={q.id} question={q} may={may} />)}</ol>
      {data.more ? <p class="hint">{words.t("questions.more")}</p> : null}
    </div>
  );
}

function OverList({ over }: { over: readonly Over[] }): JSX.Element {
  const words = useWords();
  return (
    <ul class="over" aria-label={words.t("answer.over")} aria-live="polite">
      {over.map(({ question, answering }) => {
        if (!isOver(answering)) return null;
        const done = answering.state === "done";
        const word = done
          ? words.t("answer.done", { title: answering.title, answer: answerWord(question, answering.answer, words) })
          : words.t("answer.beaten", { title: answering.title });
        return (
          <li class="over__line" key={question.id}>
            <Sign outcome={done ? "ok" : "duplicate"} word={word} {...(answering.state === "beaten" ? { why: answering.detail } : {})} />
          </li>
        );
      })}
    </ul>
  );
}

function Card({ question, may }: { question: Exception; may: boolean }): JSX.Element {
  const words = useWords();
  const { title, lines } = questionOf(question, words);
  const shown = useHere().query["show"] === question.id;
  const card = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (shown) card.current?.focus();
  }, [shown]);
  return (
    <li class={shown ? "question question--shown" : "question"} id={`question-${question.id}`} ref={card} tabIndex={-1} data-walk aria-labelledby={`question-${question.id}-title`}>
      <div class="question__top">
        <Sign {...severityOf(question, words)} />
        <span class="mono muted">{question.number}</span>
        <span class="question__when muted"><Moment at={question.created_at} kind="relative" /></span>
      </div>
      <p class="question__title" id={`question-${question.id}-title`}>
        {(question.asset_id ?? "") === "" ? title : <Link to={{ route: "item", id: question.asset_id ?? "" }} class="question__link">{title}</Link>}
      </p>
      <dl class="question__lines">
        {lines.map((l) => (
          <div class="question__line" key={l.label}>
            <dt>{l.label}</dt>
            <dd><Cut class="question__who" text={l.who} /><Cut class="muted" text={l.more} /></dd>
          </div>
        ))}
      </dl>
      {may && question.answers.length > 0 ? <Answers question={question} /> : null}
    </li>
  );
}

function Answers({ question }: { question: Exception }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const [reason, setReason] = useState("");
  const now = central.answers.at.value[question.id];
  const sending = now?.state === "sending";
  return (
    <div class={question.answers.length === 1 ? "answers answers--one" : "answers"}>
      <div class="answers__row">
        {question.answers.map((answer, i) => (
          <button type="button" class={i === 0 && question.answers.length > 1 ? "button button--first" : "button"} key={answer} disabled={sending}
            onClick={() => void central.answers.give(question, answer as Answer, reason.trim())}>
            <Cut text={now?.state === "sending" && now.answer === answer ? words.t("answer.sending") : answerWord(question, answer, words)} />
          </button>
        ))}
      </div>
      <input class="field__input answers__reason" aria-label={words.t("answer.reason")} placeholder={words.t("answer.reason")} maxLength={500} value={reason}
        disabled={sending} onInput={(e) => setReason(e.currentTarget.value)} />
      {now?.state === "lost" ? <p class="answers__result" role="alert">{words.t("answer.lost")}</p> : null}
      {now?.state === "refused" ? <p class="answers__result" role="alert">{sentencesOf(now.detail, now.hint)}</p> : null}
    </div>
  );
}
