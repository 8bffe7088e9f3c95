import type { ComponentChildren, JSX } from "preact";
import type { Status } from "../api/types";
import type { Words } from "../i18n/words";
import { useKiosk, useWords } from "../state/context";
import { Cut } from "./cut";

/** States in which central is well, or simply away: all others are a red bar. */
const calm = new Set<Status["central"]["state"]>(["connecting", "reachable", "unreachable"]);

/** What makes the bar red, the gravest first. */
function alarm(status: Status, lost: boolean, words: Words): string | undefined {
  if (lost) return words.t("bar.lost");
  if (status.disk_low) return words.t("bar.disk_low");
  if (status.enrolled && !calm.has(status.central.state)) {
    return status.central.detail === undefined ? words.t(`bar.central.${status.central.state}`) : words.say(status.central.detail);
  }
  if (status.clock_bad) return words.t("bar.clock_bad");
  return undefined;
}

function Alarm({ text, children }: { text: string; children?: ComponentChildren }): JSX.Element {
  return (
    <footer class="bottombar bottombar--alarm">
      <strong class="bottombar__mark" aria-hidden="true">
        !
      </strong>
      <Cut class="bottombar__sync" text={text} />
      {children}
    </footer>
  );
}

function syncText(status: Status, now: number, words: Words): string {
  const parts = [
    status.waiting === 0 ? words.t("bar.none_waiting") : words.t("bar.waiting", { n: status.waiting, age: words.span(now - status.oldest_at) }),
    status.as_of === 0 ? words.t("bar.no_catalogue") : words.t("bar.catalogue", { as_of: words.moment(status.as_of) }),
    words.t(`bar.central.${status.central.state}`),
  ];
  return parts.join(" · ");
}

/** How it stands with central: always there, no targets. */
export function BottomBar(): JSX.Element {
  const kiosk = useKiosk();
  const words = useWords();
  const status = kiosk.status.data.value;
  if (kiosk.stranger.value) return <Alarm text={words.t("bar.stranger")} />;
  if (status === undefined) {
    return kiosk.status.failed.value ? <Alarm text={words.t("bar.lost")} /> : <footer class="bottombar" />;
  }
  const red = alarm(status, kiosk.lost.value, words);
  const unsent = kiosk.waiting.value;
  const notes = (
    <>
      {unsent > 0 && kiosk.lost.value ? <span>{words.t("bar.unsent", { n: unsent })}</span> : null}
      {kiosk.zone.value.unknown ? <span class="bottombar__hint">{words.t("bar.zone_unknown", { zone: kiosk.zone.value.zone })}</span> : null}
      {kiosk.sound.value === "blocked" ? <span class="bottombar__hint">{words.t("bar.sound_blocked")}</span> : null}
      {kiosk.sound.value === "no_device" ? <span>{words.t("bar.no_sound")}</span> : null}
      <Cut class="bottombar__kiosk" text={[status.kiosk, status.site.name].filter(Boolean).join(" · ")} />
    </>
  );
  if (red !== undefined) {
    return (
      <Alarm text={red}>
        {status.waiting > 0 ? <span>{words.t("bar.n_waiting", { n: status.waiting })}</span> : null}
        {notes}
      </Alarm>
    );
  }
  return (
    <footer class="bottombar">
      <span class={`dot dot--${status.central.state}`} aria-hidden="true" />
      <Cut class="bottombar__sync" text={status.enrolled ? syncText(status, kiosk.now.value, words) : words.t("bar.central.never")} />
      {notes}
    </footer>
  );
}
