import type { Page } from "playwright-core";
import routes from "../../central/src/routes.json";
import { longName } from "../lengthen";
import * as f from "./fixtures";
import { Refusal, type Api, type Reply } from "./stage";

export type Route = keyof typeof routes;

export interface CentralState {
  name: string;
  /** Where it is, when that is not the path of the route. */
  at?: string;
  /** What the page says it is, when that is not the route. */
  shows?: string;
  api: Api;
  open?: (page: Page) => Promise<unknown>;
  pseudo?: boolean;
  failing?: boolean;
}

export const refuse = (problem: (typeof f.problems)[keyof typeof f.problems]): Refusal => new Refusal(problem);

export const press = (selector: string) => async (page: Page): Promise<void> => {
  await page.locator(selector).first().click();
  await page.mouse.move(0, 0);
};

/** After the first picture central stops answering. */
export async function cut(page: Page): Promise<void> {
  await page.evaluate(() => window.dispatchEvent(new Event("rms-cut")));
  await page.waitForSelector(".offline");
}

const stretch = (text: string): string => `${text} ${longName}`.slice(0, 60);
const names = new Set(["name", "login", "person", "kiosk", "place", "item", "other_person", "other_kiosk", "other_place", "tag", "serial", "maker", "address", "person_name", "job_title", "requester_name", "title", "company_name", "holder", "file_name", "header", "created_by_name", "item_type", "by", "changed_by", "site"]);
export const long = (value: unknown): unknown => {
  if (typeof value === "string") return stretch(value);
  if (Array.isArray(value)) return value.map((v: unknown) => (typeof v === "string" ? v : long(v)));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]: [string, unknown]) => {
    if (typeof v === "string" && names.has(k)) return [k, stretch(v)];
    if (k === "queue_depth" || k === "things" || (k === "count" && typeof v === "number")) return [k, 9999];
    if (k === "total") return [k, 100_000];
    return [k, typeof v === "string" ? v : long(v)];
  }));
};

/** The same answers with 60-character names and the largest counts. */
export function lengthen(api: Api): Api {
  return Object.fromEntries(Object.entries(api).map(([key, said]) => [key, key.startsWith("GET /v1/auth") || said instanceof Refusal || typeof said === "string" ? said : typeof said === "function" ? (url: URL) => long(said(url)) as Reply : (long(said) as Reply)]));
}

const everything: Api = { ...f.shell, "GET /v1/kiosks": f.list([...f.kiosks, ...f.kiosksBad]) };
/** Everything with its longest words. */
export const longest: Api = { ...lengthen(everything), "GET /v1/info": { ...f.info, demo: true }, "GET /v1/auth/me": { ...f.me, name: stretch(f.me.name) } };

interface ListPage {
  /** What is read: "GET /v1/…". */
  reads: string;
  /** More readings that fail, wait or are refused with it. */
  also?: readonly string[];
  full?: Api;
  /** Who may not add: nobody who only looks. */
  at?: string;
}

/** The states that every page has: full, empty, loading, error, offline, forbidden, a viewer's, and the longest words. */
export function standard({ reads, also = [], full = {}, at }: ListPage): CentralState[] {
  const all = (said: Reply): Api => Object.fromEntries([reads, ...also].map((k) => [k, said]));
  const here = at === undefined ? {} : { at };
  return [
    { name: "full", api: full, ...here },
    { name: "empty", api: all(f.list([])), ...here },
    { name: "viewer", api: { ...full, "GET /v1/auth/me": f.viewer }, ...here },
    { name: "loading", api: all("hang"), ...here },
    { name: "error", api: all(refuse(f.problems.broken)), failing: true, ...here },
    { name: "forbidden", api: all(refuse(f.problems.forbidden)), failing: true, ...here },
    { name: "offline", api: full, open: cut, failing: true, ...here },
    { name: "longest", api: longest, pseudo: true, ...here },
  ];
}

/** The states of a page of one row: without "empty", for there is a row or none. */
export function standardOne(of: ListPage & { at: string }): CentralState[] {
  return [...standard(of).filter((s) => s.name !== "empty"), { name: "gone", at: of.at, api: { [of.reads]: refuse(f.problems.gone) }, failing: true }];
}
