import type { ComponentChildren, JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Link } from "../nav/link";
import type { Tab } from "../pages";
import { useCentral, useHere, useWords } from "../state/context";
import { Empty } from "./basics";
import { isForbidden } from "./failure";

interface HeadProps {
  title: string;
  /** How many, or since when. */
  note?: ComponentChildren;
  /** The one primary action. */
  action?: ComponentChildren;
  tabs?: readonly Tab[];
  tabsLabel?: string;
  children?: ComponentChildren;
}

/** The head of a page: its one title, its tabs, its one action, and beneath them the filters. */
export function PageHead({ title, note, action, tabs = [], tabsLabel = "", children }: HeadProps): JSX.Element {
  const words = useWords();
  const here = useHere();
  const central = useCentral();
  useEffect(() => {
    document.title = `${title} · ${words.t("app.title")}`;
  }, [title]);
  return (
    <header class="head">
      <div class="head__top">
        <h1 class="head__title">{title}</h1>
        {note === undefined ? null : <span class="head__note">{note}</span>}
        {tabs.length === 0 ? null : (
          <nav class="tabs" aria-label={tabsLabel}>
            {tabs.filter((t) => t.needs === undefined || t.looks !== undefined || central.may(t.needs)).map((t) => {
              const on = here.route !== "nothing" && t.routes.includes(here.route);
              return <Link key={t.route} to={{ route: t.route }} class={on ? "tabs__tab tabs__tab--on" : "tabs__tab"} {...(on ? { "aria-current": "page" as const } : {})}>{words.t(t.looks === undefined || central.may(t.needs ?? "") ? t.label : t.looks)}</Link>;
            })}
          </nav>
        )}
        {action === undefined ? null : <span class="head__action">{action}</span>}
      </div>
      {children}
    </header>
  );
}

/** A page that may hold a list and, beside it, the details of one of its rows: beside at wide sizes, instead of it at narrow ones. */
export function Split({ children, detail }: { children: ComponentChildren; detail?: ComponentChildren }): JSX.Element {
  const open = detail !== undefined && detail !== null;
  return (
    <div class={open ? "split split--open" : "split"}>
      <div class="split__list">{children}</div>
      {open ? <aside class="split__detail">{detail}</aside> : null}
    </div>
  );
}

/** What stands in place of a page that this account may not see. */
export function Forbidden(): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const session = central.session.value;
  return <Empty title={words.t("forbidden.title")} text={words.t("forbidden.text", { role: session.state === "in" ? words.maybe("role", session.me.role) : "" })} />;
}

export { isForbidden };
