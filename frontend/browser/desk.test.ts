import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFailed, test } from "vitest";
import { listen } from "./camera";
import { openBrowser, type Browser } from "./stage";
import { isMarked, mark, pageIn } from "./visitor";
import { World } from "./world";

/* What an operations head does at central's pages, over the programs that ship and a demo company. */

const world = new World();
let browser: Browser;
let failed = false;

beforeAll(async () => {
  await world.begin();
  browser = await openBrowser({ width: 1280, height: 800 });
}, 600_000);

afterAll(async () => {
  await browser?.close();
  await world.end(failed);
}, 180_000);

const pageOf = (login: string, path = "/"): Promise<Page> => pageIn(world, browser, login, path);

test("a kiosk is let in by the code of the page, and its first scan is on Today without a reload", async () => {
  onTestFailed(() => void (failed = true));
  const today = await pageOf("mara");
  const noise = listen(today, world.url, false);
  await mark(today);

  const desk = await browser.context.newPage();
  await desk.goto(`${world.url}/kiosks`);
  await desk.getByRole("link", { name: "Enrol a kiosk" }).first().click();
  await desk.locator(".enrol select").selectOption({ label: "Berlin" });
  await desk.getByLabel("Name at the dock").fill("Dock by the code");
  await desk.getByRole("button", { name: "Make a code" }).click();
  const code = (await desk.locator(".enrol__code").textContent()) ?? "";
  const kiosk = await world.enrol("Dock by the code", code.trim());
  await desk.getByRole("button", { name: "Done" }).click();
  await desk.locator("tbody tr", { hasText: "Dock by the code" }).first().waitFor();

  const item = world.code("item");
  await kiosk.api.post("/api/scans", { id: "01900000-0000-7000-8000-000000000001", raw: item.code, source: "wedge" });
  const row = today.locator(".table--facts tbody tr", { hasText: "Dock by the code" });
  await row.first().waitFor({ timeout: 60_000 });
  expect(await row.first().textContent()).toContain(item.code);
  expect(await isMarked(today)).toBe(true);
  expect(noise).toEqual([]);
  await desk.close();
  await today.close();
}, 300_000);

test("an order is made at the desk, sent in by its maker and approved by another, who sees it arrive", async () => {
  onTestFailed(() => void (failed = true));
  const desk = await pageOf("carla", "/orders?do=new");
  await desk.getByLabel("Title, optional").fill("Winter tour, second truck");
  await pick(desk, "Picked up at", "Berlin");
  await desk.getByLabel("Goes out on").fill("2031-03-04");
  await desk.getByLabel("Comes back on").fill("2031-03-06");
  await desk.locator(".asked .pick input").click();
  await desk.locator(".pick__choice").first().click();
  await desk.locator(".asked__line input").first().fill("2");
  await desk.getByRole("button", { name: "Create" }).click();
  await desk.getByRole("button", { name: "Send in" }).click();
  const said = await desk.locator(".toast", { hasText: "sent in" }).textContent();
  const number = /R-\d+/.exec(said ?? "")?.[0] ?? "";
  expect(number).not.toBe("");
  await desk.close();

  const lead = await pageOf("jonas", "/orders?status=pending");
  await mark(lead);
  await lead.locator("tbody tr", { hasText: number }).first().click();
  await lead.getByRole("button", { name: "Approve" }).click();
  await lead.locator(".toast", { hasText: number }).waitFor();
  await lead.locator("tbody tr", { hasText: number }).waitFor({ state: "detached" });
  expect(await isMarked(lead)).toBe(true);
  const orders = await (await world.logIn("jonas")).get<{ items: { number: string; status: string; title: string }[] }>("/v1/rent-actions?status=approved&q=truck");
  expect(orders.items.map((o) => [o.number, o.status, o.title])).toEqual([[number, "approved", "Winter tour, second truck"]]);
  await lead.close();
}, 300_000);

