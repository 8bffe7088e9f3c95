import type { IncomingMessage, ServerResponse } from "node:http";
import type { Page } from "playwright-core";
import type { Problem } from "../../central/src/api/types";
import * as f from "./fixtures";
import { accountReads } from "./account-rows";
import { userReads } from "./user-rows";

/** Central says no. */
export class Refusal {
  constructor(readonly problem: Problem) {}
}

/** What the fixture server answers: data, a problem, never, or nothing at all; or one of them by the address. */
export type Reply = object | Refusal | "hang" | "lost";
export type Api = Readonly<Record<string, Reply | ((url: URL) => Reply)>>;

/** What central answers when a state says nothing else: "METHOD /path" with {id} for one part of it. */
export const base: Api = { ...f.shell, ...accountReads, ...userReads };

function fits(pattern: string, path: string): boolean {
  const wanted = pattern.split("/");
  const parts = path.split("/");
  return wanted.length === parts.length && wanted.every((w, i) => w === "{id}" || w === parts[i]);
}

/** Whole names go before those with holes. */
function find(api: Api, asked: string): Api[string] | undefined {
  const key = asked in api ? asked : Object.keys(api).find((k) => fits(k, asked));
  return key === undefined ? undefined : api[key];
}

function json(res: ServerResponse, status: number, type: string, body: object): void {
  res.writeHead(status, { "Content-Type": type }).end(JSON.stringify(body));
}

/**
 * A central that answers from fixtures, one state after the other. It is a server and no interceptor of the page's requests, for
 * those take the browser's cache away, and with it what it has compiled.
 */
export class FixtureCentral {
  private api: Api = base;
  private gone = false;
  /** What is never answered, or not ended. */
  private readonly open = new Set<ServerResponse>();

  /** Begins a state. The page's event rms-cut takes the network away. */
  async begin(page: Page, changes: Api): Promise<void> {
    this.cut();
    this.api = { ...base, ...changes };
    this.gone = false;
    await page.exposeFunction("rmsCut", () => {
      this.gone = true;
      this.cut();
    });
    await page.addInitScript(() => window.addEventListener("rms-cut", () => void (window as unknown as { rmsCut(): Promise<void> }).rmsCut()));
  }

  private cut(): void {
    for (const res of this.open) res.destroy();
    this.open.clear();
  }

  answer(req: IncomingMessage, res: ServerResponse, url: URL): void {
    req.resume();
    const asked = `${req.method} ${url.pathname}`;
    if (this.gone) res.destroy();
    else if (asked === "GET /v1/events/stream") this.stream(res, url);
    else if (asked === "GET /v1/events") this.reply(res, url.searchParams.get("wait") === "0" ? f.noEvents : (this.api[asked] ?? "hang"), url);
    else this.reply(res, find(this.api, asked) ?? new Refusal(f.problems.gone), url);
  }

  /** The live stream begins, and then nothing happens until it is cut. */
  private stream(res: ServerResponse, url: URL): void {
    const events = this.api["GET /v1/events"];
    if (events instanceof Refusal) return this.reply(res, events, url);
    this.open.add(res.writeHead(200, { "Content-Type": "text/event-stream" }));
    res.write("event: open\nid: 1\ndata: {}\n\n");
  }

  private reply(res: ServerResponse, data: Api[string], url: URL): void {
    const said = typeof data === "function" ? data(url) : data;
    if (said === "hang") this.open.add(res);
    else if (said === "lost") res.destroy();
    else if (said instanceof Refusal) json(res, said.problem.status, "application/problem+json", said.problem);
    else json(res, 200, "application/json", said);
  }
}
