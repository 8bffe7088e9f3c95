import { account } from "./accounts";
import { exceptions } from "./exceptions";
import { imports, oneImport } from "./imports";
import { items, oneItem } from "./items";
import { jobs, oneJob } from "./jobs";
import { kiosks, oneKiosk } from "./kiosks";
import { oneOrder, orders } from "./orders";
import { labels, receive } from "./receive";
import { onePerson, people } from "./people";
import { onePlace, places } from "./places";
import { checklist, setup } from "./setup";
import { oneStock, stocks } from "./stock";
import { login, nothing, palette } from "./shell";
import type { CentralState, Route } from "./states";
import { today } from "./today";
import { oneType, types } from "./types";
import { oneUser, users } from "./users";

/** Every route in every state it can be in. A route without states does not compile. */
export const states: Record<Route | "nothing", CentralState[]> = {
  login,
  setup,
  checklist,
  account,
  users,
  user: oneUser,
  today: [...today, ...palette],
  items,
  item: oneItem,
  orders,
  order: oneOrder,
  jobs,
  job: oneJob,
  stocks,
  stock: oneStock,
  types,
  type: oneType,
  places,
  place: onePlace,
  people,
  person: onePerson,
  receive,
  labels,
  imports,
  import: oneImport,
  exceptions,
  kiosks,
  kiosk: oneKiosk,
  nothing,
};

/** What every page but the log-in must show at least. */
export const wanted = ["full", "loading", "error", "offline", "forbidden", "longest"];
/** Pages of one row among rows that were read, and what is no page, have fewer. */
export const fewer: Partial<Record<Route | "nothing", readonly string[]>> = { receive: ["full", "offline", "longest"], login: ["full", "offline", "longest"], setup: ["full", "offline", "longest"], nothing: ["full", "longest"] };
