import type { JSX } from "preact";
import type { Counted, SiteToday, Today } from "../api/types";
import type { Words } from "../i18n/words";
import { pageOf } from "../list/asked";
import { Link } from "../nav/link";
import { Cut } from "../parts/basics";
import { useNow, useWords } from "../state/context";
import { openingOf, questionsOf } from "./values";

const labels = ["going_out", "due_back", "overdue", "approve", "asked", "kiosks_waiting"] as const;

/** How the day of each site stands: one site as large numbers, many as lines under one head. */
export function Day({ day }: { day: Today }): JSX.Element {
  const words = useWords();
  const many = day.sites.length > 1;
  return (
    <section class={many ? "day day--many" : "day"} aria-label={words.t("today.day")}>
      {many ? (
        <div class="day__heads" aria-hidden="true">
          <span class="day__head"><Cut text={words.t("today.site")} /></span>
          {labels.map((l) => <span class="day__head" key={l}><Cut text={words.t(`today.${l}`)} /></span>)}
        </div>
      ) : null}
      <ol>{day.sites.map((s) => <Site key={s.site_id} site={s} />)}</ol>
    </section>
  );
}

function Site({ site }: { site: SiteToday }): JSX.Element {
  const words = useWords();
  const { going_out: out, due_back: back, overdue, exceptions, pending, kiosks } = site;
  const late = overdue.orders.count + overdue.items.count > 0;
  return (
    <li class="site">
      <div class="site__head">
        <h2 class="site__name"><Link to={{ route: "place", id: site.site_id }} class="site__link"><Cut text={site.name} /></Link></h2>
        <Clock site={site} />
      </div>
      <Figure site={site} label={words.t("today.going_out")} counted={out.today} tone={out.late.count > 0 ? "look" : ""}>
        <Less counted={out.late} text={words.t("today.late", { n: out.late.count })} site={site} />
        {out.pieces_requested > 0 ? <Cut class="figure__say" text={words.t("today.pieces", { n: out.pieces_out, m: out.pieces_requested })} /> : null}
      </Figure>
      <Figure site={site} label={words.t("today.due_back")} counted={back.orders}>
        <Less counted={back.items} text={words.t("today.items", { n: back.items.count })} site={site} />
      </Figure>
      <Figure site={site} label={words.t("today.overdue")} counted={overdue.orders} tone={late ? "stop" : ""}>
        <Less counted={overdue.items} text={words.t("today.items", { n: overdue.items.count })} site={site} />
      </Figure>
      <Figure site={site} label={words.t("today.approve")} counted={pending} />
      <Figure site={site} label={words.t("today.asked")} counted={{ count: questionsOf(site), list: `/v1/exceptions?site_id=${encodeURIComponent(site.site_id)}&status=open` }} tone={exceptions.high.count > 0 ? "stop" : ""}>
        <Less counted={exceptions.high} text={words.t("today.urgent", { n: exceptions.high.count })} site={site} />
      </Figure>
      <Figure site={site} label={words.t("today.kiosks_waiting")} counted={kiosks.waiting} tone={kiosks.waiting.count > 0 ? "look" : ""} />
    </li>
  );
}

/** The site's own day and hour, and whether it is open. */
function Clock({ site }: { site: SiteToday }): JSX.Element {
  const here = useWords();
  const now = useNow();
  const words = here.inZone(site.zone);
  const zone = words.zoneName(now) === here.zoneName(now) ? "" : ` ${words.zoneName(now)}`;
  const text = [`${words.day(now)}, ${words.clock(now)}${zone}`, opening(site, now, words)].filter((t) => t !== "").join(" · ");
  return <p class="site__time"><Cut text={text} /></p>;
}

function opening(site: SiteToday, now: number, words: Words): string {
  const { opens = 0, closes = 0 } = site.day;
  switch (openingOf(site, now)) {
    case "closed": return words.t("today.closed");
    case "before": return words.t("today.opens", { at: words.clock(opens) });
    case "open": return words.t("today.open_until", { at: words.clock(closes) });
    case "after": return words.t("today.shut", { at: words.clock(closes) });
    default: return "";
  }
}

interface FigureProps {
  site: SiteToday;
  label: string;
  counted: Counted;
  tone?: "" | "look" | "stop";
  children?: (JSX.Element | null)[] | JSX.Element | null;
}

/** A number of the day; it leads to the list of what it counts. */
function Figure({ site, label, counted, tone = "", children }: FigureProps): JSX.Element {
  const words = useWords();
  const shape = counted.count === 0 ? "figure__n figure__n--none" : tone === "" ? "figure__n" : `figure__n figure__n--${tone}`;
  return (
    <div class="figure">
      <span class="figure__label" aria-hidden="true"><Cut text={label} /></span>
      <Number counted={counted} class={shape} text={words.count(counted.count)} says={words.t("today.number", { site: site.name, label, n: counted.count })} />
      {children === undefined ? null : <span class="figure__more">{children}</span>}
    </div>
  );
}

/** A smaller number beside one; none where nothing is counted. */
function Less({ counted, text, site }: { counted: Counted; text: string; site: SiteToday }): JSX.Element | null {
  const words = useWords();
  return counted.count === 0 ? null : <Number counted={counted} class="figure__less" text={text} says={words.t("today.less", { site: site.name, text })} />;
}

function Number({ counted, text, says, class: shape }: { counted: Counted; text: string; says: string; class: string }): JSX.Element {
  const to = pageOf(counted.list);
  return to === undefined ? <span class={shape}>{text}</span> : <Link to={to} class={shape} aria-label={says}>{text}</Link>;
}
