import type { JSX } from "preact";
import { OutcomeIcon } from "@rms/shared/outcomes";
import type { Recent } from "../api/types";
import type { Words } from "../i18n/words";
import { useKiosk, useWords } from "../state/context";
import { Cut } from "./cut";

/** A line has room for one thing: the name when all was well, what was odd when it was not. */
function shown(recent: Recent, words: Words): string {
  if (recent.outcome === "ok") return recent.name === "" || recent.name === recent.tag ? words.say(recent.title) : recent.name;
  return recent.outcome === "stop" ? [recent.tag || recent.name, words.say(recent.title)].join(": ") : words.say(recent.title);
}

export function RecentLine({ recent, headN }: { recent: Recent; headN: number }): JSX.Element {
  const words = useWords();
  const ago = headN - recent.n;
  return (
    <li class={`recent recent--${recent.outcome}`}>
      <span class="recent__icon">
        <OutcomeIcon outcome={recent.outcome} size="1.5rem" />
        <span class="hidden">{words.t(`outcome.${recent.outcome}`)}</span>
      </span>
      <Cut class="recent__name" text={shown(recent, words)} />
      {recent.outcome !== "stop" ? <Cut class="recent__tag" text={recent.tag} /> : null}
      {recent.outcome === "stop" && ago > 0 ? <span class="recent__ago">{words.t("recent.ago", { n: ago })}</span> : null}
    </li>
  );
}

/** The last eight answers, newest first; room is kept for all eight, so that nothing moves. */
export function Recents(): JSX.Element {
  const kiosk = useKiosk();
  const words = useWords();
  const desk = kiosk.desk.data.value;
  const recent = desk?.recent ?? [];
  if (recent.length === 0) return <p class="recents recents--empty">{words.t("recent.none")}</p>;
  return (
    <ol class="recents" aria-label={words.t("recent.label")}>
      {recent.slice(0, 8).map((r) => (
        <RecentLine key={r.n} recent={r} headN={desk?.head_n ?? r.n} />
      ))}
    </ol>
  );
}
