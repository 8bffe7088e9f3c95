import type { Resource } from "@rms/shared/resource";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { OneSession } from "../account/session";
import { OneToken } from "../account/tokens";
import { ordered } from "../account/values";
import type { User } from "../api/types";
import { Skeleton } from "../parts/basics";
import { Part } from "../parts/detail";
import { Failure } from "../parts/failure";
import { Sure } from "../parts/sure";
import { useCentral, useRead, useWords } from "../state/context";

/** Where an account is logged in; each log-in can be ended, or all of them. */
export function Sessions({ user, own }: { user: User; own: boolean }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const [ending, setEnding] = useState(false);
  const { id: user_id, name } = user;
  const reading = useRead(`sessions of ${user_id}`, () => central.client.get("/v1/sessions", { user_id }), ["session/", `user/${user_id}`]);
  const open = reading.data.value?.items ?? [];
  const some = open.filter((s) => !s.current).length > 0;
  const label = words.t(own ? "account.end_others" : "users.end_all");

  async function end(): Promise<void> {
    const { ended } = await central.client.post("/v1/sessions/revoke-others", { user_id });
    setEnding(false);
    central.newsroom.touch("session/");
    central.toasts.say(words.t("users.ended", { n: ended, name }));
  }

  return (
    <Part title={words.t("users.sessions")} file={open.length === 0 ? undefined : { path: "/v1/sessions.csv", asked: { user_id } }}>
      <Read reading={reading} none={words.t("users.no_sessions")} empty={open.length === 0}>
        <ul class="rowlist rowlist--part">{open.map((s) => <OneSession key={s.id} session={s} named={false} />)}</ul>
      </Read>
      {!some ? null : ending ? <Sure text={words.t(own ? "account.others_sure" : "users.end_sure", { name })} label={label} run={end} keep={() => setEnding(false)} />
        : <div class="part__ways"><button type="button" class="button" onClick={() => setEnding(true)}>{label}</button></div>}
    </Part>
  );
}

/** The tokens of somebody's programs; an admin may revoke them, and makes none in another's name. */
export function Tokens({ user }: { user: User }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const { id: user_id } = user;
  const reading = useRead(`tokens of ${user_id}`, () => central.client.get("/v1/tokens", { user_id, limit: 200 }), ["token/", `user/${user_id}`]);
  const all = reading.data.value?.items ?? [];
  return (
    <Part title={words.t("users.tokens")} file={all.length === 0 ? undefined : { path: "/v1/tokens.csv", asked: { user_id } }}>
      <Read reading={reading} none={words.t("users.no_tokens")} empty={all.length === 0}>
        <ul class="rowlist rowlist--part">{ordered(all).map((t) => <OneToken key={t.id} token={t} />)}</ul>
      </Read>
    </Part>
  );
}

interface ReadProps {
  reading: Resource<unknown>;
  none: string;
  empty: boolean;
  children: JSX.Element;
}

function Read({ reading, none, empty, children }: ReadProps): JSX.Element {
  const known = reading.data.value !== undefined;
  const failure = reading.failure.value;
  return (
    <>
      <Failure failure={failure} old={known} again={() => void reading.refresh()} />
      {!known ? failure === undefined ? <Skeleton rows={2} /> : null : empty ? <p class="muted">{none}</p> : children}
    </>
  );
}
