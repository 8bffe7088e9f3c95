import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { ProblemError } from "../api/client";
import type { To } from "../nav/router";
import { useCentral, useRouter, useWords } from "../state/context";
import { problemText } from "./failure";

interface Props {
  /** What is about to happen, and that it cannot be taken back. */
  text: string;
  /** The word of the button that does it. */
  label: string;
  /** Does it under a key: a try that got no answer is the same one when it is tried again. */
  run: (key: string) => Promise<void>;
  keep: () => void;
}

/** Asks before something that cannot be taken back, and says why it was refused. */
export function Sure({ text, label, run, keep }: Props): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  const key = useRef(central.newKey());
  const way = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    way.current?.focus();
    way.current?.scrollIntoView({ block: "nearest" });
  }, []);

  async function go(): Promise<void> {
    setBusy(true);
    setWrong("");
    try {
      await run(key.current);
    } catch (cause) {
      central.note(cause);
      const over = cause instanceof ProblemError && cause.problem.status === 401; // the log-in says so
      if (cause instanceof ProblemError && !over) key.current = central.newKey();
      setWrong(over ? "" : cause instanceof ProblemError ? problemText(cause, words) : words.t("form.lost"));
    }
    setBusy(false);
  }

  return (
    <div class="sure" role="group" aria-label={label}>
      <p>{text}</p>
      {wrong === "" ? null : <p class="sure__wrong" role="alert">{wrong}</p>}
      <div class="ways">
        <button type="button" class="button button--danger" disabled={busy} onClick={() => void go()}>{label}</button>
        <button type="button" class="button button--quiet" ref={way} onClick={keep}>{words.t("sure.keep")}</button>
      </div>
    </div>
  );
}

interface RemoveProps {
  name: string;
  /** What it is, as events name it. */
  subject: string;
  remove: (key: string) => Promise<unknown>;
  /** Where to go when it is gone. */
  gone: To;
  keep: () => void;
}

/** Takes a row away that was made by mistake. Central says who needs it where it may not go. */
export function RemoveSure({ name, subject, remove, gone, keep }: RemoveProps): JSX.Element {
  const central = useCentral();
  const router = useRouter();
  const words = useWords();
  async function run(key: string): Promise<void> {
    await remove(key);
    central.toasts.say(words.t("remove.done", { name }));
    router.go(gone, "replace");
    central.newsroom.touch(subject);
  }
  return <Sure text={words.t("remove.sure", { name })} label={words.t("remove.yes")} run={run} keep={keep} />;
}
