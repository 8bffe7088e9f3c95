import type { JSX } from "preact";
import type { TrayEntry } from "../api/types";
import { Button } from "../parts/button";
import { Close } from "../parts/close";
import { CodeTile } from "../parts/card";
import { Cut } from "../parts/cut";
import { Notice } from "../parts/notice";
import { usePages } from "../parts/pager";
import { RecentLine } from "../parts/recents";
import { useKiosk, useWords } from "../state/context";

/** Stops that wait for somebody, each between the scans around it, so that its box can be found. */
export function Tray(): JSX.Element {
  const kiosk = useKiosk();
  const words = useWords();
  const desk = kiosk.desk.data.value;
  const { shown, pager } = usePages(desk?.tray ?? [], 2);
  return (
    <section class="page">
      <h1 class="page__title">
        <Cut text={words.t("tray.title", { n: desk === undefined || desk.tray.length === 0 ? 0 : desk.tray_n })} />
        {pager}
        <Close />
      </h1>
      {shown.length === 0 ? <Notice drawing="order" title={words.t("tray.empty")} text={words.t("tray.empty_text")} /> : null}
      <div class="page__list">
        {shown.map((entry) => (
          <Entry entry={entry} headN={desk?.head_n ?? 0} key={entry.answer.n} />
        ))}
      </div>
    </section>
  );
}

function Entry({ entry, headN }: { entry: TrayEntry; headN: number }): JSX.Element {
  const kiosk = useKiosk();
  const words = useWords();
  const { answer, before, after } = entry;
  const { next } = answer;
  const verb = next?.verb;
  const name = answer.subject.name === "" ? (answer.raw ?? "") : answer.subject.name;
  const self = { n: answer.n, at: answer.at, outcome: answer.outcome, name, tag: answer.subject.tag, title: answer.title };
  return (
    <article class="stop">
      <ol class="stop__between" aria-label={words.t("tray.between")}>
        {after === undefined ? null : <RecentLine recent={after} headN={headN} />}
        <RecentLine recent={self} headN={headN} />
        {before === undefined ? null : <RecentLine recent={before} headN={headN} />}
      </ol>
      <div class="stop__do">
        <Cut class="stop__next" lines={2} text={words.say(answer.detail ?? answer.title)} />
        {next?.code === undefined || next.code === "" ? null : <CodeTile code={next.code} />}
        <div class="stop__keys">
          {next === undefined || verb === undefined || verb === "seen" ? null : (
            <Button class="step step--yes" onPress={() => kiosk.tap(verb, next.value)}>
              <Cut text={words.say(next.label)} lines={2} />
            </Button>
          )}
          <Button class="step" onPress={() => kiosk.tap("seen", String(answer.n))}>
            <Cut text={words.t("tray.put_aside")} lines={2} />
          </Button>
        </div>
      </div>
    </article>
  );
}
