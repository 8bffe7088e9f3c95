import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Fact } from "../api/types";
import { flagsOf, timeOf, verdictOf, whatOf } from "../i18n/facts";
import { Moment, Sign } from "../parts/basics";
import { openQuestions } from "../exception/open";
import { Link } from "../nav/link";
import { Line, Lines } from "../parts/detail";
import { useCentral, useRead, useRouter, useWords } from "../state/context";

/** All that is known of one fact, beside the list. */
export function FactDetail({ fact }: { fact: Fact }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.scrollIntoView({ block: "nearest" }), [fact.id]);
  const hidden = fact.things - fact.codes.length;
  const router = useRouter();
  const open = openQuestions(central);
  const question = useRead(open.key, open.load, open.subjects).data.value?.items.find((q) => q.id === fact.exception_id);
  const flags = flagsOf(fact, words);
  return (
    <section class="panel panel--fact" aria-labelledby="fact-title">
      <header class="panel__head">
        <h2 class="panel__title" id="fact-title" ref={title}>{words.t("fact.title")}</h2>
        <button type="button" class="button button--quiet" aria-keyshortcuts="Escape" data-close onClick={() => router.alter({ show: "" })}>{words.t("fact.close")}</button>
      </header>
      <div class="detail">
        <p class="detail__what">{whatOf(fact, words)}</p>
        <Sign {...verdictOf(fact, words)} />
        <Lines>
          <Line name={words.t("fact.happened")}>
            <Moment at={timeOf(fact)} kind="when" />
            {fact.suspect === true ? <em class="detail__warn">{words.t("fact.suspect")}</em> : null}
          </Line>
          <Line name={words.t("fact.received")}><Moment at={fact.received_at} kind="when" /></Line>
          <Line name={words.t("facts.kiosk")}>{fact.kiosk ?? words.t("facts.office")}</Line>
          <Line name={words.t("facts.person")}>{fact.person ?? words.t("fact.none")}</Line>
          {fact.order === undefined ? null : <Line name={words.t("facts.order")}><span class="mono">{fact.order}</span></Line>}
          {fact.place === undefined || fact.place === "" ? null : <Line name={words.t("fact.place")}>{fact.place}</Line>}
          {fact.codes.length === 0 ? null : (
            <Line name={words.t("fact.items")}>
              <ul class="tags">
                {fact.codes.map((c) => <li class="tag mono" key={c}>{c}</li>)}
              </ul>
              {hidden > 0 ? <span class="muted">{words.t("fact.items_more", { n: hidden })}</span> : null}
            </Line>
          )}
          {flags.length === 0 ? null : <Line name={words.t("fact.notes")}>{flags.join(", ")}</Line>}
          {fact.missing === undefined || fact.missing === "" ? null : <Line name={words.t("fact.waits_for")}><span class="mono">{fact.missing}</span></Line>}
          {fact.undone_by === undefined || fact.undone_by === "" ? null : <Line name={words.t("fact.undone")}><Sign outcome="duplicate" word={words.t("verdict.undone")} /></Line>}
          {fact.exception_id === undefined || fact.exception_id === "" ? null : (
            <Line name={words.t("fact.question")}>
              {question === undefined ? words.t("fact.answered") : (
                <Link to={{ route: "exceptions", query: { show: question.id } }} class="link-text">{question.number}</Link>
              )}
            </Line>
          )}
        </Lines>
      </div>
    </section>
  );
}
