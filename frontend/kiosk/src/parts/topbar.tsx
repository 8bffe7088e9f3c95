import type { JSX } from "preact";
import { Silhouette, type Drawing } from "@rms/shared/silhouettes";
import { useKiosk, useWords } from "../state/context";
import { Cut } from "./cut";

function Slot({ drawing, text, empty }: { drawing: Drawing; text: string | undefined; empty: string }): JSX.Element {
  return (
    <span class={text === undefined ? "slot slot--empty" : "slot"}>
      <Silhouette name={drawing} class="slot__drawing" />
      <Cut text={text ?? empty} />
    </span>
  );
}

/** Direction, person, order and place: always there, no targets. */
export function TopBar(): JSX.Element {
  const kiosk = useKiosk();
  const words = useWords();
  const desk = kiosk.desk.data.value;
  const mode = desk?.mode ?? "idle";
  const route = kiosk.route.value;
  const order = desk?.order;
  // Things of an order go where it says, unless another place was chosen; what comes back or is moved goes elsewhere.
  const place = desk?.place ?? (mode === "idle" || mode === "out" ? order?.place : undefined);
  return (
    <header class="topbar">
      <strong class={`direction direction--${mode}`}>{words.t(route === "enrol" || route === "starting" ? `mode.${route}` : `mode.${mode}`)}</strong>
      <Slot drawing="person" text={desk?.person?.name} empty={words.t("top.nobody")} />
      <Slot drawing="order" text={order === undefined ? undefined : [order.number, order.job?.name].filter(Boolean).join(" · ")} empty={words.t("top.no_order")} />
      <Slot drawing="place" text={place?.name} empty={words.t("top.no_place")} />
      {kiosk.status.data.value === undefined ? null : <time class="topbar__clock">{words.clock(kiosk.now.value)}</time>}
    </header>
  );
}
