import { expect, test } from "vitest";
import { today } from "../../../browser/central/fixtures";
import openapi from "../../openapi.json";
import { askedOf, filtersOf, pageOf, type ListRoute } from "./asked";

const lists = (value: unknown): string[] => {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([k, v]: [string, unknown]) => (k === "list" && typeof v === "string" ? [v] : lists(v)));
};

test("every number of the day leads to the page that asks central for the very same list", () => {
  const all = lists(today(3));
  expect(all.length).toBeGreaterThan(30);
  for (const list of all) {
    const to = pageOf(list);
    expect(to, list).toBeDefined();
    if (to === undefined) continue;
    const asked = askedOf(to.query ?? {}, filtersOf[to.route as ListRoute]);
    const wanted = Object.fromEntries(new URLSearchParams(list.split("?")[1]));
    expect(to.route === "exceptions" ? { ...asked, status: "open" } : asked, list).toEqual(wanted);
  }
});

test("what a page does not understand is no link", () => {
  expect(pageOf("/v1/rent-actions?status=pending&moon=full")).toBeUndefined();
  expect(pageOf("/v1/exceptions?status=resolved")).toBeUndefined();
  expect(pageOf("/v1/rent-actions?status=pending&status=draft")).toBeUndefined();
  expect(pageOf("/v1/companies?site_id=s1")).toBeUndefined();
  expect(pageOf("/v1/kiosks")).toEqual({ route: "kiosks", query: {} });
});

test("filters of lists are central's own", () => {
  const paths = { orders: "/v1/rent-actions", items: "/v1/inventory/assets", exceptions: "/v1/exceptions", kiosks: "/v1/kiosks" } as const;
  for (const [route, path] of Object.entries(paths) as [ListRoute, (typeof paths)[ListRoute]][]) {
    const known = openapi.paths[path].get.parameters.map((p) => p.name);
    expect(known, route).toEqual(expect.arrayContaining([...filtersOf[route]]));
  }
});
