import { useState } from "preact/hooks";
import type { JSX } from "preact";
import { Button } from "../parts/button";
import { Close } from "../parts/close";
import { Cut } from "../parts/cut";
import { atSite, siteDay } from "../i18n/zone";
import { useKiosk, useWords } from "../state/context";

const days = 14;

/** A day of the next two weeks and an hour of it, in the site's time. */
export function When({ of }: { of: "start" | "due" }): JSX.Element {
  const kiosk = useKiosk();
  const words = useWords();
  const { zone } = kiosk.zone.value;
  const [day, setDay] = useState(0);
  const today = siteDay(kiosk.now.value, zone);
  const noon = (d: number): number => atSite({ ...today, day: today.day + d }, 12, 0, zone);
  const choose = (hour: number, minute: number): void => {
    kiosk.view.value = { at: "desk" };
    kiosk.tap(of, String(atSite({ ...today, day: today.day + day }, hour, minute, zone)));
  };
  return (
    <div class="when">
      <section class="panel">
        <h1 class="panel__title">
          <Cut text={words.t(of === "start" ? "when.start" : "when.due")} />
          <Close />
        </h1>
        <div class="when__days">
          {Array.from({ length: days }, (_, d) => (
            <Button key={d} class="when__day" pressed={d === day} onPress={() => setDay(d)}>
              {d === 0 ? words.t("when.today") : d === 1 ? words.t("when.tomorrow") : words.day(noon(d))}
            </Button>
          ))}
        </div>
      </section>
      <section class="panel">
        <h2 class="panel__title">{words.day(noon(day))}</h2>
        <div class="when__hours">
          {Array.from({ length: 24 }, (_, h) => (
            <Button key={h} class="when__hour" onPress={() => choose(h, 0)} disabled={day === 0 && atSite(today, h, 0, zone) <= kiosk.now.value}>
              {words.clock(atSite({ ...today, day: today.day + day }, h, 0, zone))}
            </Button>
          ))}
        </div>
      </section>
    </div>
  );
}
