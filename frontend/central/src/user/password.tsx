import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { passwordHint } from "../account/rules";
import { Secret } from "../account/secret";
import type { User } from "../api/types";
import { CheckField, FormBody, TextField, useForm } from "../form/fields";
import type { Form } from "../form/form";
import { sentencesOf } from "../i18n/words";
import { Part } from "../parts/detail";
import { useCentral, useRead, useWords } from "../state/context";
import { useSay } from "./edit";
import { proposal, valuesOf, type V } from "./values";

/** A password for somebody else: typed, or proposed by the page. */
export function Password({ form }: { form: Form<V> }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const rules = useRead("password rules", () => central.client.get("/v1/auth/password-rules"), []).data.value;
  const { hint } = passwordHint(words, rules);
  const propose = (): void => {
    form.set("password", proposal((n) => crypto.getRandomValues(new Uint8Array(n))));
    form.set("shown", true);
  };
  return (
    <div class="newpassword">
      <TextField form={form} name="password" label={words.t("users.password")} max={1024} wide mono {...(form.values.value.shown ? {} : { type: "password" as const })}
        {...(hint === undefined ? {} : { hint: sentencesOf(hint, words.t("users.refused")) })} />
      <div class="newpassword__ways">
        <button type="button" class="button" onClick={propose}>{words.t("users.propose")}</button>
        <CheckField form={form} name="shown" label={words.t("setup.show")} />
      </div>
    </div>
  );
}

/** A new password for who has lost the old one. All log-ins of the account end with it. */
export function GivePassword({ user }: { user: User }): JSX.Element {
  const words = useWords();
  const [doing, setDoing] = useState<"set" | { password: string } | undefined>(undefined);
  const idle = (): void => setDoing(undefined);
  return (
    <Part title={words.t("login.password")}>
      {doing === undefined ? (
        <>
          <p class="muted">{words.t("users.password_text")}</p>
          <div class="part__ways"><button type="button" class="button" onClick={() => setDoing("set")}>{words.t("users.give")}</button></div>
        </>
      ) : doing === "set" ? <Give user={user} idle={idle} done={(password) => setDoing({ password })} />
        : <Secret title={words.t("users.new_password", { name: user.name })} text={words.t("users.hand_over", { login: user.login })} secret={doing.password} done={idle} />}
    </Part>
  );
}

function Give({ user, idle, done }: { user: User; idle: () => void; done: (password: string) => void }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const { id } = user;
  const path = "/v1/users/{id}/password";
  const form = useForm<V, User>(`password of ${id}`, {
    from: valuesOf(user), rev: user.rev, needs: { password: words.t("users.need_password") },
    save: (v, { key, rev }) => central.client.post(path, { password: v.password }, { id, key, rev }),
    done(_saved, _before, { password }) {
      central.newsroom.touch(`user/${id}`);
      central.newsroom.touch("session/");
      done(password);
    },
    async current() {
      const now = await central.client.get("/v1/users/{id}", undefined, { id });
      return { values: valuesOf(now), rev: now.rev };
    },
  });
  return (
    <FormBody form={form} label={words.t("login.password")} submit={words.t("users.give")} cancel={idle} say={useSay()}>
      <Password form={form} />
    </FormBody>
  );
}
