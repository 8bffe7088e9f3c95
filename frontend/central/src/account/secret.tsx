import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useCentral, useWords } from "../state/context";

interface Props {
  /** Whose it is, and what to do with it. */
  title: string;
  text: string;
  secret: string;
  done: () => void;
}

/** What is shown this once: a new token, a password that somebody is given. */
export function Secret({ title, text, secret, done }: Props): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.scrollIntoView({ block: "nearest" }), []);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(secret);
      central.toasts.say(words.t("tokens.copied"));
    } catch {
      central.toasts.say(words.t("tokens.not_copied"), { bad: true }); // the browser does not let pages copy
    }
  };
  return (
    <div class="secret" role="status" ref={box}>
      <p class="strong">{title}</p>
      <p class="muted">{text}</p>
      <p class="secret__text mono">{secret}</p>
      <div class="ways">
        <button type="button" class="button button--first" onClick={() => void copy()}>{words.t("tokens.copy")}</button>
        <button type="button" class="button" onClick={done}>{words.t("tokens.kept")}</button>
      </div>
    </div>
  );
}
