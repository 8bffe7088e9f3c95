import type { Page, Route as Request } from "playwright-core";
import type { EnrolmentCode, Events, Exception, Facts, Info, Kiosk, Me, Place, Problem } from "../central/src/api/types";
import * as f from "./central-fixtures";

/** Central says no. */
export class Refusal {
  constructor(readonly problem: Problem) {}
}

/** What the fixture server answers: data, a problem, never, or nothing at all. */
export type Reply<T> = T | Refusal | "hang" | "lost";

export interface CentralApi {
  info: Reply<Info>;
  me: Reply<Me>;
  login: Reply<{ token: string; me: Me }>;
  facts: Reply<Facts>;
  questions: Reply<{ items: Exception[] }>;
  kiosks: Reply<{ items: Kiosk[] }>;
  sites: Reply<{ items: Place[] }>;
  events: Reply<Events>;
  resolve: Reply<Exception>;
  code: Reply<EnrolmentCode>;
}

export const centralBase: CentralApi = {
  info: f.info, me: f.me, login: { token: "t", me: f.me }, facts: { items: f.facts.items.slice(0, 16) }, questions: { items: f.questions }, kiosks: { items: f.kiosks }, sites: { items: f.sites },
  events: "hang", resolve: "hang", code: "hang",
};

async function reply<T extends object>(request: Request, data: Reply<T>): Promise<void> {
  if (data === "hang") return;
  if (data === "lost") return request.abort("connectionrefused");
  if (data instanceof Refusal) {
    return request.fulfill({ status: data.problem.status, contentType: "application/problem+json", body: JSON.stringify(data.problem) });
  }
  return request.fulfill({ json: data });
}

/** Answers /v1 from fixtures. The page's event rms-cut takes the network away. */
export async function answerCentral(page: Page, changes: Partial<CentralApi>): Promise<void> {
  const api = { ...centralBase, ...changes };
  let gone = false;
  const waiting: Request[] = [];
  await page.exposeFunction("rmsCut", async () => {
    gone = true;
    await Promise.all(waiting.splice(0).map((r) => r.abort("connectionrefused")));
  });
  await page.addInitScript(() => window.addEventListener("rms-cut", () => void (window as unknown as { rmsCut(): Promise<void> }).rmsCut()));
  const names: Readonly<Record<string, keyof CentralApi>> = {
    "/v1/info": "info", "/v1/auth/me": "me", "/v1/auth/login": "login", "/v1/facts": "facts", "/v1/exceptions": "questions", "/v1/kiosks": "kiosks",
    "/v1/places": "sites", "/v1/kiosks/enrolment-codes": "code",
  };
  await page.route("**/v1/**", async (request) => {
    const url = new URL(request.request().url());
    if (gone) return request.abort("connectionrefused");
    if (url.pathname === "/v1/events") {
      if (url.searchParams.get("wait") === "0") return request.fulfill({ json: f.noEvents });
      if (api.events === "hang") waiting.push(request);
      return reply(request, api.events);
    }
    if (url.pathname.endsWith("/resolve")) return reply(request, api.resolve);
    const name = names[url.pathname];
    if (name === undefined) return request.fulfill({ status: 404, body: "" });
    return reply<object>(request, api[name]);
  });
}
