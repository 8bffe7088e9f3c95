import { computed, signal, type ReadonlySignal } from "@preact/signals";
import paths from "../routes.json";

export type RouteName = keyof typeof paths;
export type Query = Readonly<Record<string, string>>;

/** Where the page is. `id` fills the {id} of the route's path. */
export interface Here {
  route: RouteName | "nothing";
  id: string;
  query: Query;
}

/** Where a link leads. An empty value of the query is left out of the address. */
export interface To {
  route: RouteName;
  id?: string;
  query?: Query;
}

/** Said once, in the first address, and kept in all that follow. */
const sticky = ["lang"];

export function parse(pathname: string, search: string): Here {
  const parts = pathname.split("/");
  const query = Object.fromEntries(new URLSearchParams(search));
  for (const [route, path] of Object.entries(paths) as [RouteName, string][]) {
    const wanted = path.split("/");
    if (wanted.length !== parts.length || !wanted.every((w, i) => w === parts[i] || (w === "{id}" && parts[i] !== ""))) continue;
    return { route, id: decoded(parts[wanted.indexOf("{id}")] ?? ""), query };
  }
  return { route: "nothing", id: "", query };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // a stray % is what it is
  }
}

export function addressOf({ route, id = "", query = {} }: To): string {
  const search = new URLSearchParams(Object.entries(query).filter(([, v]) => v !== "")).toString();
  return paths[route].replace("{id}", encodeURIComponent(id)) + (search === "" ? "" : `?${search}`);
}

/** Where one wanted to go from what is not saved. */
export interface Leaving {
  leave(): void;
  stay(): void;
}

export interface Router {
  here: ReadonlySignal<Here>;
  href(to: To): string;
  go(to: To, how?: "push" | "replace"): void;
  /** The same page with other values in its query. */
  alter(query: Query, how?: "push" | "replace"): void;
  back(): void;
  /** Somebody who holds it has something that is not saved; ends with what it returns. */
  hold(): () => void;
  /** Whether somebody holds it. */
  held(): boolean;
  /** Set while the page asks whether it may leave. */
  leaving: ReadonlySignal<Leaving | undefined>;
}

/** What the router needs of a window. */
export interface Browser {
  location: { readonly pathname: string; readonly search: string };
  history: Pick<History, "pushState" | "replaceState" | "go" | "back" | "state">;
  addEventListener(kind: "popstate" | "beforeunload", hear: (e: Event) => void): void;
}

/** The address bar is the one place that says where the page is. */
export function newRouter(win: Browser): Router {
  const read = (): Here => parse(win.location.pathname, win.location.search);
  const place = (): number => (typeof win.history.state === "number" ? win.history.state : 0);
  const here = signal(read());
  const leaving = signal<Leaving | undefined>(undefined);
  const kept = Object.fromEntries(Object.entries(here.value.query).filter(([k]) => sticky.includes(k)));
  let at = place();
  let holders = 0;
  let returning = false;
  win.history.replaceState(at, "");

  const href = (to: To): string => addressOf({ ...to, query: { ...to.query, ...kept } });

  /** Does it, or asks first where something is not saved. */
  function may(leave: () => void): void {
    if (holders === 0) return leave();
    leaving.value = {
      leave() {
        leaving.value = undefined;
        holders = 0;
        leave();
      },
      stay: () => (leaving.value = undefined),
    };
  }

  win.addEventListener("popstate", () => {
    const steps = place() - at;
    if (returning) {
      returning = false;
      return;
    }
    const arrive = (): void => {
      at = place();
      here.value = read();
    };
    if (holders === 0 || steps === 0) return arrive();
    returning = true;
    win.history.go(-steps); // the address goes back to what is still shown
    may(() => win.history.go(steps));
  });
  win.addEventListener("beforeunload", (e) => {
    if (holders > 0) e.preventDefault();
  });

  function move(address: string, how: "push" | "replace"): void {
    if (how === "push") win.history.pushState(++at, "", address);
    else win.history.replaceState(at, "", address);
    here.value = read();
  }

  return {
    here: computed(() => here.value),
    leaving,
    href,
    go: (to, how = "push") => may(() => move(href(to), how)),
    alter(query, how = "replace") {
      const { route, id, query: before } = here.value;
      if (route !== "nothing") move(href({ route, id, query: { ...before, ...query } }), how);
    },
    back: () => win.history.back(),
    held: () => holders > 0,
    hold() {
      let held = true;
      holders++;
      return () => {
        if (held && holders > 0) holders--;
        held = false;
      };
    },
  };
}
