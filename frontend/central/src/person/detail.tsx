import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Access, Person } from "../api/types";
import { Link } from "../nav/link";
import type { To } from "../nav/router";
import { Archive } from "../parts/archive";
import { Empty, Moment, Skeleton } from "../parts/basics";
import { Changes } from "../parts/changes";
import { Detail, Line, Lines } from "../parts/detail";
import { Failure, isGone } from "../parts/failure";
import { Icon } from "../parts/icons";
import { RemoveSure, Sure } from "../parts/sure";
import { useCentral, useHere, useRead, useWords } from "../state/context";
import { AtDocks } from "./access";
import { EditPerson, path } from "./edit";
import { Holds } from "./holds";
import { inputOf, valuesOf } from "./values";

/** One person: what is in his hands, what he may do at a kiosk, and what lets him in there. */
export function PersonDetail({ id, close }: { id: string; close: To }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const { query } = useHere();
  const may = central.may("put_people");
  const reading = useRead(`person ${id}`, () => central.client.get(path, undefined, { id }), [`person/${id}`]);
  const access = useRead(`access ${id}`, async () => (may ? central.client.get("/v1/people/{id}/access", undefined, { id }) : undefined), [`person/${id}`, "badge/", "pin/"]);
  const person = reading.data.value;
  const failure = reading.failure.value;
  if (person === undefined) {
    return (
      <Detail title={words.t(isGone(failure) ? "people.gone" : "people.single")} close={close}>
        {failure === undefined ? <Skeleton rows={8} /> : isGone(failure) ? <Empty title={words.t("people.gone")} text={words.t("people.gone_text")} /> : <Failure failure={failure} old={false} again={() => void reading.refresh()} />}
      </Detail>
    );
  }
  const { do: doing, ...rest } = query;
  const self: To = { route: "person", id, query: rest };
  if (doing === "edit" && may) {
    return <Detail title={person.name} over={person.job_title ?? ""} close={close}><EditPerson person={person} close={self} /></Detail>;
  }
  return (
    <Shown key={id} person={person} access={access.data.value} may={may} self={self} close={close}>
      <Failure failure={failure ?? access.failure.value} old again={() => void (failure === undefined ? access : reading).refresh()} />
    </Shown>
  );
}

interface ShownProps {
  person: Person;
  access: Access | undefined;
  may: boolean;
  self: To;
  close: To;
  children: JSX.Element;
}

function Shown({ person, access, may, self, close, children }: ShownProps): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const [asking, setAsking] = useState<"archive" | "remove" | undefined>(undefined);
  const { id, name } = person;
  const subject = `person/${id}`;
  const archived = person.archived === true;
  const put = (away: boolean, rev: number, key = central.newKey()): Promise<Person> => central.client.put(path, { ...inputOf(valuesOf(person)), archived: away }, { id, key, rev });
  const badges = access?.badges ?? 0;
  const actions = (
    <>
      {archived || badges === 0
        ? <Archive subject={subject} name={name} archived={archived} rev={person.rev} put={put} />
        : <button type="button" class="button button--quiet" onClick={() => setAsking("archive")}>{words.t("archive.do")}</button>}
      <button type="button" class="button button--quiet" onClick={() => setAsking("remove")}>{words.t("remove.do")}</button>
      <Link to={{ ...self, query: { ...self.query, do: "edit" } }} how="replace" class="button"><Icon name="edit" />{words.t("panel.edit")}</Link>
    </>
  );

  // Badges do not come back with their owner: that is said before, not after.
  async function archive(key: string): Promise<void> {
    const saved = await put(true, person.rev, key);
    setAsking(undefined);
    central.toasts.say(words.t("toast.archived", { name }), {
      async undo() {
        await put(false, saved.rev);
        central.newsroom.touch(subject);
      },
    });
    central.newsroom.touch(subject);
  }

  return (
    <Detail title={name} over={person.job_title ?? ""} close={close} actions={may && asking === undefined ? actions : undefined}>
      {children}
      {asking === "archive" ? <Sure text={words.t("people.archive_sure", { n: badges })} label={words.t("archive.do")} run={archive} keep={() => setAsking(undefined)} /> : null}
      {asking === "remove"
        ? <RemoveSure name={name} subject={subject} gone={close} keep={() => setAsking(undefined)} remove={(key) => central.client.delete(path, undefined, { id, key, rev: person.rev })} />
        : null}
      <Facts person={person} />
      <Holds id={id} />
      <AtDocks person={person} access={access} may={may} self={self} />
      <Changes of="person" id={id} />
    </Detail>
  );
}

function Facts({ person }: { person: Person }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const site = central.rows.find("place", person.site_id);
  const company = central.rows.find("company", person.company_id);
  const { email = "", phone = "" } = person;
  return (
    <Lines>
      <Line name={words.t("archive.sign")}>{person.archived === true ? words.t("form.yes") : ""}</Line>
      <Line name={words.t("people.company")}>{company === undefined ? "" : <Link to={{ route: "people", query: { company_id: company.id } }} class="link-text">{company.name}</Link>}</Line>
      <Line name={words.t("people.site")}>{site === undefined ? "" : <Link to={{ route: "place", id: site.id }} class="link-text">{site.name}</Link>}</Line>
      <Line name={words.t("people.email")}>{email === "" ? "" : <a href={`mailto:${email}`} class="link-text">{email}</a>}</Line>
      <Line name={words.t("people.phone")}>{phone === "" ? "" : <a href={`tel:${phone.replace(/\s+/g, "")}`} class="link-text">{phone}</a>}</Line>
      <Line name={words.t("row.created")}><Moment at={person.created_at} kind="when" /></Line>
    </Lines>
  );
}
