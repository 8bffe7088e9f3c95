import { render } from "preact";
import "@fontsource-variable/archivo/wdth.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import { sentencesFor } from "@rms/shared/sentences";
import "@rms/shared/reset.css";
import "@rms/shared/tokens.css";
import "./styles/base.css";
import "./styles/frame.css";
import "./styles/card.css";
import "./styles/side.css";
import "./styles/board.css";
import "./styles/pages.css";
import { App } from "./app";
import { signal } from "@preact/signals";
import { newClient, tokenFrom, type Reach } from "./api/client";
import { startHeartbeat } from "./api/heartbeat";
import { newKeeper } from "./api/unsent";
import { english } from "./i18n/words";
import { startPlayer, type Player } from "./sound/player";
import { bindKeys } from "./state/keys";
import { KioskContext } from "./state/context";
import { follow, newClock, newKiosk } from "./state/kiosk";
import type { Painted } from "./state/paintings";

const sleep = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms));

/** A message that is posted in a frame's callback comes after the frame was painted. */
const painted: Painted = (still, run) => {
  requestAnimationFrame(() => {
    if (!still()) return;
    const channel = new MessageChannel();
    channel.port1.onmessage = run;
    channel.port2.postMessage(0);
  });
};

/** The browser's storage; a browser that shuts it throws at the mere name. */
function storage(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}

async function start(): Promise<void> {
  // The printed address, pasted over an old one, differs in its fragment alone, which no browser loads anew.
  addEventListener("hashchange", () => location.reload());
  const reach = signal<Reach>("answers");
  const client = newClient("", tokenFrom(location.hash), (input, init) => fetch(input, init), (ended) => (reach.value = ended));
  let player: Player | undefined;
  const kiosk = newKiosk({
    client,
    reach,
    keeper: newKeeper(storage()),
    painted,
    now: newClock(5000).now,
    player: { play: (outcome) => player?.play(outcome) },
    sentences: await sentencesFor(location.search, english),
  });
  player = startPlayer((state) => (kiosk.sound.value = state));
  const wedge = bindKeys(document, kiosk, player);
  document.addEventListener("contextmenu", (e) => e.preventDefault());
  const root = document.getElementById("app");
  if (root === null) throw new Error("index.html has no #app");
  render(
    <KioskContext.Provider value={kiosk}>
      <App wedge={wedge} player={player} />
    </KioskContext.Provider>,
    root,
  );
  startHeartbeat(kiosk, () => location.reload());
  await follow(kiosk, new AbortController().signal, sleep);
}

void start();
