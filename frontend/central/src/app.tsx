import { useLate } from "@rms/shared/late";
import { OutcomeIcon } from "@rms/shared/outcomes";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Login, Mark } from "./panels/login";
import { SetupPage } from "./setup/page";
import { Shell } from "./shell/shell";
import { isInside, type Session } from "./state/central";
import { useCentral, useHere, useNow, useRouter, useWords } from "./state/context";

/** What all of it stands in: who is nobody logs in, who is somebody has the pages. */
export function App(): JSX.Element {
  const central = useCentral();
  const router = useRouter();
  const here = useHere();
  const session = central.session.value;
  const inside = isInside(session);
  const outside = here.route === "setup" ? "setup" : "login";
  useEffect(() => {
    if (inside && (here.route === "login" || here.route === "setup")) router.go({ route: here.route === "setup" ? "checklist" : "today" }, "replace");
  }, [inside, here.route]);
  return (
    <div class="app" data-route={inside ? here.route : session.state === "asking" ? "asking" : outside}>
      {central.info.value?.demo === true ? <DemoBand /> : null}
      <LinkBar />
      {session.state === "asking" ? <Starting /> : session.state === "in" ? <Inside session={session} /> : outside === "setup" ? <SetupPage /> : <Login why={session.why} kept={false} />}
    </div>
  );
}

/** The pages; beneath the log-in once the session is over, so that the same person goes on where they stopped. */
function Inside({ session: { me, over } }: { session: Session & { state: "in" } }): JSX.Element {
  const router = useRouter();
  return (
    <>
      <Shell key={me.user_id} under={over !== undefined} />
      {over === undefined ? null : <Login why={over} kept={router.held()} />}
    </>
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
  const known = central.session.value.state === "in";
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
