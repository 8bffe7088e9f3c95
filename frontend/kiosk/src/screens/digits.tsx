import type { JSX } from "preact";
import { Keypad } from "../parts/keypad";
import { Progress, DeskFrame } from "./desk";
import { Recents } from "../parts/recents";
import { useKiosk, useWords } from "../state/context";
import { Button } from "../parts/button";
import { Cut } from "../parts/cut";
import type { Wedge } from "../wedge/dom";

/** A question for digits: a PIN, shown as dots, or a quantity. Scans go on behind it. */
export function Digits({ wedge }: { wedge: Wedge }): JSX.Element {
  const kiosk = useKiosk();
  const words = useWords();
  const ask = kiosk.desk.data.value?.ask;
  const typed = /^\d*$/.test(kiosk.line.value ?? "") ? (kiosk.line.value ?? "") : "";
  const pin = ask?.kind === "pin";
  const locked = ask?.wait_until !== undefined && ask.wait_until > kiosk.now.value;
  const left = (
    <section class="ask">
      <div class="ask__text">
        <Cut class="ask__question" lines={3} text={ask === undefined ? "" : words.say(ask.text)} />
        <output class="ask__typed" aria-label={pin ? words.t("ask.digits_typed", { n: typed.length }) : typed}>
          {pin ? [...typed].slice(-8).map((_, i) => <span class="ask__dot" key={i} />) : typed.slice(-6)}
          <span class="entry__caret" aria-hidden="true" />
        </output>
        <p class="ask__help">{locked ? words.t("ask.locked", { at: words.clock(ask.wait_until ?? 0) }) : words.t(pin ? "ask.pin_help" : "ask.quantity_help")}</p>
        <Button class="ask__aside" onPress={() => ask !== undefined && kiosk.answer(ask.id, "")}>
          {ask?.no === undefined ? words.t("ask.put_aside") : words.say(ask.no.label)}
        </Button>
      </div>
      <Keypad keys="1234567890" wedge={wedge} columns={3} send />
    </section>
  );
  return (
    <DeskFrame left={left}>
      <Progress />
      <Recents />
    </DeskFrame>
  );
}
