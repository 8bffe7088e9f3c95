import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { SessionRow } from "../api/types";
import { Cut, Moment } from "../parts/basics";
import { Sure } from "../parts/sure";
import { useCentral, useWords } from "../state/context";

/** A log-in somewhere, and its end. */
export function OneSession({ session: s, named }: { session: SessionRow; named: boolean }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const [ending, setEnding] = useState(false);
  const what = s.browser === undefined ? (s.agent ?? words.t("account.unknown")) : s.system === undefined ? s.browser : words.t("account.browser", { browser: s.browser, system: s.system });
  async function end(): Promise<void> {
    await central.client.post("/v1/sessions/{id}/revoke", undefined, { id: s.id });
    central.newsroom.touch("session/");
    central.toasts.say(words.t("account.ended", { name: what }));
  }
  return (
    <li class="rowlist__row">
      <div class="rowlist__what">
        <p class="strong"><Cut text={named ? words.t("account.whose", { name: s.name, what }) : what} /></p>
        <p class="muted">{s.address === undefined ? null : `${s.address} · `}<Moment at={s.used_at} kind="relative" /></p>
      </div>
      {s.current ? <span class="rowlist__sign">{words.t("account.this_one")}</span> : ending ? null : <button type="button" class="button" aria-label={words.t("account.end_of", { name: what })} onClick={() => setEnding(true)}>{words.t("account.end")}</button>}
      {ending ? <Sure text={words.t("account.end_sure")} label={words.t("account.end")} run={end} keep={() => setEnding(false)} /> : null}
    </li>
  );
}
