import type { JSX } from "preact";
import type { Exception } from "../api/types";
import { answerWord, questionOf } from "../i18n/facts";
import { askedOf, filtersOf } from "../list/asked";
import { CSV } from "../list/csv";
import { Chip, Filters, PickChip, Toggle, useNarrowed } from "../list/filters";
import { Count, Table, type Column } from "../list/table";
import { Cut, Empty, Moment, Skeleton } from "../parts/basics";
import { Failure, isForbidden } from "../parts/failure";
import { Forbidden, PageHead } from "../parts/page";
import { useSites } from "../parts/sources";
import { useCentral, useHere, useList, useRead, useWords } from "../state/context";
import { Cards } from "./cards";
import { openQuestions } from "./open";

const filters = filtersOf.exceptions;
const severities = ["high", "normal", "low"] as const;

/** What needs a person's answer, and what was answered. */
export function ExceptionsPage(): JSX.Element {
  return useHere().query["answered"] === "true" ? <Answered /> : <Open />;
}

function Head({ note }: { note: JSX.Element | string }): JSX.Element {
  const words = useWords();
  return (
    <PageHead title={words.t("questions.title")} note={note}>
      <Filters>
        <Toggle name="answered" label={words.t("questions.answered")} />
        <Chip name="severity" label={words.t("questions.severity")} options={severities.map((s) => ({ value: s, label: words.t(`severity.${s}`) }))} />
        <PickChip name="site_id" label={words.t("questions.site")} source={useSites()} />
        <CSV path="/v1/exceptions.csv" asked={{ ...askedOf(useHere().query, filters), status: useHere().query["answered"] === "true" ? "resolved" : "open" }} />
      </Filters>
    </PageHead>
  );
}

function Open(): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const { query } = useHere();
  const { narrowed, clear } = useNarrowed(filters);
  const { key, load, subjects } = openQuestions(central, askedOf(query, filters));
  const reading = useRead(key, load, subjects);
  const none = narrowed ? <Empty title={words.t("list.none_found")} text={words.t("list.none_found_text")}><button type="button" class="button" onClick={clear}>{words.t("list.clear")}</button></Empty> : undefined;
  const data = reading.data.value;
  const failure = reading.failure.value;
  return (
    <>
      <Head note={data === undefined ? "" : words.t("rail.open", { n: data.items.length })} />
      <div class="sheet sheet--cards">
        {isForbidden(failure) ? <Forbidden /> : <Failure failure={failure} old={data !== undefined} again={() => void reading.refresh()} />}
        {data === undefined ? failure === undefined ? <Skeleton rows={6} /> : null : <Cards key={key} data={data} none={none} />}
      </div>
    </>
  );
}

function Answered(): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const asked = askedOf(useHere().query, filters);
  const list = useList<Exception>(`questions answered ${JSON.stringify(asked)}`, {
    kind: "exception",
    page: (after, limit) => central.client.get("/v1/exceptions", { ...asked, status: ["resolved"], sort: "-updated_at", limit, total: after === "", ...(after === "" ? {} : { after }) }),
  });
  return (
    <>
      <Head note={<Count list={list} />} />
      <Table list={list} label={words.t("questions.title")} columns={columns} to={(q) => ((q.asset_id ?? "") === "" ? { route: "exceptions", query: { answered: "true" } } : { route: "item", id: q.asset_id ?? "" })}
        empty={<Empty title={words.t("questions.none_answered")} text={words.t("questions.none_answered_text")} />} />
    </>
  );
}

const columns: readonly Column<Exception>[] = [
  { id: "number", title: "questions.number", width: "116px", cell: (q) => <Cut class="mono" text={q.number} /> },
  { id: "title", title: "questions.what", cell: (q) => <Title question={q} /> },
  { id: "answer", title: "questions.answer", width: "22%", rank: 2, cell: (q) => <Answer question={q} /> },
  { id: "when", title: "questions.when", width: "116px", right: true, cell: (q) => <span class="muted"><Moment at={q.answered_at ?? q.updated_at} kind="relative" /></span> },
];

function Title({ question }: { question: Exception }): JSX.Element {
  const words = useWords();
  return <Cut text={questionOf(question, words).title} />;
}

function Answer({ question }: { question: Exception }): JSX.Element {
  const words = useWords();
  return <Cut text={answerWord(question, question.answer ?? "", words)} />;
}
