import { useEffect } from "preact/hooks";
import type { JSX } from "preact";
import type { Exception } from "../api/types";
import { Button } from "../parts/button";
import { Close } from "../parts/close";
import { Cut } from "../parts/cut";
import { Notice } from "../parts/notice";
import { usePages } from "../parts/pager";
import { Picture } from "../parts/picture";
import { Skeleton } from "../parts/skeleton";
import { useKiosk, useWords } from "../state/context";

/** What central asks back: each is settled by one tap. */
export function InboxScreen(): JSX.Element {
  const kiosk = useKiosk();
  const words = useWords();
  const { inbox } = kiosk;
  const { shown, pager } = usePages(inbox.data.value?.entries ?? [], 3);
  useEffect(() => void inbox.refresh(), [inbox]);
  return (
    <section class="page">
      <h1 class="page__title">
        <Cut text={inbox.data.value === undefined ? words.t("inbox.title_unread") : words.t("inbox.title", { n: inbox.data.value.open })} />
        {pager}
        <Close />
      </h1>
      {inbox.data.value === undefined && !inbox.failed.value ? <Skeleton rows={4} /> : null}
      {inbox.failed.value ? <Failed old={inbox.data.value !== undefined} /> : null}
      {inbox.data.value !== undefined && shown.length === 0 ? <Notice drawing="order" title={words.t("inbox.empty")} text={words.t("inbox.empty_text")} /> : null}
      <div class="page__list">
        {shown.map((entry) => (
          <Entry entry={entry} key={entry.id} />
        ))}
      </div>
    </section>
  );
}

/** What was read before stays; if nothing was, the page says so. */
function Failed({ old }: { old: boolean }): JSX.Element {
  const words = useWords();
  if (old) return <p class="warning" role="status">{words.t("inbox.failed")}</p>;
  return <Notice drawing="unknown" title={words.t("inbox.unread")} text={words.t("inbox.unread_text")} />;
}

function Entry({ entry }: { entry: Exception }): JSX.Element {
  const kiosk = useKiosk();
  const words = useWords();
  return (
    <article class={`news news--${entry.severity}`}>
      <Picture subject={entry.subject} class="news__picture" />
      <div class="news__text">
        <Cut class="news__title" text={words.say(entry.title)} lines={2} />
        {entry.detail === undefined ? null : <Cut text={words.say(entry.detail)} lines={2} />}
        <Cut class="muted" text={[entry.number, entry.subject.tag, words.moment(entry.at)].filter(Boolean).join(" · ")} />
      </div>
      <div class="news__keys">
        {entry.state === "open" ? (
          entry.choices.slice(0, 3).map((choice) => (
            <Button key={choice.value} class={choice.primary ? "step step--yes" : "step"} onPress={() => kiosk.settle(entry.id, choice.value)}>
              <Cut text={words.say(choice.label)} lines={2} />
            </Button>
          ))
        ) : (
          <Cut class="news__answer" lines={2} text={entry.answer === undefined ? words.t("inbox.answered") : words.say(entry.answer)} />
        )}
        {entry.state === "open" && entry.choices.length === 0 ? <Cut class="muted" lines={2} text={words.t("inbox.at_central")} /> : null}
      </div>
    </article>
  );
}
