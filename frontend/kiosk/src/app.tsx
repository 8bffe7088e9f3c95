import { useEffect } from "preact/hooks";
import type { JSX } from "preact";
import { BottomBar } from "./parts/bottombar";
import { DemoStrip } from "./parts/demostrip";
import { EntryLine } from "./parts/entryline";
import { Notice } from "./parts/notice";
import { Skeleton } from "./parts/skeleton";
import { TopBar } from "./parts/topbar";
import { Button } from "./parts/button";
import { DeskFrame, Working } from "./screens/desk";
import { Digits } from "./screens/digits";
import { Enrol } from "./screens/enrol";
import { Find } from "./screens/find";
import { HealthScreen } from "./screens/health";
import { Idle } from "./screens/idle";
import { InboxScreen } from "./screens/inbox";
import { NewOrder } from "./screens/draft";
import { HereScreen, OrderScreen, PassportScreen } from "./screens/passport";
import { Tray } from "./screens/tray";
import { When } from "./screens/when";
import { Recents } from "./parts/recents";
import type { Player } from "./sound/player";
import { useKiosk, useWords } from "./state/context";
import type { Route } from "./state/view";
import type { Wedge } from "./wedge/dom";

interface Tools {
  wedge: Wedge;
  player: Player;
}

/** Nothing has been read yet, or the program does not answer. */
function Starting(): JSX.Element {
  const kiosk = useKiosk();
  const words = useWords();
  if (!kiosk.desk.failed.value && !kiosk.status.failed.value) return <Skeleton rows={6} />;
  const stranger = kiosk.stranger.value;
  return (
    <Notice drawing="computer" title={words.t(stranger ? "start.stranger" : "start.failed")} text={words.t(stranger ? "start.stranger_text" : "start.failed_text")}>
      <Button class="notice__button" onPress={() => void kiosk.refreshAll()}>
        {words.t("state.try_again")}
      </Button>
    </Notice>
  );
}

function Answered(): JSX.Element {
  const kiosk = useKiosk();
  const tray = kiosk.desk.data.value?.tray_n ?? 0;
  return (
    <DeskFrame>
      {tray > 0 ? (
        <Button class="traytile traytile--wide" onPress={() => (kiosk.view.value = { at: "tray" })}>
          {kiosk.words.value.t("tray.open", { n: tray })}
        </Button>
      ) : null}
      <Recents />
    </DeskFrame>
  );
}

/** Every route has its screen: a route without one does not compile. */
const screens: Record<Route, (tools: Tools) => JSX.Element> = {
  starting: () => <Starting />,
  enrol: () => <Enrol />,
  idle: () => <Idle />,
  answer: () => <Answered />,
  passport: () => <PassportScreen />,
  here: () => <HereScreen />,
  order: () => <OrderScreen />,
  out: () => <Working />,
  in: () => <Working />,
  move: () => <Working />,
  new_order: () => <NewOrder />,
  pin: ({ wedge }) => <Digits wedge={wedge} />,
  quantity: ({ wedge }) => <Digits wedge={wedge} />,
  find: ({ wedge }) => <FindView wedge={wedge} />,
  when: () => <WhenView />,
  tray: () => <Tray />,
  inbox: () => <InboxScreen />,
  health: ({ player }) => <HealthScreen player={player} />,
};

function FindView({ wedge }: { wedge: Wedge }): JSX.Element | null {
  const view = useKiosk().view.value;
  return view.at === "find" ? <Find of={view.of} wedge={wedge} key={view.of} /> : null;
}

function WhenView(): JSX.Element | null {
  const view = useKiosk().view.value;
  return view.at === "when" ? <When of={view.of} /> : null;
}

export function App(tools: Tools): JSX.Element {
  const kiosk = useKiosk();
  const route = kiosk.route.value;
  const Screen = screens[route];
  useEffect(() => {
    const leave = (e: KeyboardEvent): void => {
      if (e.key === "Escape") kiosk.back(); // the wedge keeps it while something is being typed
    };
    document.addEventListener("keydown", leave);
    return () => document.removeEventListener("keydown", leave);
  }, [kiosk]);
  return (
    <div class="app" data-route={route}>
      <TopBar />
      <main class="main">
        <Screen {...tools} />
        <EntryLine />
      </main>
      <DemoStrip wedge={tools.wedge} />
      <BottomBar />
    </div>
  );
}
