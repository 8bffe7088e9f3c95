import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Answer, Exception, QuestionDetail } from "../api/types";
import { answerWord, byWeight, effectOf, questionOf, severityOf } from "../i18n/facts";
import { sentencesOf, type Words } from "../i18n/words";
import { Link } from "../nav/link";
import { Cut, Empty, Moment, Sign } from "../parts/basics";
import { useCentral, useHere, useRead, useWords } from "../state/context";
import { isOver } from "./answering";
import type { Over } from "./answers";
import type { Questions } from "./open";

/** The open questions with their answers as buttons, the urgent first. */
export function Cards({ data, none }: { data: Questions; none?: JSX.Element | undefined }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const may = central.may("exception_answer");
  const over = central.answers.over.value;
  const open = byWeight(useStanding(data).filter((q) => !isOver(central.answers.at.value[q.id])));
  const still = new Set(data.items.map((q) => q.id));
  return (
    <div class="scroll" data-list>
      {over.length === 0 ? null : <OverList over={over} />}
      {open.length === 0 ? (none ?? <Empty title={words.t("questions.empty")} text={words.t("questions.empty_text")} />) : null}
      {may || open.length === 0 ? null : <p class="hint">{words.t("questions.look_only")}</p>}
      <ol class="questions">{open.map((q) => <Card key={q.id} question={q} may={may} gone={!still.has(q.id)} />)}</ol>
      {data.more ? <p class="hint">{words.t("questions.more")}</p> : null}
    </div>
  );
}

/** The questions, and those that others have answered while they were looked at: they stay where they are, so that nobody presses what moved under the hand. */
function useStanding(data: Questions): readonly Exception[] {
  const seen = useRef(new Map<string, Exception>());
  for (const q of data.items) seen.current.set(q.id, q);
  return data.more ? data.items : [...seen.current.values()];
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
        const first = answering.state !== "beaten" ? "" : answering.first === undefined ? answering.detail : firstWord(answering.first, words);
        const wrote = answering.state === "beaten" && answering.reason !== "" ? words.t("answer.you_wrote", { text: answering.reason }) : "";
        return (
          <li class="over__line" key={question.id}>
            <Sign outcome={done ? "ok" : "duplicate"} word={word} why={first} />
            {wrote === "" ? null : <p class="muted">{wrote}</p>}
          </li>
        );
      })}
    </ul>
  );
}

/** "Tom Okafor, 14:03: Jonas Weber keeps it (it was on the truck)" */
function firstWord(first: QuestionDetail, words: Words): string {
  const who = first.answered_name ?? words.t("ask.somebody");
  const what = answerWord(first, first.answer ?? "", words);
  const said = words.t("answer.first_was", { who, when: words.moment(first.answered_at ?? first.updated_at), what });
  return (first.reason ?? "") === "" ? said : words.t("answer.with_reason", { said, reason: first.reason ?? "" });
}

function Card({ question, may, gone }: { question: Exception; may: boolean; gone: boolean }): JSX.Element {
  const words = useWords();
  const [reason, setReason] = useState("");
  const { title, lines } = questionOf(question, words);
  const shown = useHere().query["show"] === question.id;
  const card = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (shown) card.current?.focus();
  }, [shown]);
  return (
    <li class={`question${shown ? " question--shown" : ""}${gone ? " question--gone" : ""}`} id={`question-${question.id}`} ref={card} tabIndex={-1} data-walk aria-labelledby={`question-${question.id}-title`}>
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
      {gone ? <Elsewhere question={question} wrote={reason.trim()} /> : may && question.answers.length > 0 ? <Answers question={question} reason={reason} setReason={setReason} /> : null}
    </li>
  );
}

/** Somebody else has answered it while it was looked at: who, with what and when. */
function Elsewhere({ question, wrote }: { question: Exception; wrote: string }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const first = useRead(`question ${question.id}`, () => central.client.get("/v1/exceptions/{id}", undefined, { id: question.id }), [`exception/${question.id}`]).data.value;
  return (
    <div class="answers__first" role="status">
      <Sign outcome="duplicate" word={words.t("answer.elsewhere")} />
      {first === undefined ? null : <p>{firstWord(first, words)}</p>}
      {wrote === "" ? null : <p class="muted">{words.t("answer.you_wrote", { text: wrote })}</p>}
    </div>
  );
}

/** The answers as buttons; beside each stands what it does, before it is pressed. */
function Answers({ question, reason, setReason }: { question: Exception; reason: string; setReason: (text: string) => void }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const now = central.answers.at.value[question.id];
  const sending = now?.state === "sending";
  return (
    <div class="answers">
      <ul class="answers__list">
        {question.answers.map((answer, i) => {
          const id = `effect-${question.id}-${answer}`;
          return (
            <li class="answers__one" key={answer}>
              <button type="button" class={i === 0 && question.answers.length > 1 ? "button button--first" : "button"} disabled={sending} aria-describedby={id}
                onClick={() => void central.answers.give(question, answer as Answer, reason.trim())}>
                <Cut text={now?.state === "sending" && now.answer === answer ? words.t("answer.sending") : answerWord(question, answer, words)} />
              </button>
              <span class="answers__effect" id={id}>{effectOf(question, answer, words)}</span>
            </li>
          );
        })}
      </ul>
      <input class="field__input answers__reason" aria-label={words.t("answer.reason")} placeholder={words.t("answer.reason")} maxLength={500} value={reason}
        disabled={sending} onInput={(e) => setReason(e.currentTarget.value)} />
      {now?.state === "lost" ? <p class="answers__result" role="alert">{words.t("answer.lost")}</p> : null}
      {now?.state === "refused" ? <p class="answers__result" role="alert">{sentencesOf(now.detail, now.hint)}</p> : null}
    </div>
  );
}
