import * as f from "./fixtures";
import { longest, standard, standardOne, type CentralState } from "./states";

const reads = "GET /v1/catalog/item-types";
const one = "GET /v1/catalog/item-types/{id}";
const put = "PUT /v1/catalog/item-types/{id}";

export const types: CentralState[] = [
  ...standard({ reads }),
  { name: "archived", at: "/types?archived=true", api: {} },
  { name: "none-found", at: "/types?q=zeppelin", api: {} },
  { name: "new", at: "/types?do=new", api: {} },
  { name: "new-longest", at: "/types?do=new", api: longest, pseudo: true, open: (page) => page.locator("button[type=submit]").click() },
];

export const oneType: CentralState[] = [
  ...standardOne({ reads: one, at: "/types/t1" }),
  { name: "edit", at: "/types/t1?do=edit", api: {} },
  {
    name: "put-away", at: "/types/t1", api: { [put]: { ...f.types[0], rev: 2, archived: true } }, open: async (page) => {
      await page.locator(".passport__actions .button--quiet").click();
      await page.waitForSelector(".toast");
    },
  },
];
