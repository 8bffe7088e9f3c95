import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { useCentral, useWords } from "../state/context";
import { problemText } from "./failure";

interface Props {
  /** What it is, as events name it. */
  subject: string;
  name: string;
  archived: boolean;
  rev: number;
  put: (archived: boolean, rev: number) => Promise<{ rev: number }>;
}

/** Puts a row away, or brings it back; either can be taken back. */
export function Archive({ subject, name, archived, rev, put }: Props): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const [busy, setBusy] = useState(false);

  async function turn(): Promise<void> {
    setBusy(true);
    try {
      const saved = await put(!archived, rev);
      central.newsroom.touch(subject);
      central.toasts.say(words.t(archived ? "toast.restored" : "toast.archived", { name }), {
        async undo() {
          await put(archived, saved.rev);
          central.newsroom.touch(subject);
        },
      });
    } catch (cause) {
      central.note(cause);
      central.toasts.say(problemText(cause, words), { bad: true });
    }
    setBusy(false);
  }

  return <button type="button" class="button button--quiet" disabled={busy} onClick={() => void turn()}>{words.t(archived ? "archive.undo" : "archive.do")}</button>;
}
