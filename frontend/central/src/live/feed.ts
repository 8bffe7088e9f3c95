import type { Client } from "../api/client";
import type { News } from "./news";

/** How news come from central. A turn ends with news, or empty after a while; it fails like any reading. */
export interface Feed {
  /** Begins at now: the page wants news, not the years before it. */
  begin(stop: AbortSignal): Promise<void>;
  turn(stop: AbortSignal): Promise<News>;
}

const pollSeconds = 25;
const most = 500;

/** Asks and waits, again and again. */
export function newPoll(client: Client): Feed {
  let after = 0;
  return {
    async begin(stop) {
      after = (await client.get("/v1/events", { after: 0, limit: 1, wait: 0 }, { signal: stop })).head;
    },
    async turn(stop) {
      const page = await client.get("/v1/events", { after, limit: most, wait: pollSeconds }, { signal: stop });
      after = page.next;
      return page.events;
    },
  };
}