test("an order is changed by its maker until somebody decides, who is not overwritten", async () => {
  onTestFailed(() => void (failed = true));
  const desk = await pageOf("carla", "/orders?do=new");
  await desk.getByLabel("Title, optional").fill("Ice rink");
  await pick(desk, "Picked up at", "Berlin");
  await desk.getByLabel("Goes out on").fill("2031-03-04");
  await desk.getByLabel("Comes back on").fill("2031-03-06");
  await desk.locator(".asked .pick input").click();
  await desk.locator(".pick__choice").first().click();
  await desk.getByRole("button", { name: "Create" }).click();
  await desk.getByRole("button", { name: "Send in" }).click();
  await desk.locator(".toast", { hasText: "sent in" }).waitFor();

  const edit = desk.getByRole("link", { name: "Edit" });
  const asked = desk.locator(".counts tbody td").first();
  await edit.click();
  await desk.locator(".asked__line input").first().fill("7");
  await desk.getByRole("button", { name: "Save" }).click();
  await desk.locator(".toast", { hasText: "saved" }).waitFor();
  await expect.poll(() => asked.textContent()).toBe("7");
  await desk.locator(".toast", { hasText: "saved" }).locator(".toast__undo").click();
  await expect.poll(() => asked.textContent()).toBe("1");

  await edit.click();
  await desk.getByLabel("Title, optional").fill("Ice rink, indoors");
  const id = /orders\/([^?]+)/.exec(desk.url())?.[1] ?? "";
  const lead = await world.logIn("jonas");
  await lead.post(`/v1/rent-actions/${id}/approve`, {});
  await desk.getByRole("button", { name: "Save" }).click();
  await desk.getByRole("button", { name: "Keep mine" }).click();
  await desk.locator(".form__wrong", { hasText: "cannot be changed" }).waitFor();
  expect(await desk.getByLabel("Title, optional").inputValue()).toBe("Ice rink, indoors");
  const stands = await lead.get<{ status: string; title: string; decision: { kind: string } }>(`/v1/rent-actions/${id}`);
  expect([stands.status, stands.title, stands.decision.kind]).toEqual(["approved", "Ice rink", "rent_action_approve"]);
  await desk.close();
}, 300_000);

test("each number of Today is that of the rows of the list it leads to, and follows without a reload", async () => {
  onTestFailed(() => void (failed = true));
  const today = await pageOf("mara");
  await today.waitForSelector(".day .figure__n");
  const numbers = await today.locator(".figure__n, .figure__less").evaluateAll((links) => links.map((a) => ({ to: a.getAttribute("href") ?? "", says: a.getAttribute("aria-label") ?? "", n: Number((a.textContent ?? "").replace(/\D/g, "")) })));
  expect(numbers.length).toBeGreaterThan(5);
  const list = await today.context().newPage();
  const wrong: string[] = [];
  for (const { to, says, n } of numbers) {
    await list.goto(world.url + to);
    await list.waitForSelector("tbody tr.row, .empty, .question");
    const note = (await list.locator(".head__note").textContent()) ?? "";
    const rows = Number(/(\d[\d,]*)(?!.*\d)/.exec(note)?.[1]?.replaceAll(",", ""));
    if (rows !== n) wrong.push(`${says}: ${to} has "${note}"`);
  }
  expect(wrong).toEqual([]);
  await list.close();

  await mark(today);
  const approve = today.locator(".site", { hasText: "Berlin" }).locator(".figure__n").nth(3);
  const before = Number(await approve.textContent());
  const carla = await world.logIn("carla");
  const places = await carla.get<{ items: { id: string; name: string }[] }>("/v1/places?kind=site");
  const types = await carla.get<{ items: { id: string }[] }>("/v1/catalog/item-types?limit=1");
  const [start, end] = [Date.parse("2031-04-04T08:00:00Z"), Date.parse("2031-04-05T08:00:00Z")];
  const order = await carla.post<{ id: string }>("/v1/rent-actions", { site_id: places.items.find((p) => p.name === "Berlin")?.id ?? "", window: { start, end }, lines: [{ item_type_id: types.items[0]?.id ?? "", requested_quantity: 1 }] });
  await carla.post(`/v1/rent-actions/${order.id}/submit`, {});
  await today.waitForFunction((n) => document.querySelectorAll(".site .figure__n").item(n.at).textContent === String(n.to), { at: await atOf(today), to: before + 1 }, { timeout: 60_000 });
  expect(await isMarked(today)).toBe(true);
  await today.close();
}, 300_000);

/** Which of the numbers of Today is that of Berlin's orders to approve. */
async function atOf(page: Page): Promise<number> {
  const names = await page.locator(".site .figure__n").evaluateAll((links) => links.map((a) => a.getAttribute("aria-label") ?? ""));
  return names.findIndex((n) => n.startsWith("Berlin, To approve"));
}

/** Picks the first that a field finds for some words. */
async function pick(page: Page, label: string, words: string): Promise<void> {
  const field = page.getByRole("combobox", { name: label });
  await field.click();
  await field.fill(words);
  await page.locator(".pick__choice", { hasText: words }).first().click();
}
