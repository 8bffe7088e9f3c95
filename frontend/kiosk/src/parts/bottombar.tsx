import type { JSX } from "preact";
import type { Status } from "../api/types";
import type { Words } from "../i18n/words";
import type { SoundState } from "../sound/player";
import { useKiosk, useWords } from "../state/context";
import { Cut } from "./cut";

/** States in which central is well, or simply away: all others are a red bar. */
const calm = new Set<Status["central"]["state"]>(["connecting", "reachable", "unreachable"]);

/** What makes the bar red, the gravest first. */
function alarm(status: Status, sound: SoundState, lost: boolean, words: Words): string | undefined {
  if (lost) return words.t("bar.lost");
  if (status.disk_low) return words.t("bar.disk_low");
  if (!calm.has(status.central.state)) {
    return status.central.detail === undefined ? words.t(`bar.central.${status.central.state}`) : words.say(status.central.detail);
  }
  if (status.clock_bad) return words.t("bar.clock_bad");
  if (sound === "blocked") return words.t("bar.sound_blocked");
  return undefined;
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
  if (status === undefined) {
    return <footer class={kiosk.status.failed.value ? "bottombar bottombar--alarm" : "bottombar"}>{kiosk.status.failed.value ? words.t("bar.lost") : null}</footer>;
  }
  const red = alarm(status, kiosk.sound.value, kiosk.lost.value, words);
  const unsent = kiosk.waiting.value;
  return (
    <footer class={red === undefined ? "bottombar" : "bottombar bottombar--alarm"}>
      {red === undefined ? (
        <>
          <span class={`dot dot--${status.central.state}`} aria-hidden="true" />
          <Cut class="bottombar__sync" text={syncText(status, kiosk.now.value, words)} />
        </>
      ) : (
        <>
          <strong class="bottombar__mark" aria-hidden="true">
            !
          </strong>
          <Cut class="bottombar__sync" text={red} />
          {status.waiting > 0 ? <span>{words.t("bar.n_waiting", { n: status.waiting })}</span> : null}
        </>
      )}
      {unsent > 0 && kiosk.lost.value ? <span>{words.t("bar.unsent", { n: unsent })}</span> : null}
      {kiosk.sound.value === "no_device" ? <span>{words.t("bar.no_sound")}</span> : null}
      <Cut class="bottombar__kiosk" text={[status.kiosk, status.site.name].filter(Boolean).join(" · ")} />
    </footer>
  );
}
