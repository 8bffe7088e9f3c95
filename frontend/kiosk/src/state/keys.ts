import type { Player } from "../sound/player";
import { startWedge, type Wedge } from "../wedge/dom";
import { answersDigits, isPinBurst } from "./digits";
import type { Kiosk } from "./kiosk";

/** Joins the wedge to the desk: codes to the queue; digits to the question that asks for them; a PIN never as a scan. */
export function bindKeys(target: Document, kiosk: Kiosk, player: Player): Wedge {
  const wake = (): void => player.wake();
  target.addEventListener("keydown", wake, { capture: true });
  target.addEventListener("pointerdown", wake, { capture: true });

  return startWedge(target, {
    scan({ raw, gaps, ended }, lastKeyAt) {
      const ask = kiosk.desk.data.value?.ask;
      if (kiosk.taker.value?.(raw, true) === true) return;
      if (ask !== undefined && isPinBurst(ask, raw)) kiosk.answer(ask.id, raw);
      else kiosk.scan({ raw, gaps_ms: gaps, ended, source: "wedge" }, lastKeyAt);
    },
    typed(text) {
      const ask = kiosk.desk.data.value?.ask;
      if (kiosk.taker.value?.(text, false) === true) return;
      if (ask !== undefined && answersDigits(ask, text)) kiosk.answer(ask.id, text);
      else kiosk.scan({ raw: text, source: "typed" });
    },
    line(text) {
      kiosk.line.value = text;
    },
  });
}
