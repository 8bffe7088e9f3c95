import type { Job, JobInput, JobOrder, Place } from "../api/types";
import { instantOf, wallOf } from "../order/values";
import { minutesOf } from "../place/values";

export const statuses = ["planned", "active", "done"] as const;
export type JobStatus = (typeof statuses)[number];

export type V = Record<"name" | "site_id" | "company_id" | "company_name" | "place_id" | "status" | "start_day" | "start_time" | "end_day" | "end_time", string>;

type Hours = Pick<Place, "zone" | "opens_min" | "closes_min">;

const midnight = 24 * 60;

export const fresh: V = { name: "", site_id: "", company_id: "", company_name: "", place_id: "", status: "planned", start_day: "", start_time: "", end_day: "", end_time: "" };

/** A job as a form has it, its times by the clock of its site. */
export function valuesOf(j: Job, site: Hours): V {
  const zone = site.zone ?? "UTC";
  const [start, end] = hasWindow(j) ? [wallOf(j.window.start, zone), wallOf(j.window.end, zone)] : [undefined, undefined];
  return {
    name: j.name, site_id: j.site_id ?? "", company_id: j.company_id ?? "", company_name: j.company_id === undefined ? (j.company_name ?? "") : "", place_id: j.place_id ?? "", status: j.status,
    start_day: start?.day ?? "", start_time: start?.time ?? "", end_day: end?.day ?? "", end_time: end?.time ?? "",
  };
}

const same = (a: V, b: V): boolean => (["site_id", "start_day", "start_time", "end_day", "end_time"] as const).every((f) => a[f] === b[f]);

/** What is sent. A day without a time is the site's opening, or its closing; no days are no window. Times that nobody touched stay to the second. */
export function inputOf(v: V, site: Hours, was?: Job): JobInput {
  const { name, site_id, company_id, company_name, place_id } = v;
  const zone = site.zone ?? "UTC";
  const window = was !== undefined && same(v, valuesOf(was, site)) ? was.window : v.start_day === "" ? { start: 0, end: 0 } : {
    start: instantOf(v.start_day, minutesOf(v.start_time) ?? site.opens_min ?? 0, zone), end: instantOf(v.end_day, minutesOf(v.end_time) ?? site.closes_min ?? midnight, zone),
  };
  return { name, site_id, company_id, company_name: company_id === "" ? company_name : "", place_id, status: statuses.find((s) => s === v.status) ?? "planned", window };
}

/** A job that was read, to be written again with something else in it. */
export function inputFrom(j: Job): JobInput {
  const { name, company_id = "", company_name = "", place_id = "", window } = j;
  return { name, site_id: j.site_id ?? "", company_id, company_name, place_id, window, status: statuses.find((s) => s === j.status) ?? "planned" };
}

export const hasWindow = (j: Pick<Job, "window">): boolean => j.window.start > 0;

/** The other states of a job, the likeliest first. */
export const nextOf: Readonly<Record<JobStatus, readonly JobStatus[]>> = { planned: ["active", "done"], active: ["done", "planned"], done: ["active"] };

export interface Sums {
  asked: number;
  out: number;
  back: number;
  lost: number;
}

/** Orders that ask for nothing yet, or nothing any more; what left on them still counts. */
const idle = ["draft", "rejected", "cancelled"];

export function sumsOf(orders: readonly Pick<JobOrder, "status" | "counts">[]): Sums {
  const sums: Sums = { asked: 0, out: 0, back: 0, lost: 0 };
  for (const { status, counts } of orders) {
    if (!idle.includes(status)) sums.asked += counts.requested - counts.cancelled;
    sums.out += counts.out;
    sums.back += counts.returned;
    sums.lost += counts.lost;
  }
  return sums;
}

const day = 24 * 3_600_000;

/** When jobs may start, as spans from the beginning of today. */
export const spans = ["past", "week", "month", "later"] as const;

export function spanOf(name: string, today: number): { starts_from: string; starts_to: string } {
  const [from, to] = name === "past" ? [0, today] : name === "week" ? [today, today + 7 * day] : name === "month" ? [today, today + 30 * day] : name === "later" ? [today + 30 * day, 0] : [0, 0];
  return { starts_from: from === 0 ? "" : String(from), starts_to: to === 0 ? "" : String(to) };
}
