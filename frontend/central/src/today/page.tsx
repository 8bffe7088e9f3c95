import type { JSX } from "preact";
import { openQuestions } from "../exception/open";
import { Cards } from "../exception/cards";
import { kioskState } from "../i18n/facts";
import { Link } from "../nav/link";
import { Cut, Empty, Moment, Sign } from "../parts/basics";
import { PageHead } from "../parts/page";
import { Panel } from "../parts/panel";
import { useCentral, useHere, useNow, useRead, useWords } from "../state/context";
import type { Kiosk } from "../api/types";
import { FactDetail } from "./fact";
import { FactsPanel } from "./facts";

/** The day: what happened, what waits for an answer, how the kiosks are. */
export function TodayPage(): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const { query } = useHere();
  const facts = useRead("facts", () => central.client.get("/v1/facts", { limit: 50 }), ["*"]);
  const fact = facts.data.value?.items.find((f) => f.id === query["show"]);
  return (
    <>
      <PageHead title={words.t("today.title")} note={words.t("time.zone", { zone: words.zone })} />
      <div class={fact === undefined ? "today" : "today today--detail"}>
        <div class="today__side">{fact === undefined ? <><QuestionsPanel /><KiosksPanel /></> : <FactDetail fact={fact} />}</div>
        <div class="today__main"><FactsPanel facts={facts} /></div>
      </div>
    </>
  );
}

function QuestionsPanel(): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const { key, load, subjects } = openQuestions(central);
  const questions = useRead(key, load, subjects);
  const items = questions.data.value?.items;
  return (
    <Panel id="questions" title={words.t("today.questions")} {...(items === undefined ? {} : { note: words.t("rail.open", { n: items.length }) })} resource={questions} rows={5}>
      {(data) => <Cards data={data} />}
    </Panel>
  );
}

function KiosksPanel(): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const kiosks = useRead("kiosks now", async () => (await central.client.get("/v1/kiosks", { limit: 200 })).items, ["*"]);
  const all = <Link to={{ route: "kiosks" }} class="link-text panel__tool">{words.t("today.all")}</Link>;
  return (
    <Panel<Kiosk[]> id="kiosks" title={words.t("today.kiosks")} tools={all} resource={kiosks} rows={3}>
      {(list) => list.length === 0 ? <Empty title={words.t("kiosks.empty")} text={words.t("kiosks.empty_text")} /> : <ul class="kiosklist">{list.map((k) => <KioskLine key={k.id} kiosk={k} />)}</ul>}
    </Panel>
  );
}

function KioskLine({ kiosk }: { kiosk: Kiosk }): JSX.Element {
  const words = useWords();
  const state = kioskState(kiosk, useNow());
  return (
    <li class="kiosklist__one">
      <Link to={{ route: "kiosk", id: kiosk.id }} class="kiosklist__name"><Cut class="strong" text={kiosk.name} /></Link>
      <Sign outcome={state.outcome} word={words.t(state.key)} />
      <span class="kiosklist__more">
        {kiosk.queue_depth > 0 ? words.t("today.waiting", { n: kiosk.queue_depth }) : kiosk.last_contact === 0 ? words.t("kiosks.never") : <Moment at={kiosk.last_contact} kind="relative" />}
      </span>
    </li>
  );
}
