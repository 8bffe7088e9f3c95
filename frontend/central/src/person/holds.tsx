import type { JSX } from "preact";
import type { Asset } from "../api/types";
import { Due } from "../item/page";
import { Link } from "../nav/link";
import { Cut, Skeleton } from "../parts/basics";
import { Part } from "../parts/detail";
import { Failure } from "../parts/failure";
import { Tally } from "../parts/tally";
import { useCentral, useRead, useWords } from "../state/context";

/** So many things are named; the others stand in the list of items. */
const named = 8;

/** What is in somebody's hands now: how much, how much of it too long, and the most pressing of it. */
export function Holds({ id }: { id: string }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const { client } = central;
  const reading = useRead(`held by ${id}`, async () => {
    const [all, late, orders] = await Promise.all([
      client.get("/v1/inventory/assets", { holder_id: id, limit: named, total: true }),
      client.get("/v1/inventory/assets", { holder_id: id, overdue: "true", limit: named, total: true }),
      client.get("/v1/rent-actions", { requester_id: id, has_out: "true", limit: 1, total: true }),
    ]);
    return { all: all.total ?? all.items.length, late: late.total ?? late.items.length, orders: orders.total ?? orders.items.length, first: pressing(late.items, all.items) };
  }, ["asset/", "rent_action/"]);
  const held = reading.data.value;
  return (
    <Part title={words.t("people.holds")}>
      <Failure failure={reading.failure.value} old={held !== undefined} again={() => void reading.refresh()} />
      {held === undefined ? reading.failure.value === undefined ? <Skeleton rows={3} /> : null : (
        <>
          <ul class="tally">
            <Tally n={held.all} name={words.t("people.items_out")} to={{ route: "items", query: { holder_id: id } }} />
            <Tally n={held.late} name={words.t("people.items_late")} to={{ route: "items", query: { holder_id: id, overdue: "true" } }} late />
            <Tally n={held.orders} name={words.t("people.orders_out")} to={{ route: "orders", query: { requester_id: id, has_out: "true" } }} />
          </ul>
          {held.all === 0 ? <p class="muted">{words.t("people.holds_nothing")}</p> : <ul class="held">{held.first.map((a) => <Held key={a.id} asset={a} />)}</ul>}
          <p class="part__more">
            {held.all > held.first.length ? <Link to={{ route: "items", query: { holder_id: id } }} class="link-text">{words.t("people.all_items", { n: held.all })}</Link> : null}
            <Link to={{ route: "orders", query: { requester_id: id } }} class="link-text">{words.t("people.all_orders")}</Link>
          </p>
        </>
      )}
    </Part>
  );
}

/** What is late first, then what else there is, each once. */
export function pressing(late: readonly Asset[], all: readonly Asset[]): readonly Asset[] {
  const known = new Set(late.map((a) => a.id));
  return [...late, ...all.filter((a) => !known.has(a.id))].slice(0, named);
}

function Held({ asset }: { asset: Asset }): JSX.Element {
  const central = useCentral();
  return (
    <li class="held__one">
      <Link to={{ route: "item", id: asset.id }} class="link-text mono held__tag"><Cut text={asset.tag} /></Link>
      <Cut text={central.rows.find("item_type", asset.item_type_id)?.name ?? ""} />
      <span class="held__due"><Due asset={asset} /></span>
    </li>
  );
}
