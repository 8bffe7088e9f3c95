import type { JSX } from "preact";
import type { Stock } from "../api/types";
import { Link } from "../nav/link";
import type { To } from "../nav/router";
import { Empty, Moment, Skeleton } from "../parts/basics";
import { Detail, Line, Lines } from "../parts/detail";
import { Failure, isGone } from "../parts/failure";
import { useCentral, useHere, useRead, useWords } from "../state/context";
import { EnterStock } from "./enter";
import { Entries } from "./entries";
import { isWhat, whats } from "./values";

export const path = "/v1/inventory/stock/{id}";

/** One stock: how many of a type are at a place, what to say of it, and what was said. */
export function StockDetail({ id, close }: { id: string; close: To }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const { query } = useHere();
  const reading = useRead(`stock ${id}`, () => central.client.get(path, undefined, { id }), [`stock_pool/${id}`]);
  const stock = reading.data.value;
  const failure = reading.failure.value;
  if (stock === undefined || isGone(failure)) {
    return (
      <Detail title={words.t(isGone(failure) ? "stock.gone" : "stock.single")} close={close}>
        {failure === undefined ? <Skeleton rows={8} /> : isGone(failure) ? <Empty title={words.t("stock.gone")} text={words.t("stock.gone_text")} /> : <Failure failure={failure} old={false} again={() => void reading.refresh()} />}
      </Detail>
    );
  }
  const { do: doing, ...rest } = query;
  const self: To = { route: "stock", id, query: rest };
  const may = central.may("put_catalog");
  const entering = doing !== undefined && isWhat(doing) && may;
  return (
    <Detail title={stock.item_type} over={[stock.item_type_code, stock.place].join(" · ")} close={close}>
      <Failure failure={failure} old again={() => void reading.refresh()} />
      <p class="stock__now"><span class={stock.on_hand > 0 ? "stock__n" : "stock__n late"}>{words.count(stock.on_hand)}</span> {words.t("stock.here", { place: stock.place })}</p>
      {entering ? <EnterStock key={doing} stock={stock} what={doing} close={self} /> : null}
      {may && !entering ? (
        <div class="ways stock__ways">
          {whats.map((w) => <Link key={w} to={{ ...self, query: { ...rest, do: w } }} how="replace" class={w === "count" ? "button button--first" : "button"}>{words.t(`stock_do.${w}`)}</Link>)}
        </div>
      ) : null}
      <Facts stock={stock} />
      <Entries stock={stock} may={may} close={close} />
    </Detail>
  );
}

function Facts({ stock }: { stock: Stock }): JSX.Element {
  const words = useWords();
  const by = stock.changed_by ?? "";
  return (
    <Lines>
      <Line name={words.t("stock.type")}><Link to={{ route: "type", id: stock.item_type_id }} class="link-text">{stock.item_type}</Link></Line>
      <Line name={words.t("stock.place")}><Link to={{ route: "place", id: stock.place_id }} class="link-text">{stock.place}</Link></Line>
      <Line name={words.t("stock.site")}>{stock.site}</Line>
      <Line name={words.t("stock.counted")}>{(stock.anchor_at ?? 0) > 0 ? <Moment at={stock.anchor_at ?? 0} kind="when" /> : words.t("stock.never")}</Line>
      <Line name={words.t("stock.changed")}><Moment at={stock.updated_at} kind="when" />{by === "" ? "" : ` · ${by}`}</Line>
      <Line name={words.t("stock.elsewhere")}><Link to={{ route: "stocks", query: { item_type_id: stock.item_type_id } }} class="link-text">{words.t("stock.all_places")}</Link></Line>
    </Lines>
  );
}
