import { expect, test } from "vitest";
import routes from "../central/src/routes.json";
import { fewer, states, wanted } from "./central/pages";
import type { Route } from "./central/states";
import { watch } from "./central/watch";

test("every page of the router's table has its states", () => {
  for (const route of Object.keys(routes) as Route[]) {
    const has = states[route].map((s) => s.name);
    expect(has, route).toEqual(expect.arrayContaining([...(fewer[route] ?? wanted)]));
    expect(new Set(has).size, `${route}: a name twice`).toBe(has.length);
  }
});

watch(0, 6);
