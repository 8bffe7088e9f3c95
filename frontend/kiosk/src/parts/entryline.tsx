import type { JSX } from "preact";
import { useKiosk, useWords } from "../state/context";

/** What a hand has typed so far. Digits that answer a question for a PIN are shown there instead, as dots. */
export function EntryLine(): JSX.Element | null {
  const kiosk = useKiosk();
  const words = useWords();
  const line = kiosk.line.value;
  const route = kiosk.route.value;
  if (line === undefined || route === "find" || route === "enrol") return null;
  if ((route === "pin" || route === "quantity") && /^\d*$/.test(line)) return null;
  return (
    <div class="entry" role="status">
      <span class="entry__label">{words.t("entry.typing")}</span>
      <output class="entry__text">
        {[...line].slice(-28).join("")}
        <span class="entry__caret" aria-hidden="true" />
      </output>
      <span class="entry__help">{words.t("entry.help")}</span>
    </div>
  );
}
