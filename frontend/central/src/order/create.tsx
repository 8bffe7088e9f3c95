import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { Order } from "../api/types";
import { useForm } from "../form/fields";
import type { To } from "../nav/router";
import { Skeleton } from "../parts/basics";
import { Detail } from "../parts/detail";
import { Failure } from "../parts/failure";
import { useCentral, useHere, useNow, useRead, useRouter, useWords } from "../state/context";
import { OrderFields } from "./fields";
import { againOf, bodyOf, wrongOf, type V } from "./wanted";

const none: V = {
  title: "", requester_id: "", project_id: "", site_id: "", start_day: "", start_time: "", end_day: "", end_time: "", is_asap: false, priority: "normal", destination_id: "", notes: "", lines: [],
};

/** A new order, as a draft: it is sent in from its own page. `again` in the address is an order that is asked for once more. */
export function NewOrder({ close }: { close: To }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const { query } = useHere();
  const again = query["again"] ?? "";
  const reading = useRead(again === "" ? "no order" : `order ${again}`, async () => (again === "" ? undefined : central.client.get("/v1/rent-actions/{id}", undefined, { id: again })), []);
  const order = reading.data.value;
  const site = central.rows.find("place", order?.site_id);
  const ready = again === "" || (order !== undefined && ((order.site_id ?? "") === "" || site !== undefined));
  const asked = { requester_id: query["requester_id"] ?? "", project_id: query["project_id"] ?? "", site_id: query["site_id"] ?? "" };
  const from = order === undefined || again === "" ? { ...none, ...asked } : againOf(order, site?.zone ?? "UTC", useNow());
  return (
    <Detail title={words.t(again === "" ? "orders.new" : "orders.again")} over={order?.number ?? ""} close={close}>
      {ready ? <OrderForm key={again} from={from} close={close} /> : reading.failure.value === undefined ? <Skeleton rows={8} /> : <Failure failure={reading.failure.value} old={false} again={() => void reading.refresh()} />}
    </Detail>
  );
}

function OrderForm({ from, close }: { from: V; close: To }): JSX.Element {
  const central = useCentral();
  const router = useRouter();
  const words = useWords();
  const clock = useRef(0);
  clock.current = useNow();
  // "Now" is that of the first try under a key: the same try again must be the same request.
  const begun = useRef({ key: "", at: 0 });
  const form = useForm<V, Order>("new order", {
    from, rev: 0,
    needs: { site_id: words.t("orders.need_site"), end_day: words.t("orders.need_end"), lines: words.t("orders.need_lines") },
    check(v) {
      const site = central.rows.find("place", v.site_id);
      return Object.fromEntries(Object.entries(wrongOf(v, site, clock.current)).map(([field, key]) => [field, words.t(key, { site: site?.name ?? "" })]));
    },
    async save(v, { key }) {
      if (begun.current.key !== key) begun.current = { key, at: clock.current };
      const site = await central.client.get("/v1/places/{id}", undefined, { id: v.site_id });
      return central.client.post("/v1/rent-actions", bodyOf(v, site, begun.current.at), { key });
    },
    done(saved) {
      const subject = `rent_action/${saved.id}`;
      central.newsroom.touch(subject);
      central.toasts.say(words.t("toast.created", { name: saved.number }), {
        async undo() {
          await central.client.post("/v1/rent-actions/{id}/cancel", { reason: words.t("orders.taken_back") }, { id: saved.id, key: central.newKey(), rev: saved.rev });
          central.newsroom.touch(subject);
        },
      });
      router.go({ route: "order", id: saved.id, query: close.query ?? {} }, "replace");
    },
  });
  return <OrderFields form={form} submit={words.t("form.create")} close={close} />;
}
