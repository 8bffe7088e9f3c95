import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { ProblemError } from "../api/client";
import type { Order } from "../api/types";
import type { Key } from "../i18n/words";
import { problemText } from "../parts/failure";
import { useCentral, useWords } from "../state/context";

type Step = "submit" | "approve" | "reject" | "cancel";

const paths = {
  submit: "/v1/rent-actions/{id}/submit", approve: "/v1/rent-actions/{id}/approve", reject: "/v1/rent-actions/{id}/reject", cancel: "/v1/rent-actions/{id}/cancel",
} as const;
const done: Readonly<Record<Step, Key>> = { submit: "orders.submitted", approve: "orders.approved", reject: "orders.rejected", cancel: "orders.cancelled" };

/** The steps that an order can take from where it is; whether it may is central's to say. */
export function stepsOf({ status, counts }: Pick<Order, "status" | "counts">): Step[] {
  const out = counts.some((c) => c.out > 0);
  if (status === "draft") return ["submit", "cancel"];
  if (status === "pending") return ["approve", "reject", ...(out ? [] : ["cancel" as const])];
  return status === "approved" && !out ? ["cancel"] : [];
}

/** Its next steps as buttons, and `more` beside them; what cannot be taken back is asked for with its reason. */
export function Steps({ order, again, more }: { order: Order; again: () => Promise<void>; more?: JSX.Element | undefined }): JSX.Element | null {
  const central = useCentral();
  const words = useWords();
  const [asking, setAsking] = useState<"reject" | "cancel" | undefined>(undefined);
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  const tried = useRef<{ step: Step; reason: string; key: string } | undefined>(undefined);
  const steps = stepsOf(order).filter((s) => central.may(`order_${s}`));
  if (steps.length === 0 && more === undefined) return null;

  async function take(step: Step): Promise<void> {
    const why = reason.trim();
    if (step === "reject" && why === "") return setWrong(words.t("orders.need_reason"));
    // A try without an answer is the same one when it is tried again.
    const key = tried.current?.step === step && tried.current.reason === why ? tried.current.key : central.newKey();
    tried.current = { step, reason: why, key };
    setBusy(true);
    try {
      await central.client.post(paths[step], why === "" ? {} : { reason: why }, { id: order.id, key, rev: order.rev });
      central.toasts.say(words.t(done[step], { name: order.number }));
      central.newsroom.touch(`rent_action/${order.id}`);
    } catch (cause) {
      central.note(cause);
      if (cause instanceof ProblemError) tried.current = undefined;
      const stale = cause instanceof ProblemError && cause.problem.status === 412;
      if (stale) {
        central.toasts.say(words.t("orders.changed"), { bad: true });
        await again();
      } else setWrong(cause instanceof ProblemError ? problemText(cause, words) : words.t("form.lost"));
    }
    setBusy(false);
  }

  if (asking !== undefined) {
    return (
      <form class="sure" onSubmit={(e) => (e.preventDefault(), void take(asking))}>
        <p>{words.t(`orders.${asking}_why`)}</p>
        <div class="ways">
          <input class="field__input" name="reason" aria-label={words.t("orders.reason")} maxLength={500} value={reason} disabled={busy} aria-invalid={wrong !== ""}
            ref={(el) => (reason === "" ? el?.focus() : undefined)} onInput={(e) => (setReason(e.currentTarget.value), setWrong(""))} />
        </div>
        {wrong === "" ? null : <p role="alert">{wrong}</p>}
        <div class="ways">
          <button type="submit" class="button button--first" disabled={busy}>{words.t(`orders.${asking}`)}</button>
          <button type="button" class="button button--quiet" onClick={() => (setAsking(undefined), setWrong(""))}>{words.t("orders.keep")}</button>
        </div>
      </form>
    );
  }
  return (
    <>
      <div class="ways ways--steps">
        {steps.map((s) => (
          <button type="button" key={s} class={s === "submit" || s === "approve" ? "button button--first" : "button"} disabled={busy}
            onClick={() => (s === "reject" || s === "cancel" ? (setWrong(""), setAsking(s)) : void take(s))}>{words.t(`orders.${s}`)}</button>
        ))}
        {more}
      </div>
      {wrong === "" ? null : <p class="form__wrong form__wrong--step" role="alert">{wrong}</p>}
    </>
  );
}
