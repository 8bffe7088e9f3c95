import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFailed, test } from "vitest";
import { openBrowser, type Browser } from "./stage";
import { isMarked, logIn, mark, pageIn } from "./visitor";
import { World } from "./world";

/* Accounts at central's pages, over the programs that ship: who is shut out in the middle of something, and who may not shut himself out. */

const world = new World();
let desk: Browser;
let elsewhere: Browser;
let failed = false;

beforeAll(async () => {
  await world.begin();
  desk = await openBrowser({ width: 1280, height: 800 });
  elsewhere = await openBrowser({ width: 1280, height: 800 });
}, 600_000);

afterAll(async () => {
  await desk?.close();
  await elsewhere?.close();
  await world.end(failed);
}, 180_000);

const why = async (page: Page): Promise<string> => (await page.locator(".login__again").textContent({ timeout: 60_000 })) ?? "";

test("a session that an admin ends in the middle leads to the log-in, says why, and goes on where it was with what was typed", async () => {
  onTestFailed(() => void (failed = true));
  const typing = await pageIn(world, desk, "jonas", "/people?do=new&q=a");
  await mark(typing);
  await typing.getByLabel("Name", { exact: true }).fill("Noor Haddad");
  await typing.getByLabel("Role, optional").fill("Rigger");

  const admin = await pageIn(world, elsewhere, "mara", "/users?q=jonas");
  await admin.locator("tbody tr", { hasText: "jonas" }).first().click();
  await admin.getByRole("button", { name: "Log out everywhere" }).click();
  await admin.locator(".sure").getByRole("button", { name: "Log out everywhere" }).click();
  await admin.locator(".toast", { hasText: "ended" }).waitFor();
  await admin.locator(".part", { hasText: "Nowhere at present." }).waitFor();

  // Nobody touches the page: its stream of events is what ends.
  expect(await why(typing)).toMatch(/ended from another place, or by an admin.*Log in to go on where you were\..*What you typed is not saved: it waits for you\./s);
  expect(await typing.locator(".frame").isVisible()).toBe(false);
  expect(new URL(typing.url()).pathname + new URL(typing.url()).search).toBe("/people?do=new&q=a");
  await logIn(typing, "jonas", world.password);
  expect(new URL(typing.url()).pathname + new URL(typing.url()).search).toBe("/people?do=new&q=a");
  expect(await isMarked(typing)).toBe(true);
  expect(await typing.getByLabel("Name", { exact: true }).inputValue()).toBe("Noor Haddad");
  await typing.waitForSelector("input[name=job_title]:focus"); // where the hands were
  await typing.getByRole("button", { name: "Create" }).click();
  await typing.locator(".passport__title", { hasText: "Noor Haddad" }).waitFor();
  const made = await (await world.logIn("jonas")).get<{ items: { name: string; job_title: string }[] }>("/v1/people?q=noor");
  expect(made.items.map((p) => [p.name, p.job_title])).toEqual([["Noor Haddad", "Rigger"]]);
  await typing.close();
  await admin.close();
}, 300_000);

test("the next act of a session that its owner ended elsewhere has no effect, and can be done again after the log-in; another person finds nothing of it", async () => {
  onTestFailed(() => void (failed = true));
  const first = await pageIn(world, desk, "jonas", "/people?do=new");
  await first.route("**/v1/events/stream*", (r) => r.abort()); // no stream says it: the act itself is refused
  await first.reload();
  await first.getByLabel("Name", { exact: true }).fill("Omar Diallo");
  const second = await pageIn(world, elsewhere, "jonas", "/account");
  await second.getByRole("button", { name: "Log out all others" }).click();
  await second.locator(".sure").getByRole("button", { name: "Log out all others" }).click();
  await second.locator(".toast", { hasText: "ended" }).waitFor();

  await first.getByRole("button", { name: "Create" }).click();
  expect(await why(first)).toMatch(/ended from another place/);
  const people = async (): Promise<number> => (await (await world.logIn("mara")).get<{ items: object[] }>("/v1/people?q=omar")).items.length;
  expect(await people()).toBe(0);
  await logIn(first, "jonas", world.password);
  await first.getByRole("button", { name: "Create" }).click();
  await first.locator(".passport__title", { hasText: "Omar Diallo" }).waitFor();
  expect(await people()).toBe(1);

  await first.goto(`${world.url}/people?do=new`);
  await first.getByLabel("Name", { exact: true }).fill("Secret Plan");
  await second.reload();
  await second.getByRole("button", { name: "Log out all others" }).click();
  await second.locator(".sure").getByRole("button", { name: "Log out all others" }).click();
  await second.locator(".toast", { hasText: "ended" }).waitFor();
  await first.getByRole("button", { name: "Create" }).click();
  await why(first);
  await logIn(first, "mara", world.password);
  await first.locator(".frame").waitFor();
  expect(await first.getByLabel("Name", { exact: true }).inputValue()).toBe("");
  await first.close();
  await second.close();
}, 300_000);

test("an admin makes an account with a proposed password, which logs in; the last admin cannot shut himself out, and is told why", async () => {
  onTestFailed(() => void (failed = true));
  const page = await pageIn(world, desk, "mara", "/users?do=new");
  await page.getByLabel("Name", { exact: true }).fill("Zoë Quist");
  await page.getByRole("button", { name: "Propose one" }).click();
  await page.getByRole("button", { name: "Create" }).click();
  const password = (await page.locator(".secret__text").textContent()) ?? "";
  expect(password.length).toBeGreaterThanOrEqual(15);
  const zoe = await pageIn(world, elsewhere, "zoe", "/", password);
  expect(await zoe.locator(".rail__nav").getByRole("link", { name: "Users" }).count()).toBe(0);
  await zoe.goto(`${world.url}/users`);
  await zoe.getByText("Your role, Viewer, may not see this.").waitFor();
  await page.getByRole("button", { name: "I have it" }).click();
  await page.locator(".passport__title", { hasText: "Zoë Quist" }).waitFor();
  await page.getByRole("button", { name: "Close the account" }).click();
  await page.locator(".sure").getByRole("button", { name: "Close the account" }).click();
  expect(await why(zoe)).toMatch(/this account was closed.*ask an admin to open it again/is);
  await page.locator(".toast", { hasText: "is closed" }).getByRole("button", { name: "Undo" }).click();
  await page.locator(".toast", { hasText: "Taken back" }).first().waitFor();
  await logIn(zoe, "zoe", password);
  await zoe.close();

  const admins = (await (await world.logIn("mara")).get<{ items: { id: string; login: string }[] }>("/v1/users?role=admin&open=true")).items;
  expect(admins.map((u) => u.login)).toEqual(["mara"]);
  await page.goto(`${world.url}/users/${admins[0]?.id ?? ""}`);
  await page.getByRole("button", { name: "Close the account" }).click();
  await page.locator(".sure").getByRole("button", { name: "Close the account" }).click();
  expect(await page.locator(".sure__wrong").textContent()).toMatch(/only open account of an admin.*make or open another account with the role admin first/is);
  await page.getByRole("button", { name: "Leave it as it is" }).click();
  await page.getByRole("link", { name: "Edit" }).click();
  await page.locator("select[name=role]").selectOption("viewer");
  await page.getByRole("button", { name: "Save" }).click();
  expect(await page.locator(".field__wrong").first().textContent()).toMatch(/only open account of an admin/);
  expect((await (await world.logIn("mara")).get<{ role: string }>("/v1/auth/me")).role).toBe("admin");
  await page.close();
}, 300_000);
