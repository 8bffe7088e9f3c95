import type { ComponentChildren, JSX } from "preact";
import type { Here, Holding, Order, Passport } from "../api/types";
import type { Words } from "../i18n/words";
import { Cut } from "../parts/cut";
import { Notice } from "../parts/notice";
import { Picture } from "../parts/picture";
import { useKiosk, useWords } from "../state/context";
import { DeskFrame } from "./desk";

function Fact({ label, value, tone }: { label: string; value: string; tone?: "late" }): JSX.Element {
  return (
    <div class="fact">
      <dt class="fact__label">{label}</dt>
      <dd class={tone === undefined ? "fact__value" : `fact__value fact__value--${tone}`}>
        <Cut text={value} lines={2} />
      </dd>
    </div>
  );
}

function Side({ title, aside, children }: { title: string; aside?: string | undefined; children: ComponentChildren }): JSX.Element {
  return (
    <section class="panel">
      <h2 class="panel__title panel__title--state">
        <Cut text={title} />
        {aside === undefined ? null : <span class="muted">{aside}</span>}
      </h2>
      {children}
    </section>
  );
}

function holder(held: Holding, words: Words): string {
  const who = [held.person, held.order, held.job || held.place].filter(Boolean).join(" · ");
  return held.due === 0 ? who : words.t(held.late ? "passport.with_late" : "passport.with_due", { who, due: words.moment(held.due) });
}

/** All that is known of one item: who has it, home, next, past. */
export function PassportScreen(): JSX.Element {
  const passport = useKiosk().last.value?.passport;
  return <DeskFrame>{passport === undefined ? null : <PassportSide passport={passport} />}</DeskFrame>;
}

function PassportSide({ passport: p }: { passport: Passport }): JSX.Element {
  const words = useWords();
  const next = p.next_order === "" ? words.t("passport.no_next") : words.t("passport.next_is", { order: p.next_order, job: p.next_job, at: words.moment(p.next_at) });
  return (
    <Side title={words.t(`status.${p.status}`)} aside={words.t("today.as_of", { as_of: words.moment(p.as_of) })}>
      <dl class="facts">
        <Fact label={words.t("passport.with")} value={p.with === undefined ? words.t("passport.in_house") : holder(p.with, words)} {...(p.with?.late === true ? { tone: "late" as const } : {})} />
        <Fact label={words.t("passport.place")} value={p.place === "" ? words.t("passport.unknown") : p.place} />
        <Fact label={words.t("passport.home")} value={p.home === "" ? words.t("passport.no_home") : p.home} />
        <Fact label={words.t("passport.next")} value={next} />
        <Fact label={words.t("passport.serial")} value={p.serial === "" ? words.t("passport.unknown") : p.serial} />
      </dl>
      <h3 class="panel__sub">{words.t("passport.history")}</h3>
      {p.history.length === 0 ? <p class="panel__none">{words.t("passport.no_history")}</p> : null}
      <ol class="history">
        {p.history.slice(0, 4).map((h) => (
          <li class="history__line" key={`${h.at} ${h.text.key}`}>
            <time class="history__at" title={words.full(h.at)}>
              {words.dayAndTime(h.at)}
            </time>
            <Cut text={words.say(h.text)} />
          </li>
        ))}
      </ol>
    </Side>
  );
}

/** What stands at a place. */
export function HereScreen(): JSX.Element {
  const here = useKiosk().last.value?.here;
  return <DeskFrame>{here === undefined ? null : <HereSide here={here} />}</DeskFrame>;
}

function HereSide({ here }: { here: Here }): JSX.Element {
  const words = useWords();
  return (
    <Side title={words.t("here.count", { n: here.total })} aside={words.t("today.as_of", { as_of: words.moment(here.as_of) })}>
      {here.items.length === 0 ? <Notice drawing="place" title={words.t("here.empty")} text={words.t("here.empty_text")} /> : null}
      <ol class="things">
        {here.items.slice(0, 11).map((item) => (
          <li class="thing" key={item.id}>
            <Picture subject={item} class="thing__picture" />
            <Cut class="thing__name" text={item.name} />
            {item.quantity !== undefined && item.quantity > 1 ? (
              <span class="thing__count">{words.t("here.times", { n: item.quantity })}</span>
            ) : (
              <Cut class="thing__tag" text={item.tag} />
            )}
          </li>
        ))}
      </ol>
      {here.total > 11 ? <p class="muted">{words.t("here.more", { n: here.total - 11 })}</p> : null}
    </Side>
  );
}

/** An order that was opened: what it asks for and how far it is. */
export function OrderScreen(): JSX.Element {
  const order = useKiosk().desk.data.value?.order;
  return <DeskFrame>{order === undefined ? null : <OrderSide order={order} />}</DeskFrame>;
}

function OrderSide({ order }: { order: Order }): JSX.Element {
  const words = useWords();
  return (
    <Side title={words.t(`order.status.${order.status}`)} aside={order.pending ? words.t("order.not_confirmed") : undefined}>
      <dl class="facts">
        <Fact label={words.t("order.job")} value={order.job === undefined ? words.t("passport.unknown") : `${order.job.name} · ${order.job.company}`} />
        <Fact label={words.t("order.when")} value={words.t("order.from_to", { start: words.dayAndTime(order.start), end: words.dayAndTime(order.end) })} {...(order.late ? { tone: "late" as const } : {})} />
        <Fact label={words.t("order.by")} value={order.person} />
      </dl>
      <h3 class="panel__sub">{words.t("order.out_of", { n: order.units.out, m: order.units.requested })}</h3>
      <ol class="things">
        {order.lines.slice(0, 6).map((line) => (
          <li class="thing" key={line.type_id}>
            <Picture subject={{ kind: "type", id: line.type_id, name: line.name, tag: "", category: line.category }} class="thing__picture" />
            <Cut class="thing__name" text={line.name} />
            <span class="thing__tag">{words.t("today.n_of_m", { n: line.out, m: line.requested })}</span>
          </li>
        ))}
      </ol>
      {order.lines.length > 6 ? <p class="muted">{words.t("order.more", { n: order.lines.length - 6 })}</p> : null}
      {order.availability_checked ? null : <p class="muted">{words.t("progress.unchecked")}</p>}
    </Side>
  );
}
