import { signal } from "@preact/signals";
import { render } from "preact";
import "@fontsource-variable/archivo/wdth.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import { sentencesFor } from "@rms/shared/sentences";
import "@rms/shared/reset.css";
import "@rms/shared/tokens.css";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/frame.css";
import "./styles/shell.css";
import "./styles/controls.css";
import "./styles/over.css";
import "./styles/detail.css";
import "./styles/form.css";
import "./styles/table.css";
import "./styles/side.css";
import "./styles/today.css";
import "./styles/people.css";
import "./styles/kiosk.css";
import "./styles/stock.css";
import "./styles/bulk.css";
import "./styles/import.css";
import "./styles/order.css";
import "./styles/setup.css";
import "./styles/receive.css";
import "./styles/account.css";
import "./styles/user.css";
import { newClient } from "./api/client";
import { App } from "./app";
import { english, newWords } from "./i18n/words";
import { newRouter } from "./nav/router";
import { palette } from "./shell/shell";
import { isInside, newCentral } from "./state/central";
import { PageContext } from "./state/context";
import { bindKeys } from "./state/keys";
import { newLooks } from "./state/looks";

const tick = 5000;

const sleep = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, Math.max(0, ms)));

async function start(): Promise<void> {
  const now = Date.now;
  const central = newCentral({ client: newClient(), now, luck: Math.random, newKey: () => crypto.getRandomValues(new Uint32Array(4)).join("-"), sleep });
  const words = newWords({ sentences: await sentencesFor(location.search, english), zone: Intl.DateTimeFormat().resolvedOptions().timeZone, now });
  const clock = signal(now());
  setInterval(() => (clock.value = now()), tick);
  const root = document.getElementById("app");
  if (root === null) throw new Error("index.html has no #app");
  bindKeys(document, { palette: () => (palette.value = true), heard: () => isInside(central.session.value) });
  render(
    <PageContext.Provider value={{ central, router: newRouter(window), words, looks: newLooks(document.documentElement, localStorage), clock }}>
      <App />
    </PageContext.Provider>,
    root,
  );
  await central.follow(new AbortController().signal);
}

void start();
