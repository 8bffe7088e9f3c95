import { expect, test } from "vitest";
import paths from "../routes.json";
import { addressOf, newRouter, parse, type Browser, type RouteName } from "./router";

/** A window's address and history. */
function newWindow(start: string) {
  const entries: { url: string; state: unknown }[] = [{ url: start, state: null }];
  let n = 0;
  const heard: Record<string, ((e: Event) => void)[]> = {};
  const url = () => new URL(entries[n]?.url ?? "", "http://central");
  const win: Browser = {
    location: { get pathname() { return url().pathname; }, get search() { return url().search; } },
    history: {
      get state() { return entries[n]?.state; },
      pushState(state: unknown, _: string, to: string) { entries.splice(++n, entries.length, { url: to, state }); },
      replaceState(state: unknown, _: string, to?: string) { entries[n] = { url: to ?? entries[n]?.url ?? "", state }; },
      go(steps = 0) {
        n = Math.max(0, Math.min(entries.length - 1, n + steps));
        for (const hear of heard["popstate"] ?? []) hear(new Event("popstate"));
      },
      back() { this.go(-1); },
    } as Browser["history"],
    addEventListener: (kind, hear) => void (heard[kind] ??= []).push(hear),
  };
  const close = (): boolean => {
    const e = new Event("beforeunload", { cancelable: true });
    for (const hear of heard["beforeunload"] ?? []) hear(e);
    return !e.defaultPrevented;
  };
  return { win, address: () => `${url().pathname}${url().search}`, close };
}

test("every path of the table leads to its route and back", () => {
  for (const route of Object.keys(paths) as RouteName[]) {
    const to = { route, id: paths[route].includes("{id}") ? "a/b %" : "", query: { status: "deployed", q: "50% & more" } };
    const url = new URL(addressOf(to), "http://central");
    expect(parse(url.pathname, url.search)).toEqual(to);
  }
});

test.each(["/nope", "/items/", "/items/a/b", "//", "/items/x/"])("%s is nothing", (path) => expect(parse(path, "").route).toBe("nothing"));

test("a stray % breaks nothing, an empty filter leaves the address", () => {
  expect(parse("/items/%zz", "").id).toBe("%zz");
  expect(addressOf({ route: "items", query: { q: "", status: "" } })).toBe("/items");
});

test("back and forward; a language said once stays", () => {
  const { win, address } = newWindow("/?lang=pseudo");
  const router = newRouter(win);
  router.go({ route: "items", query: { status: "deployed" } });
  expect(address()).toBe("/items?status=deployed&lang=pseudo");
  router.alter({ status: "", q: "lx" });
  expect(address()).toBe("/items?lang=pseudo&q=lx");
  router.back();
  expect(router.here.value.route).toBe("today");
  win.history.go(1);
  expect(router.here.value).toEqual({ route: "items", id: "", query: { q: "lx", lang: "pseudo" } });
});

test("what is not saved holds the page: by link, by back and by closing, until it is let go", () => {
  const { win, address, close } = newWindow("/");
  const router = newRouter(win);
  router.go({ route: "items" });
  router.go({ route: "types" });
  const release = router.hold();
  router.go({ route: "places" });
  expect([address(), router.here.value.route]).toEqual(["/types", "types"]);
  router.leaving.value?.stay();
  expect(router.leaving.value).toBeUndefined();
  router.back();
  expect([address(), router.here.value.route, router.leaving.value === undefined]).toEqual(["/types", "types", false]);
  expect(close()).toBe(false);
  router.leaving.value?.leave();
  expect([address(), router.here.value.route, close()]).toEqual(["/items", "items", true]);
  release();
  const again = router.hold();
  again();
  router.go({ route: "kiosks" });
  expect(address()).toBe("/kiosks");
});
