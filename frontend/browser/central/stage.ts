import type { Page, Route as Request } from "playwright-core";
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

async function reply(request: Request, data: Reply | ((url: URL) => Reply)): Promise<void> {
  const said = typeof data === "function" ? data(new URL(request.request().url())) : data;
  if (said === "hang") return;
  if (said === "lost") return request.abort("connectionrefused");
  if (said instanceof Refusal) {
    return request.fulfill({ status: said.problem.status, contentType: "application/problem+json", body: JSON.stringify(said.problem) });
  }
  return request.fulfill({ json: said });
}

function fits(pattern: string, path: string): boolean {
  const wanted = pattern.split("/");
  const parts = path.split("/");
  return wanted.length === parts.length && wanted.every((w, i) => w === "{id}" || w === parts[i]);
}

/** Answers /v1 from fixtures, the whole names before those with holes. The page's event rms-cut takes the network away. */
export async function answerCentral(page: Page, changes: Api): Promise<void> {
  const api = { ...base, ...changes };
  let gone = false;
  const waiting: Request[] = [];
  await page.exposeFunction("rmsCut", async () => {
    gone = true;
    await fetch(new URL("/cut", page.url()));
    await Promise.all(waiting.splice(0).map((r) => r.abort("connectionrefused")));
  });
  await page.addInitScript(() => window.addEventListener("rms-cut", () => void (window as unknown as { rmsCut(): Promise<void> }).rmsCut()));
  await page.route("**/v1/**", async (request) => {
    const url = new URL(request.request().url());
    if (gone) return request.abort("connectionrefused");
    const asked = `${request.request().method()} ${url.pathname}`;
    if (asked === "GET /v1/events/stream") return api["GET /v1/events"] instanceof Refusal ? reply(request, api["GET /v1/events"]) : request.continue(); // the server of the page holds it open
    if (asked === "GET /v1/events") {
      if (url.searchParams.get("wait") === "0") return request.fulfill({ json: f.noEvents });
      if (api["GET /v1/events"] === "hang") waiting.push(request);
      return reply(request, api["GET /v1/events"] ?? "hang");
    }
    const key = asked in api ? asked : Object.keys(api).find((k) => fits(k, asked));
    const answer = key === undefined ? undefined : api[key];
    return answer === undefined ? request.fulfill({ status: 404, contentType: "application/problem+json", body: JSON.stringify(f.problems.gone) }) : reply(request, answer);
  });
}
