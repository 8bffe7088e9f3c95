import { useEffect } from "preact/hooks";
import type { JSX } from "preact";
import { OutcomeIcon, type Outcome } from "@rms/shared/outcomes";
import type { Check, Health } from "../api/types";
import type { AnyKey } from "../i18n/words";
import { Button } from "../parts/button";
import { Close } from "../parts/close";
import { Cut } from "../parts/cut";
import { Notice } from "../parts/notice";
import { Skeleton } from "../parts/skeleton";
import type { Player } from "../sound/player";
import { useKiosk, useWords } from "../state/context";

const outcomeOf: Record<Check["state"], Outcome> = { ok: "ok", warn: "look", bad: "stop" };
const order: readonly Outcome[] = ["ok", "look", "duplicate", "stop"];

/** How this kiosk is, and a try of its sounds. */
export function HealthScreen({ player }: { player: Player }): JSX.Element {
  const kiosk = useKiosk();
  const words = useWords();
  const { health } = kiosk;
  const data = health.data.value;
  useEffect(() => void health.refresh(), [health, kiosk.now.value]);
  return (
    <section class="page">
      <h1 class="page__title">
        <Cut text={words.t("health.title")} />
        <Close />
      </h1>
      {data === undefined && !health.failed.value ? <Skeleton rows={6} /> : null}
      {data === undefined && health.failed.value ? <Notice drawing="unknown" title={words.t("health.failed")} text={words.t("health.failed_text")} /> : null}
      {data === undefined ? null : (
        <div class="health">
          <ul class="checks">
            {data.checks.slice(0, 7).map((check) => (
              <CheckLine key={check.name} name={words.knows(`health.check.${check.name}`) ? words.t(`health.check.${check.name}` as AnyKey) : check.name} state={check.state}
                value={words.say(check.value)} hint={check.hint === undefined ? undefined : words.say(check.hint)} />
            ))}
            <CheckLine name={words.t("health.check.sound")} state={kiosk.sound.value === "ok" ? "ok" : "bad"} value={words.t(`health.sound.${kiosk.sound.value}`)}
              hint={kiosk.sound.value === "ok" ? undefined : words.t(`health.sound_hint.${kiosk.sound.value}`)} />
          </ul>
          <Figures health={data} player={player} />
        </div>
      )}
    </section>
  );
}

function CheckLine({ name, state, value, hint }: { name: string; state: Check["state"]; value: string; hint: string | undefined }): JSX.Element {
  const words = useWords();
  return (
    <li class={`check check--${state}`}>
      <OutcomeIcon outcome={outcomeOf[state]} size="1.75rem" />
      <span class="hidden">{words.t(`health.state.${state}`)}</span>
      <Cut class="check__name" text={name} />
      <span class="check__value">
        <Cut text={value} />
        {hint === undefined ? null : <Cut class="muted" text={hint} />}
      </span>
    </li>
  );
}

function Figures({ health, player }: { health: Health; player: Player }): JSX.Element {
  const words = useWords();
  const ms = (us: number): string => words.t("health.ms", { n: (us / 1000).toFixed(us < 10_000 ? 1 : 0) });
  const latency = (l: Health["answer"]): string => (l.count === 0 ? words.t("health.no_scans") : words.t("health.p50_p99", { p50: ms(l.p50_us), p99: ms(l.p99_us) }));
  return (
    <div class="figures">
      <dl class="facts">
        <div class="fact">
          <dt class="fact__label">{words.t("health.answer")}</dt>
          <dd class="fact__value">{latency(health.answer)}</dd>
        </div>
        <div class="fact">
          <dt class="fact__label">{words.t("health.painted")}</dt>
          <dd class="fact__value">{latency(health.painted)}</dd>
        </div>
        <div class="fact">
          <dt class="fact__label">{words.t("health.misreads")}</dt>
          <dd class="fact__value">{words.t("health.misreads_of", { n: health.misreads.misread + health.misreads.unknown, m: health.misreads.scans })}</dd>
        </div>
        {health.versions.slice(0, 4).map((v) => (
          <div class="fact" key={v.name}>
            <dt class="fact__label">{words.knows(`health.version.${v.name}`) ? words.t(`health.version.${v.name}` as AnyKey) : v.name}</dt>
            <dd class="fact__value fact__value--mono">
              <Cut text={v.value} />
            </dd>
          </div>
        ))}
      </dl>
      <div class="sounds">
        {order.map((outcome) => (
          <Button key={outcome} class={`sound sound--${outcome}`} label={words.t("health.play", { outcome: words.t(`outcome.${outcome}`) })} onPress={() => player.play(outcome)}>
            <OutcomeIcon outcome={outcome} size="1.75rem" />
            <Cut text={words.t(`outcome.${outcome}`)} />
          </Button>
        ))}
      </div>
    </div>
  );
}
