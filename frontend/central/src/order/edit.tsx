import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { Order, Place } from "../api/types";
import { useForm } from "../form/fields";
import type { To } from "../nav/router";
import { Skeleton } from "../parts/basics";
import { Detail } from "../parts/detail";
import { Failure } from "../parts/failure";
import { useCentral, useNow, useRead, useRouter, useWords } from "../state/context";
import { OrderFields } from "./fields";
import { changeOf, valuesOf, wrongOf, type V } from "./wanted";

const path = "/v1/rent-actions/{id}";

/** Whether what an order asks for can still be changed; whether one may is central's to say. */
export function isOpen({ status, counts }: Pick<Order, "status" | "counts">): boolean {
  return (status === "draft" || status === "pending") && counts.every((c) => c.out === 0 && c.returned === 0 && c.allocated === 0);
}

/** An order that nobody has decided on, asked for in another way. Its days are told by the clock of its site. */
export function EditOrder({ order, close }: { order: Order; close: To }): JSX.Element {
  const central = useCentral();
  const reading = useRead(`place ${order.site_id}`, () => central.client.get("/v1/places/{id}", undefined, { id: order.site_id ?? "" }), []);
  const site = reading.data.value;
  const failure = reading.failure.value;
  return (
    <Detail title={order.number} over={order.title ?? ""} close={close}>
      {site !== undefined ? <Edit order={order} site={site} close={close} /> : failure === undefined ? <Skeleton rows={8} /> : <Failure failure={failure} old={false} again={() => void reading.refresh()} />}
    </Detail>
  );
}

function Edit({ order, site, close }: { order: Order; site: Place; close: To }): JSX.Element {
  const central = useCentral();
  const router = useRouter();
  const words = useWords();
  const clock = useRef(0);
  clock.current = useNow();
  // "Now" is that of the first try under a key: the same try again must be the same request.
  const begun = useRef({ key: "", at: 0 });
  const { id } = order;
  const subject = `rent_action/${id}`;
  const zone = site.zone ?? "UTC";
  // What was read last: what nobody touches stays as it is there.
  const was = useRef(order);
  const asked = (order.requester_id ?? "") === "" ? {} : { requester_id: words.t("orders.need_requester") };
  const form = useForm<V, Order>(`edit ${id}`, {
    from: valuesOf(order, zone), rev: order.rev,
    needs: { ...asked, end_day: words.t("orders.need_end"), lines: words.t("orders.need_lines") },
    check: (v) => Object.fromEntries(Object.entries(wrongOf(v, site, clock.current)).map(([field, key]) => [field, words.t(key, { site: site.name })])),
    async save(v, { key, rev }) {
      if (begun.current.key !== key) begun.current = { key, at: clock.current };
      return central.client.put(path, changeOf(v, was.current, site, begun.current.at), { id, key, rev });
    },
    async current() {
      was.current = await central.client.get(path, undefined, { id });
      return { values: valuesOf(was.current, zone), rev: was.current.rev };
    },
    done(saved, before) {
      const former = was.current;
      central.newsroom.touch(subject);
      central.toasts.say(words.t("toast.saved", { name: saved.number }), {
        async undo() {
          await central.client.put(path, changeOf(before, former, site, former.window.start), { id, key: central.newKey(), rev: saved.rev });
          central.newsroom.touch(subject);
        },
      });
      router.go(close, "replace");
    },
  });
  return <OrderFields form={form} submit={words.t("form.save")} close={close} kept />;
}
