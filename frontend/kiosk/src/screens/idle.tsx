import type { JSX } from "preact";
import { Icon } from "@rms/shared/icons";
import type { Today, TodayOrder } from "../api/types";
import type { Resource } from "@rms/shared/resource";
import { Button } from "../parts/button";
import { Cut } from "../parts/cut";
import { Notice } from "../parts/notice";
import { Skeleton } from "../parts/skeleton";
import { useKiosk, useWords } from "../state/context";

/** The board: the day from this kiosk's own knowledge, and the way into each mode. */
export function Idle(): JSX.Element {
  const { today } = useKiosk();
  return (
    <div class="idle">
      <Board today={today} />
      <div class="idle__foot">
        <Prompt />
        <Doors />
      </div>
    </div>
  );
}

function Board({ today }: { today: Resource<Today> }): JSX.Element {
  const words = useWords();
  const data = today.data.value;
  if (data === undefined) {
    return (
      <section class="board board--empty">
        {today.failed.value ? (
          <Notice drawing="unknown" title={words.t("today.failed")} text={words.t("today.failed_text")}>
            <Button class="notice__button" onPress={() => void today.refresh()}>
              {words.t("state.try_again")}
            </Button>
          </Notice>
        ) : (
          <Skeleton rows={6} />
        )}
      </section>
    );
  }
  if (data.as_of === 0) {
    return (
      <section class="board board--empty">
        <Notice drawing="order" title={words.t("today.not_here")} text={words.t("today.not_here_text")} />
      </section>
    );
  }
  return (
    <section class="board">
      <Column title={words.t("today.out")} total={data.out_n} orders={data.out} empty={words.t("today.out_empty")} unit="today.out_of" />
      <Column title={words.t("today.back")} total={data.back_n} orders={data.back} empty={words.t("today.back_empty")} unit="today.back_of" />
      <Overdue today={data} stale={today.failed.value} />
    </section>
  );
}

interface ColumnProps {
  title: string;
  total: number;
  orders: readonly TodayOrder[];
  empty: string;
  unit: "today.out_of" | "today.back_of";
}

function Column({ title, total, orders, empty, unit }: ColumnProps): JSX.Element {
  const words = useWords();
  const now = useKiosk().now.value;
  const back = unit === "today.back_of";
  return (
    <section class="board__column">
      <h2 class="board__title">
        {title}
        <span class="board__count">{words.count(total)}</span>
      </h2>
      {orders.length === 0 ? <p class="board__none">{empty}</p> : (
        <ol class="board__rows">
          {orders.slice(0, 6).map((order) => (
            <li class="board__row" key={order.id}>
              <time class={back && order.at < now ? "board__time board__time--late" : "board__time"} title={words.full(order.at)}>
                {words.short(order.at)}
              </time>
              <span class="board__what">
                <Cut class="board__job" text={order.job} />
                <Cut class="board__where" text={[order.number, order.place || order.company].filter(Boolean).join(" · ")} />
              </span>
              <span class="board__units" title={words.t(unit, { n: order.n, m: order.m })}>
                {words.t("today.n_of_m", { n: order.n, m: order.m })}
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function Overdue({ today, stale }: { today: Today; stale: boolean }): JSX.Element {
  const words = useWords();
  const shown = today.overdue.slice(0, 3);
  const first = shown.map((o) => words.t("today.late_one", { number: o.number, job: o.job, at: words.dayAndTime(o.at) })).join("   ·   ");
  return (
    <p class={today.overdue_n > 0 ? "overdue overdue--some" : "overdue"}>
      <strong class="overdue__word">{today.overdue_n > 0 ? words.t("today.overdue", { n: today.overdue_n }) : words.t("today.nothing_late")}</strong>
      {first === "" ? null : <Cut class="overdue__list" text={first} />}
      <span class="overdue__as-of">
        {stale ? words.t("today.stale", { as_of: words.moment(today.as_of) }) : words.t("today.as_of", { as_of: words.moment(today.as_of) })}
      </span>
    </p>
  );
}

function Prompt(): JSX.Element {
  const kiosk = useKiosk();
  const words = useWords();
  const desk = kiosk.desk.data.value;
  if (desk?.person === undefined) {
    return (
      <div class="prompt">
        <Cut class="prompt__text" text={words.t("idle.scan_badge")} />
        <Button class="prompt__name" onPress={() => (kiosk.view.value = { at: "find", of: "person" })}>
          <Icon name="badge" />
          <Cut text={words.t("idle.no_badge")} />
        </Button>
      </div>
    );
  }
  return (
    <div class="prompt">
      <Cut class="prompt__text" text={words.t("idle.scan_anything")} lines={2} />
      <Cut class="muted" text={desk.parked > 0 ? words.t("idle.parked", { n: desk.parked }) : words.t("idle.hint")} lines={2} />
    </div>
  );
}

function Doors(): JSX.Element {
  const kiosk = useKiosk();
  const words = useWords();
  const modes = (kiosk.desk.data.value?.modes ?? []).filter((m) => m.mode !== "idle");
  const open = kiosk.status.data.value?.inbox_open ?? 0;
  return (
    <nav class="doors" aria-label={words.t("idle.doors")}>
      {modes.map((m) => (
        <Button class={`door door--${m.mode}`} key={m.mode} onPress={() => kiosk.tap("mode", m.mode)}>
          <Cut class="door__word" text={words.t(`mode.${m.mode}`)} />
          {m.needs === "nothing" ? null : <Icon name="badge" />}
          {m.needs === "nothing" ? null : <span class="hidden">{words.t("idle.badge_first")}</span>}
        </Button>
      ))}
      <Button class="door" onPress={() => (kiosk.view.value = { at: "find", of: "item" })}>
        <Cut class="door__word" text={words.t("idle.find")} />
      </Button>
      <Button class="door" onPress={() => (kiosk.view.value = { at: "find", of: "order" })}>
        <Cut class="door__word" text={words.t("idle.orders")} />
      </Button>
      <Button class={open > 0 ? "door door--alert" : "door"} onPress={() => (kiosk.view.value = { at: "inbox" })}>
        <Cut class="door__word" text={words.t("idle.inbox")} />
        {open > 0 ? <span class="door__n">{words.count(open)}</span> : null}
      </Button>
      <Button class="door" onPress={() => (kiosk.view.value = { at: "health" })}>
        <Cut class="door__word" text={words.t("idle.health")} />
      </Button>
    </nav>
  );
}
