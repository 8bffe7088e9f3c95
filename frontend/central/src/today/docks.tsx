import type { JSX } from "preact";
import type { Today, WaitingDock } from "../api/types";
import { Link } from "../nav/link";
import { Cut, Moment, Sign } from "../parts/basics";
import { useNow, useWords } from "../state/context";

/** Kiosks of which something has not arrived, or that are silent. */
export function DocksPanel({ day }: { day: Today }): JSX.Element {
  const words = useWords();
  const docks = day.sites.flatMap((s) => s.kiosks.docks);
  return (
    <section class="panel panel--kiosks" aria-labelledby="kiosks-title">
      <header class="panel__head">
        <h2 class="panel__title" id="kiosks-title">{words.t("today.kiosks_waiting")}</h2>
        <Link to={{ route: "kiosks" }} class="link-text panel__tool">{words.t("today.all")}</Link>
      </header>
      {docks.length === 0 ? <p class="hint">{words.t("today.no_dock_waits")}</p> : <ul class="kiosklist">{docks.map((d) => <Dock key={d.id} dock={d} />)}</ul>}
    </section>
  );
}

function Dock({ dock }: { dock: WaitingDock }): JSX.Element {
  const words = useWords();
  useNow();
  const never = dock.last_contact === 0;
  return (
    <li class="kiosklist__one">
      <Link to={{ route: "kiosk", id: dock.id }} class="kiosklist__name"><Cut class="strong" text={dock.name} /></Link>
      <Sign outcome={dock.silent ? "look" : "duplicate"} word={words.t(never ? "kiosks.status_new" : dock.silent ? "kiosks.status_silent" : "kiosks.waiting")} />
      <span class="kiosklist__more">
        {dock.queue_depth > 0 ? words.t("today.waiting", { n: dock.queue_depth }) : never ? words.t("kiosks.never") : <Moment at={dock.last_contact} kind="relative" />}
      </span>
    </li>
  );
}
