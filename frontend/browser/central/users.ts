import type { Page } from "playwright-core";
import type { User } from "../../central/src/api/types";
import { sessions } from "./account-rows";
import * as f from "./fixtures";
import { carla, ilse, mara, user, userRows } from "./user-rows";
import { long, longest, press, refuse, standard, standardOne, type CentralState } from "./states";

const [reads, one, put] = ["GET /v1/users", "GET /v1/users/{id}", "PUT /v1/users/{id}"];

const lastAdmin = {
  ...f.problems.changed, status: 409, reason: "last_admin", field: "role", detail: "mara is the only open account of an admin: without it nobody could let anybody in",
  hint: "make or open another account with the role admin first, on the page Users (New user, or Edit of somebody); where nobody can log in: rms-central user add LOGIN --name NAME --role admin",
};
const closing = { ...lastAdmin, field: "disabled" };
const weak = { ...f.problems.changed, status: 400, reason: "weak_password", field: "password", detail: "a password has at least 15 characters; this one has 8", hint: f.passwordRules.tip };

/** The longest names, and all that a user can have. */
const longUsers = { ...longest, [reads]: long({ items: userRows, total: 100_000 }) as object, [one]: long(carla) as object, "GET /v1/sessions": { items: sessions.items.slice(1) } };

/** Presses the button that bears this text. */
const say = (text: string, after: string) => async (page: Page): Promise<void> => {
  await page.locator(`.passport button:text-is("${text}")`).first().click();
  await page.waitForSelector(after);
  await page.mouse.move(0, 0);
};
const fill = async (page: Page, password: string): Promise<void> => {
  await page.locator("input[name=name]").fill("Noor Haddad");
  await page.locator("input[name=password]").fill(password);
  await page.locator("button[type=submit]").click();
};
const rename = async (page: Page): Promise<void> => {
  await page.locator("input[name=name]").fill("Carla Berg-Lund");
  await page.locator("button[type=submit]").click();
};
const down = async (page: Page): Promise<void> => page.locator(".part").last().scrollIntoViewIfNeeded();
const of = (u: User) => ({ [one]: u });

export const users: CentralState[] = [
  ...standard({ reads }).map((s) => (s.name === "longest" ? { ...s, api: longUsers } : s)),
  { name: "found", at: "/users?q=o&role=viewer&closed=true", api: { [reads]: { items: userRows.filter((u) => u.role === "viewer"), total: 2 } } },
  { name: "none-found", at: "/users?q=zeppelin", api: { [reads]: { items: [], total: 0 } } },
  { name: "new", at: "/users?do=new", api: {}, open: say("Propose one", "input[name=password]:not([type=password])") },
  { name: "new-weak", at: "/users?do=new", api: { "POST /v1/users": refuse(weak) }, failing: true, open: async (page) => (await fill(page, "hundert1"), await page.waitForSelector(".field__wrong")) },
  { name: "new-longest", at: "/users?do=new", api: longUsers, pseudo: true, open: press("button[type=submit]") },
  { name: "made", at: "/users?do=new", api: { "POST /v1/users": user("u9", "noor", "Noor Haddad", "viewer") }, open: async (page) => (await fill(page, "bafego-kuzado-tanewa-gusoba"), await page.waitForSelector(".secret")) },
];

export const oneUser: CentralState[] = [
  ...standardOne({ reads: one, at: "/users/u3" }).map((s) => (s.name === "longest" ? { ...s, api: longUsers } : s)),
  { name: "access", at: "/users/u3", api: {}, open: down },
  { name: "own", at: "/users/u1", api: of(mara) },
  { name: "closed", at: "/users/u5", api: { ...of(ilse), "GET /v1/sessions": { items: [] } } },
  { name: "close", at: "/users/u3", api: {}, open: say("Close the account", ".sure") },
  { name: "last-admin", at: "/users/u1", api: { ...of(mara), [put]: refuse(closing) }, failing: true, open: async (page) => (await say("Close the account", ".sure")(page), await page.locator(".sure .button--danger").click(), await page.waitForSelector(".sure__wrong")) },
  { name: "password-set", at: "/users/u3", api: { "POST /v1/users/{id}/password": carla }, open: async (page) => (await say("Set a new password", "input[name=password]")(page), await page.locator("input[name=password]").fill("bafego-kuzado-tanewa-gusoba"), await page.locator(".passport button[type=submit]").click(), await page.waitForSelector(".secret")) },
  { name: "log-out", at: "/users/u3", api: {}, open: async (page) => (await say("Log out everywhere", ".sure")(page)) },
  { name: "edit", at: "/users/u3?do=edit", api: {} },
  { name: "edit-longest", at: "/users/u3?do=edit", api: longUsers, pseudo: true },
  { name: "edit-last-admin", at: "/users/u1?do=edit", api: { ...of(mara), [put]: refuse(lastAdmin) }, failing: true, open: async (page) => (await page.locator("select[name=role]").selectOption("viewer"), await page.locator("button[type=submit]").click(), await page.waitForSelector(".field__wrong")) },
  {
    name: "edit-conflict", at: "/users/u3?do=edit", failing: true, api: { [put]: refuse(f.problems.stale) },
    open: async (page) => {
      await page.waitForSelector("input[name=name]");
      await page.route("**/v1/users/u3", (r) => (r.request().method() === "GET" ? r.fulfill({ json: { ...carla, rev: 9, role: "viewer", scopes: ["catalog"], disabled: true } }) : r.fallback()));
      await rename(page);
      await page.waitForSelector(".conflict");
    },
  },
];
