import type { JSX } from "preact";
import { ChecklistPage } from "./setup/checklist";
import { AccountPage } from "./account/page";
import type { Key } from "./i18n/words";
import { ExceptionsPage } from "./exception/page";
import { ImportsPage } from "./import/page";
import { ItemsPage } from "./item/page";
import { JobsPage } from "./job/page";
import { KiosksPage } from "./kiosk/page";
import type { RouteName, To } from "./nav/router";
import type { Sign } from "./parts/icons";
import { LabelsPage } from "./label/page";
import { OrdersPage } from "./order/page";
import { PeoplePage } from "./person/page";
import { PlacesPage } from "./place/page";
import { ReceivePage } from "./receipt/page";
import { StockPage } from "./stock/page";
import { TodayPage } from "./today/page";
import { TypesPage } from "./type/page";
import { UsersPage } from "./user/page";

/** The page of each route. A list and the details beside it are one page. */
export const pages: Record<Exclude<RouteName, "login" | "setup">, () => JSX.Element> = {
  today: TodayPage,
  checklist: ChecklistPage,
  account: AccountPage,
  items: ItemsPage,
  item: ItemsPage,
  orders: OrdersPage,
  order: OrdersPage,
  jobs: JobsPage,
  job: JobsPage,
  stocks: StockPage,
  stock: StockPage,
  types: TypesPage,
  type: TypesPage,
  places: PlacesPage,
  place: PlacesPage,
  people: PeoplePage,
  person: PeoplePage,
  receive: ReceivePage,
  labels: LabelsPage,
  imports: ImportsPage,
  import: ImportsPage,
  exceptions: ExceptionsPage,
  kiosks: KiosksPage,
  kiosk: KiosksPage,
  users: UsersPage,
  user: UsersPage,
};

export interface RailEntry {
  to: To;
  icon: Sign;
  label: Key;
  /** The routes at which it is the one where somebody is. */
  routes: readonly RouteName[];
  /** An action of `me.may` without which it is not shown. */
  needs?: string;
}

/** The rail, at most 8 entries. */
export const railEntries: readonly RailEntry[] = [
  { to: { route: "today" }, icon: "today", label: "rail.today", routes: ["today", "checklist"] },
  { to: { route: "orders" }, icon: "orders", label: "rail.orders", routes: ["orders", "order", "jobs", "job"] },
  { to: { route: "items" }, icon: "items", label: "rail.items", routes: ["items", "item", "types", "type", "stocks", "stock", "receive", "labels", "imports", "import"] },
  { to: { route: "places" }, icon: "places", label: "rail.places", routes: ["places", "place"] },
  { to: { route: "people" }, icon: "people", label: "rail.people", routes: ["people", "person"] },
  { to: { route: "exceptions" }, icon: "exceptions", label: "rail.exceptions", routes: ["exceptions"] },
  { to: { route: "kiosks" }, icon: "kiosks", label: "rail.kiosks", routes: ["kiosks", "kiosk"] },
  { to: { route: "users" }, icon: "users", label: "rail.users", routes: ["users", "user"], needs: "put_account" },
];

export interface Tab {
  route: RouteName;
  label: Key;
  routes: readonly RouteName[];
  /** An action of `me.may` without which it is not shown. */
  needs?: string;
  /** What it is called for who may only look at what others did there. */
  looks?: Key;
}

/** Pages that stand under one entry of the rail. */
export const orderTabs: readonly Tab[] = [
  { route: "orders", label: "orders.tab", routes: ["orders", "order"] },
  { route: "jobs", label: "jobs.tab", routes: ["jobs", "job"] },
];

export const itemTabs: readonly Tab[] = [
  { route: "items", label: "items.tab", routes: ["items", "item"] },
  { route: "types", label: "types.tab", routes: ["types", "type"] },
  { route: "stocks", label: "stock.tab", routes: ["stocks", "stock"] },
  { route: "receive", label: "receive.tab", routes: ["receive"], needs: "put_catalog", looks: "receive.past" },
  { route: "labels", label: "labels.tab", routes: ["labels"] },
  { route: "imports", label: "imports.tab", routes: ["imports", "import"], needs: "put_catalog" },
];
