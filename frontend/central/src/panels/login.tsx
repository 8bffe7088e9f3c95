import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Problem } from "../api/types";
import { sentencesOf } from "../i18n/words";
import { useCentral, useRead, useWords } from "../state/context";

interface Wrong {
  detail: string;
  hint: string;
}

interface Props {
  /** Why a session ended, where there was one. */
  why: Problem | undefined;
  /** Something that is typed waits beneath. */
  kept: boolean;
}

/** Who are you? What is wrong is said in the words of central. */
export function Login({ why, kept }: Props): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<Wrong | undefined>(undefined);
  const first = useRead("setup", () => central.client.get("/v1/setup"), []);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);

  async function send(): Promise<void> {
    if (login.trim() === "" || password === "") return setWrong({ detail: words.t("login.empty"), hint: "" });
    setBusy(true);
    const problem = await central.logIn(login.trim(), password);
    if (problem === undefined) return; // the page takes this place
    setBusy(false);
    setPassword("");
    setWrong(problem === "lost" ? { detail: words.t("login.lost"), hint: words.t("login.lost_hint") } : { detail: problem.detail ?? problem.title, hint: problem.hint ?? "" });
  }

  return (
    <main class="login">
      <form class="login__card" noValidate onSubmit={(e) => {
        e.preventDefault();
        void send();
      }}>
        <p class="login__brand"><Mark />{words.t("app.name")}</p>
        <h1 class="login__title">{words.t("login.title")}</h1>
        {first.data.value?.needs_setup === true ? <p class="login__again">{words.t("setup.first")}</p> : null}
        {why === undefined ? null : <Ended why={why} kept={kept} />}
        <label class="field">
          <span class="field__label">{words.t("login.login")}</span>
          <input class="field__input" name="login" autoComplete="username" autoCapitalize="none" spellcheck={false} maxLength={128} ref={field} value={login}
            disabled={busy} onInput={(e) => setLogin(e.currentTarget.value)} />
        </label>
        <label class="field">
          <span class="field__label">{words.t("login.password")}</span>
          <input class="field__input" name="password" type="password" autoComplete="current-password" maxLength={1024} value={password} disabled={busy}
            onInput={(e) => setPassword(e.currentTarget.value)} />
        </label>
        {wrong === undefined ? null : (
          <div class="login__wrong" role="alert">
            <p class="login__detail">{wrong.detail}</p>
            {wrong.hint === "" ? null : <p>{wrong.hint}</p>}
          </div>
        )}
        <button type="submit" class="button button--first login__submit" disabled={busy}>{words.t(busy ? "login.busy" : "login.submit")}</button>
      </form>
    </main>
  );
}

/** What ended a session, and how it goes on. Who never had one is told nothing. */
function Ended({ why, kept }: { why: Problem; kept: boolean }): JSX.Element | null {
  const central = useCentral();
  const words = useWords();
  const known = why.reason !== "not_logged_in";
  if (!known && central.session.value.state === "out") return null;
  const next = why.reason === "account_closed" ? sentencesOf(why.hint) : words.t("login.go_on");
  return <p class="login__again" role="status">{known ? sentencesOf(why.detail) : words.t("login.over")} {next} {kept ? words.t("login.kept") : ""}</p>;
}

export function Mark(): JSX.Element {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect class="mark__ground" width="32" height="32" rx="7" />
      <path class="mark__lines" d="M7 9h18M7 16h18M7 23h11" />
    </svg>
  );
}
