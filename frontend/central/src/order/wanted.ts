import type { BodyOf } from "../api/client";
import type { paths } from "../api/schema";
import type { Order, Place } from "../api/types";
import type { Key } from "../i18n/words";
import { minutesOf } from "../place/values";
import { instantOf, wallOf } from "./values";

export interface Wanted {
  type: string;
  quantity: string;
  /** What its line says beside; it is not typed here, and stays. */
  notes?: string;
}

/** What somebody types of an order. */
export type V = {
  title: string;
  requester_id: string;
  project_id: string;
  site_id: string;
  start_day: string;
  start_time: string;
  end_day: string;
  end_time: string;
  is_asap: boolean;
  priority: string;
  destination_id: string;
  notes: string;
  lines: readonly Wanted[];
};

/** How pressing an order is; what comes from elsewhere may be another number. */
export const priorities = { low: -1, normal: 0, high: 1, urgent: 2 } as const;
export type Priority = keyof typeof priorities;

export function priorityOf(n: number | undefined): Priority {
  const by = Object.entries(priorities) as [Priority, number][];
  const clamped = Math.max(priorities.low, Math.min(priorities.urgent, n ?? 0));
  return by.find(([, value]) => value === clamped)?.[0] ?? "normal";
}

const midnight = 24 * 60;
const largest = 9999;

/** An order as it stands, by the clock of its site. */
export function valuesOf(order: Order, zone: string): V {
  const [start, end] = [wallOf(order.window.start, zone), wallOf(order.window.end, zone)];
  return {
    title: order.title ?? "", requester_id: order.requester_id ?? "", project_id: order.project_id ?? "", site_id: order.site_id ?? "",
    start_day: start.day, start_time: start.time, end_day: end.day, end_time: end.time, is_asap: order.is_asap === true, priority: priorityOf(order.priority),
    destination_id: order.destination_id ?? "", notes: order.notes ?? "",
    lines: order.lines.map((l) => ({ type: l.item_type_id, quantity: String(l.requested_quantity), ...(l.notes === undefined ? {} : { notes: l.notes }) })),
  };
}

/** An order as it would be asked for again: its days only where they are still ahead, and a type once. */
export function againOf(order: Order, zone: string, now: number): V {
  const v = valuesOf(order, zone);
  const days = order.window.start > now ? {} : { start_day: "", start_time: "", end_day: "", end_time: "" };
  return { ...v, ...days, lines: v.lines.map(({ type, quantity }) => ({ type, quantity })) };
}

/** The window: a day without a time is the site's opening, or its closing; as soon as possible is now. */
export function windowOf(v: V, site: Pick<Place, "zone" | "opens_min" | "closes_min">, now: number): { start: number; end: number } {
  const zone = site.zone ?? "UTC";
  return {
    start: v.is_asap ? now : instantOf(v.start_day, minutesOf(v.start_time) ?? site.opens_min ?? 0, zone),
    end: instantOf(v.end_day, minutesOf(v.end_time) ?? site.closes_min ?? midnight, zone),
  };
}

type Body = BodyOf<paths["/v1/rent-actions"]["post"]>;
type ChangeBody = BodyOf<paths["/v1/rent-actions/{id}"]["put"]>;

export function bodyOf(v: V, site: Place, now: number): Body {
  const { title, requester_id, project_id, site_id, destination_id, notes, is_asap } = v;
  return {
    title, requester_id, project_id, site_id, destination_id, notes, is_asap, priority: priorities[(v.priority in priorities ? v.priority : "normal") as Priority],
    window: windowOf(v, site, now), lines: linesOf(v),
  };
}

function linesOf(v: V): Body["lines"] {
  return v.lines.map((l) => ({ item_type_id: l.type, requested_quantity: Number(l.quantity), ...(l.notes === undefined ? {} : { notes: l.notes }) }));
}

/** What an order asks for from now on. What was not touched stays to the millisecond, and a priority that has no word here stays what it is. */
export function changeOf(v: V, was: Order, site: Place, now: number): ChangeBody {
  const { title, requester_id, project_id, destination_id, notes, is_asap } = v;
  const before = valuesOf(was, site.zone ?? "UTC");
  const window = windowOf(v, site, now);
  const startStays = v.is_asap === before.is_asap && (v.is_asap || (v.start_day === before.start_day && v.start_time === before.start_time));
  if (startStays) window.start = was.window.start;
  if (v.end_day === before.end_day && v.end_time === before.end_time) window.end = was.window.end;
  return {
    title, requester_id, project_id, destination_id, notes, is_asap, window, lines: linesOf(v),
    priority: v.priority === before.priority ? (was.priority ?? 0) : priorities[(v.priority in priorities ? v.priority : "normal") as Priority],
  };
}

/** What cannot be right: the sentence of each field. A closed day needs a time, for it has no opening of its own. */
export function wrongOf(v: V, site: Place | undefined, now: number): Partial<Record<keyof V & string, Key>> {
  const wrong: Partial<Record<keyof V & string, Key>> = {};
  const closed = (day: string, time: string): boolean => time === "" && site?.closed_days?.includes(day) === true;
  if (!v.is_asap && v.start_day === "") wrong.start_day = "orders.need_start";
  else if (!v.is_asap && closed(v.start_day, v.start_time)) wrong.start_day = "orders.closed_day";
  if (closed(v.end_day, v.end_time)) wrong.end_day = "orders.closed_day";
  if (v.lines.some((l) => !/^\d+$/.test(l.quantity.trim()) || Number(l.quantity) < 1 || Number(l.quantity) > largest)) wrong.lines = "orders.bad_quantity";
  if (site !== undefined && wrong.start_day === undefined && wrong.end_day === undefined) {
    const { start, end } = windowOf(v, site, now);
    if (end <= start) wrong.end_day = "orders.ends_first";
  }
  return wrong;
}
