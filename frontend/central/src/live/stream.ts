import { LostError } from "@rms/shared/reply";
import { ProblemError, type Client } from "../api/client";
import type { CloudEvent } from "../api/types";
import type { Feed } from "./feed";
import type { News } from "./news";
import { newFramer } from "./sse";

/** Central says that it is there every few seconds: one that is silent for so long is gone. */
const silentMs = 45_000;
/** What stands between may hold a stream back until it ends: one that does not begin within this is not used. */
const beginMs = 4000;

/**
 * News as central sends them. Where a stream cannot be had (refused, or held back on the way) the page asks and waits
 * instead, until it is loaded anew.
 */
export function newStream(client: Client, poll: Feed, sleep: (ms: number) => Promise<void>): Feed {
  let reader: ReadableStreamDefaultReader<string> | undefined;
  let framer = newFramer();
  let last = "";
  let polls = false;

  async function next(ms: number): Promise<string> {
    if (reader === undefined) throw new LostError("no stream");
    const silent = sleep(ms).then((): { done: true; value: undefined } => ({ done: true, value: undefined }));
    const { done, value } = await Promise.race([reader.read().catch((cause: unknown) => Promise.reject(new LostError(cause))), silent]);
    if (!done) return value;
    void reader.cancel().catch(() => undefined); // it is over either way
    reader = undefined;
    throw new LostError("the stream ended");
  }

  /** What frames say; the last id is where the page comes back in. */
  function newsOf(piece: string): { open: boolean; ended: boolean; news: News } {
    let open = false;
    let ended = false;
    let all = false;
    const events: CloudEvent[] = [];
    for (const { name, id, data } of framer(piece)) {
      if (id !== "") last = id;
      if (name === "open") open = true;
      else if (name === "end") ended = true;
      else if (name === "reset") all = true;
      else if (name === "" && data !== "") events.push(JSON.parse(data) as CloudEvent);
    }
    return { open, ended, news: all ? "all" : events };
  }

  return {
    async begin(stop) {
      if (polls) return poll.begin(stop);
      try {
        const body = await client.stream("/v1/events/stream", last === "" ? {} : { after: last }, { signal: stop });
        reader = body.pipeThrough(new TextDecoderStream()).getReader();
        framer = newFramer();
      } catch (cause) {
        if (!(cause instanceof ProblemError) || cause.problem.status === 401) throw cause;
        polls = true;
        return poll.begin(stop);
      }
      try {
        for (let open = false; !open; ) ({ open } = newsOf(await next(beginMs)));
      } catch (cause) {
        if (stop.aborted) throw cause;
        polls = true; // it is held back on the way, or cut at once
        await poll.begin(stop);
      }
    },
    async turn(stop) {
      if (polls) return poll.turn(stop);
      const { ended, news } = newsOf(await next(silentMs));
      if (ended) await this.begin(stop); // central has said why, and says it again to who asks: a session that is over, for one
      return news;
    },
  };
}
