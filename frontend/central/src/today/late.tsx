import type { JSX } from "preact";
import type { Today } from "../api/types";
import { pageOf } from "../list/asked";
import { Link } from "../nav/link";
import { Cut } from "../parts/basics";
import { useNow, useWords } from "../state/context";
import { lateOf, unnamedOf, type Late } from "./values";

const columns = ["with", "order", "site", "since", "due", "pieces"] as const;

/** Who has what for too long: since when, and how many pieces. */
export function LatePanel({ day }: { day: Today }): JSX.Element | null {
  const words = useWords();
  const late = lateOf(day.sites);
  if (late.length === 0) return null;
  const more = unnamedOf(day.sites, late);
  const shown = columns.filter((c) => c !== "site" || day.sites.length > 1);
  return (
    <section class="panel today__late" aria-labelledby="late-title">
      <header class="panel__head">
        <h2 class="panel__title" id="late-title">{words.t("today.overdue")}</h2>
        <span class="panel__note">{words.t("today.longest_first")}</span>
      </header>
      <table class="table table--late">
        <thead>
          <tr>{shown.map((c) => <th key={c} scope="col" class={`late-${c}`}><Cut text={words.t(`today.late_${c}`)} /></th>)}</tr>
        </thead>
        <tbody>{late.map((l) => <Row key={`${l.site.site_id} ${l.rent_action_id ?? ""} ${l.holder_id ?? ""} ${l.items.list}`} late={l} many={day.sites.length > 1} />)}</tbody>
      </table>
      {more === 0 ? null : <p class="hint">{words.t("today.more_late", { n: more })}</p>}
    </section>
  );
}

function Row({ late, many }: { late: Late; many: boolean }): JSX.Element {
  const here = useWords();
  useNow();
  const words = here.inZone(late.site.zone);
  const to = pageOf(late.items.list);
  const pieces = words.t("today.pieces_n", { n: late.items.count });
  const who = late.holder ?? "";
  return (
    <tr class="row">
      <td class="late-with"><Cut class="strong" text={who === "" ? words.t("today.nobody") : who} /></td>
      <td class="late-order">
        {(late.rent_action_id ?? "") === "" ? <Cut class="muted" text={words.t("today.no_order")} /> : (
          <Link to={{ route: "order", id: late.rent_action_id ?? "" }} class="row__link"><Cut text={[late.number, late.title].filter((x) => (x ?? "") !== "").join(" · ")} /></Link>
        )}
      </td>
      {many ? <td class="late-site"><Cut text={late.site.name} /></td> : null}
      <td class="late-since"><Cut class="muted" text={words.moment(late.since)} /></td>
      <td class="late-due"><span class="cut late" title={words.full(late.due)}>{words.relative(late.due)}</span></td>
      <td class="late-pieces">{to === undefined ? pieces : <Link to={to} class="row__link" aria-label={words.t("today.pieces_with", { pieces, who: who === "" ? words.t("today.nobody") : who })}><Cut text={pieces} /></Link>}</td>
    </tr>
  );
}
