import { useLate } from "@rms/shared/late";
import { OutcomeIcon } from "@rms/shared/outcomes";
import type { JSX } from "preact";
import type { Me } from "./api/types";
import { Moment } from "./parts/basics";
import { FactDetail } from "./panels/fact";
import { FactsPanel } from "./panels/facts";
import { KiosksPanel } from "./panels/kiosks";
import { Login, Mark } from "./panels/login";
import { QuestionsPanel } from "./panels/questions";
import { useCentral, useNow, useWords } from "./state/context";

export function App(): JSX.Element {
  const central = useCentral();
  const session = central.session.value;
  return (
    <div class="app" data-route={session.state}>
      {central.info.value?.demo === true ? <DemoBand /> : null}
      <LinkBar />
      {session.state === "asking" ? <Starting /> : session.state === "out" ? <Login ended={session.ended} /> : <Overview me={session.me} />}
    </div>
  );
}

function DemoBand(): JSX.Element {
  const words = useWords();
  return (
    <p class="demo" role="note">
      <strong>{words.t("app.demo")}</strong>
      <span>{words.t("app.demo_text")}</span>
    </p>
  );
}

/** Says that central does not answer; what was read stays. */
function LinkBar(): JSX.Element | null {
  const central = useCentral();
  const words = useWords();
  const now = useNow();
  const link = central.link.value;
  if (link.state !== "offline") return null;
  const known = central.facts.data.value !== undefined;
  const wait = link.retryAt - now;
  return (
    <div class="offline" role="status">
      <OutcomeIcon outcome="look" size="1rem" />
      <span>
        {known ? words.t("link.lost", { since: words.moment(link.since) }) : words.t("link.never")}{" "}
        {wait > 1000 ? words.t("link.retry_in", { relative: words.relative(link.retryAt) }) : words.t("link.retry_now")}
      </span>
      <button type="button" class="button" onClick={central.retry}>{words.t("link.retry")}</button>
    </div>
  );
}

function Starting(): JSX.Element {
  const words = useWords();
  return (
    <main class="login" aria-busy="true">
      {useLate() ? <p class="starting" role="status"><Mark />{words.t("link.connecting")}</p> : null}
    </main>
  );
}

function Overview({ me }: { me: Me }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const shown = central.shown.value;
  const fact = shown === undefined ? undefined : central.facts.data.value?.items.find((f) => f.id === shown);
  return (
    <div class="frame">
      <Rail me={me} />
      <main class={fact === undefined ? "page" : "page page--detail"}>
        <header class="page__head">
          <h1 class="page__title">{words.t("app.title")}</h1>
          <LinkSign />
          <span class="page__zone">{words.t("time.zone", { zone: words.zone })}</span>
        </header>
        <div class="page__side">{fact === undefined ? <QuestionsPanel /> : <FactDetail fact={fact} />}</div>
        <div class="page__main">
          <KiosksPanel />
          <FactsPanel />
        </div>
      </main>
    </div>
  );
}

function LinkSign(): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const { state, since } = central.link.value;
  return (
    <span class={`link link--${state}`}>
      <span class="link__dot" />
      {words.t(`link.${state}`)}
      {state === "offline" ? <Moment at={since} kind="moment" /> : null}
    </span>
  );
}

function Rail({ me }: { me: Me }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const open = central.questions.data.value?.items.length ?? 0;
  const go = (id: string) => () => {
    central.shown.value = undefined;
    requestAnimationFrame(() => document.getElementById(`${id}-title`)?.focus());
  };
  return (
    <nav class="rail" aria-label={words.t("rail.label")}>
      <span class="rail__brand" title={words.t("app.name")}><Mark /></span>
      <ul class="rail__list">
        <li><button type="button" class="rail__entry" onClick={go("facts")}><RailIcon d="M4 6h16M4 12h16M4 18h10" />{words.t("rail.facts")}</button></li>
        <li>
          <button type="button" class="rail__entry" onClick={go("questions")}>
            <RailIcon d="M9 9a3 3 0 1 1 4.500 2.600c-1 .6-1.500 1.200-1.500 2.400M12 17.500v.1M3 12a9 9 0 1 0 18 0 9 9 0 1 0-18 0" />
            {words.t("rail.questions")}
            {open > 0 ? <span class="rail__count" title={words.t("rail.open", { n: open })}>{words.count(open)}</span> : null}
          </button>
        </li>
        <li><button type="button" class="rail__entry" onClick={go("kiosks")}><RailIcon d="M4 4h16v12H4zM9 20h6M12 16v4" />{words.t("rail.kiosks")}</button></li>
      </ul>
      <div class="rail__me">
        <span class="cut rail__name" title={`${me.name}, ${words.maybe("role", me.role)}`}>{me.name}</span>
        <span class="rail__role">{words.maybe("role", me.role)}</span>
        <button type="button" class="rail__entry" onClick={() => void central.logOut()}><RailIcon d="M14 4h5v16h-5M10 8l-4 4 4 4M6 12h9" />{words.t("me.log_out")}</button>
      </div>
    </nav>
  );
}

function RailIcon({ d }: { d: string }): JSX.Element {
  return (
    <svg class="rail__icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">
      <path d={d} />
    </svg>
  );
}
