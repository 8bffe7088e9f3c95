import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Access, Person } from "../api/types";
import { FormBody, TextField, useForm } from "../form/fields";
import { Link } from "../nav/link";
import type { To } from "../nav/router";
import { Moment, Sign } from "../parts/basics";
import { Part } from "../parts/detail";
import { Sure } from "../parts/sure";
import { useCentral, useWords } from "../state/context";
import { isPIN } from "./values";

const path = "/v1/people/{id}/pin";

/** Whether a PIN is set, and since when. It is never shown: only set, set anew, or taken away. */
export function PIN({ person, access, self }: { person: Person; access: Access; self: To }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const [doing, setDoing] = useState<"set" | "remove" | undefined>(undefined);
  const { id, name } = person;
  const idle = (): void => setDoing(undefined);
  const homeless = (person.site_id ?? "") === "";

  async function remove(key: string): Promise<void> {
    await central.client.delete(path, undefined, { id, key });
    idle();
    central.toasts.say(words.t("pin.removed", { name }));
    central.newsroom.touch(`person/${id}`);
  }

  return (
    <Part title={words.t("pin.title")}>
      <div class="badges__one">
        {access.pin_set ? <Sign outcome="ok" word={words.t("pin.set")} /> : <span class="muted">{words.t("pin.none")}</span>}
        {access.pin_set && access.pin_set_at !== undefined ? <span class="badges__when">{words.t("pin.since")} <Moment at={access.pin_set_at} kind="moment" /></span> : null}
      </div>
      {doing === "set" ? <SetPIN person={person} idle={idle} /> : null}
      {doing === "remove" ? <Sure text={words.t("pin.remove_sure", { name })} label={words.t("pin.remove")} run={remove} keep={idle} /> : null}
      {homeless ? <p class="muted">{words.t("pin.needs_site")} <Link to={{ ...self, query: { ...self.query, do: "edit" } }} how="replace" class="link-text">{words.t("pin.give_site")}</Link></p> : null}
      {doing === undefined && person.archived !== true ? (
        <div class="minted__ways">
          {homeless ? null : <button type="button" class="button" onClick={() => setDoing("set")}>{words.t(access.pin_set ? "pin.change" : "pin.give")}</button>}
          {access.pin_set ? <button type="button" class="button button--quiet" onClick={() => setDoing("remove")}>{words.t("pin.remove")}</button> : null}
        </div>
      ) : null}
    </Part>
  );
}

type V = Record<"pin" | "again", string>;

function SetPIN({ person, idle }: { person: Person; idle: () => void }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const { id, name } = person;
  const form = useForm<V, undefined>(`pin ${id}`, {
    from: { pin: "", again: "" }, rev: 0, needs: { pin: words.t("pin.need"), again: words.t("pin.need_again") },
    check: (v) => (!isPIN(v.pin) ? { pin: words.t("pin.need") } : v.pin === v.again ? {} : { again: words.t("pin.differs") }),
    save: (v, { key }) => central.client.put(path, { pin: v.pin }, { id, key }),
    done() {
      idle();
      central.toasts.say(words.t("pin.saved", { name }));
      central.newsroom.touch(`person/${id}`);
    },
  });
  return (
    <FormBody form={form} label={words.t("pin.title")} submit={words.t("form.save")} cancel={idle} say={(field) => ({ label: field, value: "" })}>
      <TextField form={form} name="pin" label={words.t("pin.digits")} hint={words.t("pin.hint")} max={8} digits type="password" first />
      <TextField form={form} name="again" label={words.t("pin.again")} max={8} digits type="password" />
    </FormBody>
  );
}
