import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Link } from "../nav/link";
import { railEntries, type RailEntry } from "../pages";
import { Cut } from "../parts/basics";
import { Icon } from "../parts/icons";
import { Mark } from "../panels/login";
import { useCentral, useHere, useLooks, useRead, useWords } from "../state/context";
import { themes } from "../state/looks";
import { openQuestions } from "../exception/open";
import { palette } from "./shell";

interface Props {
  menu: boolean;
  setMenu: (open: boolean) => void;
}

export function Rail({ menu, setMenu }: Props): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const [account, setAccount] = useState(false);
  const session = central.session.value;
  if (session.state !== "in") return <></>;
  const { me } = session;
  const entries = railEntries.filter((e) => e.needs === undefined || central.may(e.needs));
  return (
    <div class="rail">
      <div class="rail__head">
        <span class="rail__brand"><Mark /><Cut text={words.t("app.name")} /></span>
        <LinkSign />
        <button type="button" class="rail__menu" aria-expanded={menu} aria-label={words.t(menu ? "rail.close_menu" : "rail.menu")} onClick={() => setMenu(!menu)}>
          <Icon name={menu ? "close" : "menu"} />
        </button>
      </div>
      <button type="button" class="rail__search" aria-keyshortcuts="Control+K" onClick={() => (palette.value = true)}>
        <Icon name="search" /><Cut text={words.t("rail.search")} /><kbd class="kbd" aria-hidden="true">⌃K</kbd>
      </button>
      <nav class="rail__nav" aria-label={words.t("rail.label")}>
        <ul class="rail__list">{entries.map((e) => <li key={e.label}><Entry entry={e} /></li>)}</ul>
      </nav>
      <div class="rail__me">
        {account ? <Account /> : null}
        <button type="button" class="rail__entry rail__account" aria-expanded={account} aria-label={`${words.t("me.menu")}: ${me.name}`} onClick={() => setAccount(!account)}>
          <span class="rail__face" aria-hidden="true">{initials(me.name)}</span>
          <span class="rail__who"><Cut class="rail__name" text={me.name} /><Cut class="rail__role" text={words.maybe("role", me.role)} /></span>
          <Icon name={account ? "down" : "up"} />
        </button>
      </div>
    </div>
  );
}

function initials(name: string): string {
  return name.split(/\s+/).map((w) => w.charAt(0)).slice(0, 2).join("").toUpperCase();
}

function Entry({ entry }: { entry: RailEntry }): JSX.Element {
  const words = useWords();
  const here = useHere();
  const on = here.route !== "nothing" && entry.routes.includes(here.route);
  return (
    <Link to={entry.to} class={on ? "rail__entry rail__entry--on" : "rail__entry"} {...(on ? { "aria-current": "page" as const } : {})}>
      <Icon name={entry.icon} />
      <Cut text={words.t(entry.label)} />
      {entry.to.route === "exceptions" ? <Open /> : null}
    </Link>
  );
}

/** How many questions are open. */
function Open(): JSX.Element | null {
  const central = useCentral();
  const words = useWords();
  const { key, load, subjects } = openQuestions(central);
  const n = useRead(key, load, subjects).data.value?.items.length ?? 0;
  return n === 0 ? null : <span class="rail__count" title={words.t("rail.open", { n })}>{words.count(n)}</span>;
}

function LinkSign(): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const { state, since } = central.link.value;
  return <span class={`link link--${state}`} title={state === "connecting" ? words.t("link.connecting") : words.full(since)}><span class="link__dot" />{words.t(state === "connecting" ? "link.begins" : `link.${state}`)}</span>;
}

/** What belongs to the person who sits here. */
function Account(): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const looks = useLooks();
  return (
    <div class="account">
      <label class="account__line">
        <span>{words.t("me.theme")}</span>
        <select class="chip__select" value={looks.theme.value} onChange={(e) => looks.setTheme(themes.find((t) => t === e.currentTarget.value) ?? "auto")}>
          {themes.map((t) => <option key={t} value={t}>{words.t(`theme.${t}`)}</option>)}
        </select>
      </label>
      <label class="account__line">
        <span>{words.t("me.compact")}</span>
        <input type="checkbox" checked={looks.compact.value} onChange={(e) => looks.setCompact(e.currentTarget.checked)} />
      </label>
      <Link to={{ route: "account" }} class="rail__entry"><Icon name="settings" /><Cut text={words.t("account.title")} /></Link>
      <button type="button" class="rail__entry" onClick={() => void central.logOut()}><Icon name="leave" /><Cut text={words.t("me.log_out")} /></button>
    </div>
  );
}
