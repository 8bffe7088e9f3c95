import type { JSX } from "preact";
import type { Access, Person } from "../api/types";
import type { To } from "../nav/router";
import { Sign } from "../parts/basics";
import { Part } from "../parts/detail";
import { Icon } from "../parts/icons";
import { useWords } from "../state/context";
import { Badges } from "./badge";
import { PIN } from "./pin";
import { held, lacking, type Group } from "./values";

interface Props {
  person: Person;
  /** Undefined where it may not be read, or has not been. */
  access: Access | undefined;
  may: boolean;
  self: To;
}

/** What a person may do at a kiosk, and what lets him do it: badges and a PIN. */
export function AtDocks({ person, access, may, self }: Props): JSX.Element {
  const words = useWords();
  return (
    <>
      <Part title={words.t("people.at_kiosks")}>
        <p class="muted">{words.t(person.archived === true ? "people.archived_may" : "people.all_may")}</p>
        <Rights group="badge" person={person} access={access} />
        <Rights group="pin" person={person} access={access} />
      </Part>
      {may ? <Badges person={person} /> : null}
      {may && access !== undefined ? <PIN person={person} access={access} self={self} /> : null}
    </>
  );
}

/** The rights of one group that somebody has, and what they lack to work. */
function Rights({ group, person, access }: { group: Group; person: Person; access: Access | undefined }): JSX.Element | null {
  const words = useWords();
  const rights = held(person.capabilities ?? [], group);
  if (rights.length === 0) return group === "pin" ? null : <p>{words.t("people.may_no_more")}</p>;
  const missing = access === undefined || person.archived === true ? undefined : lacking(group, access);
  return (
    <div class="granted">
      <p class="granted__how">{words.t(`granted.${group}`)}</p>
      <ul class="granted__list">{rights.map((r) => <li key={r}><Icon name="check" />{words.t(`right.${r}`)}</li>)}</ul>
      {missing === undefined ? null : <Sign outcome="look" word={words.t(`lacks.${missing}`)} />}
    </div>
  );
}
