import type { Page } from "playwright-core";
import { longest, standard, standardOne, type CentralState } from "./states";

const reads = "GET /v1/places";

const unfold = async (page: Page): Promise<void> => {
  for (const n of [1, 2, 3]) {
    await page.locator(".branch__turn[aria-expanded=false]").first().click();
    await page.waitForSelector(`.row:nth-child(${n + 2})`);
  }
  await page.mouse.move(0, 0);
};

export const places: CentralState[] = [
  ...standard({ reads }),
  { name: "unfolded", api: {}, open: unfold },
  { name: "unfolded-longest", api: longest, open: unfold, pseudo: true },
  { name: "customers", at: "/places?kind=customer", api: {} },
  { name: "none-found", at: "/places?q=zeppelin", api: {} },
  { name: "new", at: "/places?do=new", api: {} },
  { name: "new-below", at: "/places?do=new&parent=b1", api: {} },
];

export const onePlace: CentralState[] = [
  ...standardOne({ reads: "GET /v1/places/{id}", at: "/places/s1" }),
  { name: "edit", at: "/places/s1?do=edit", api: {} },
  { name: "edit-longest", at: "/places/s1?do=edit", api: longest, pseudo: true },
];
