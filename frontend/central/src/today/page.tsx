import type { JSX } from "preact";
import { Cards } from "../exception/cards";
import { openQuestions } from "../exception/open";
import { askedOf } from "../list/asked";
import { Filters, PickChip } from "../list/filters";
import { Link } from "../nav/link";
import { Empty, Skeleton } from "../parts/basics";
import { Failure, isForbidden } from "../parts/failure";
import { Icon } from "../parts/icons";
import { Forbidden, PageHead } from "../parts/page";
import { Panel } from "../parts/panel";
import { FirstSteps } from "../setup/checklist";
import { useSites } from "../parts/sources";
import { useCentral, useHere, useRead, useWords } from "../state/context";
import { Day } from "./day";
import { DocksPanel } from "./docks";
import { FactDetail } from "./fact";
import { FactsPanel } from "./facts";
import { LatePanel } from "./late";

/** The day of each site: what leaves, what comes back, what is late, what waits for somebody; and what happened last. */
export function TodayPage(): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const { query } = useHere();
  const site = query["site_id"] ?? "";
  // Kiosks report, and hours pass, without an event: the day is read on every turn of the news.
  const reading = useRead(`today ${site}`, () => central.client.get("/v1/today", askedOf(query, ["site_id"])), ["*"]);
  const facts = useRead("facts", () => central.client.get("/v1/facts", { limit: 50 }), ["*"]);
  const day = reading.data.value;
  const failure = reading.failure.value;
  const fact = facts.data.value?.items.find((f) => f.id === query["show"]);
  if (isForbidden(failure)) return <><PageHead title={words.t("today.title")} /><Forbidden /></>;
  const choose = site !== "" || (day?.sites.length ?? 0) > 1;
  return (
    <>
      <PageHead title={words.t("today.title")} note={words.t("time.zone", { zone: words.zone })}>
        {choose ? <Filters><PickChip name="site_id" label={words.t("today.site")} source={useSites()} /></Filters> : null}
      </PageHead>
      <FirstSteps />
      <div class={fact === undefined ? "today" : "today today--detail"}>
        <div class="today__day">
          <Failure failure={failure} old={day !== undefined} again={() => void reading.refresh()} />
          {day === undefined ? failure === undefined ? <div class="panel"><Skeleton rows={4} /></div> : null : day.sites.length === 0 ? <NoSite /> : <Day day={day} />}
        </div>
        {day === undefined ? null : <LatePanel day={day} />}
        <div class="today__side">{fact === undefined ? <><QuestionsPanel />{day === undefined || day.sites.length === 0 ? null : <DocksPanel day={day} />}</> : <FactDetail fact={fact} />}</div>
        <div class="today__main"><FactsPanel facts={facts} /></div>
      </div>
    </>
  );
}

function NoSite(): JSX.Element {
  const central = useCentral();
  const words = useWords();
  return (
    <div class="panel">
      <Empty title={words.t("today.no_site")} text={words.t("today.no_site_text")}>
        {central.may("put_catalog") ? <Link to={{ route: "places", query: { do: "new" } }} class="button button--first"><Icon name="plus" />{words.t("places.new")}</Link> : undefined}
      </Empty>
    </div>
  );
}

function QuestionsPanel(): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const { key, load, subjects } = openQuestions(central, askedOf(useHere().query, ["site_id"]));
  const questions = useRead(key, load, subjects);
  const items = questions.data.value?.items;
  return (
    <Panel id="questions" title={words.t("today.questions")} {...(items === undefined ? {} : { note: words.t("rail.open", { n: items.length }) })} resource={questions} rows={5}>
      {(data) => <Cards key={key} data={data} />}
    </Panel>
  );
}
