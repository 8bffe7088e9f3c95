import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Icon } from "../parts/icons";
import { problemText } from "../parts/failure";
import { useCentral, useWords } from "../state/context";
import type { Toast } from "../state/toasts";

/** What was done just now, and taking it back. */
export function Toasts(): JSX.Element {
  const { toasts } = useCentral();
  return <div class="toasts" data-over role="status" aria-live="polite">{toasts.shown.value.map((t) => <Line key={t.id} toast={t} />)}</div>;
}

function Line({ toast }: { toast: Toast }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const [busy, setBusy] = useState(false);
  const { undo, undoing } = toast;

  async function takeBack(): Promise<void> {
    if (undo === undefined) return;
    setBusy(true);
    try {
      await undo();
      central.toasts.say(undoing?.done ?? words.t("toast.undone"));
    } catch (cause) {
      central.note(cause);
      central.toasts.say(words.t("toast.undo_failed", { detail: problemText(cause, words) }), { bad: true });
    }
    central.toasts.drop(toast.id);
  }

  return (
    <div class={toast.bad ? "toast toast--bad" : "toast"}>
      <span class="toast__text">{toast.text}</span>
      {undo === undefined ? null : <button type="button" class="toast__undo" disabled={busy} onClick={() => void takeBack()}>{undoing?.word ?? words.t("toast.undo")}</button>}
      <button type="button" class="toast__close" aria-label={words.t("toast.close")} onClick={() => central.toasts.drop(toast.id)}><Icon name="close" /></button>
    </div>
  );
}
