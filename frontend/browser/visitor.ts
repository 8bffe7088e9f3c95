import type { Page } from "playwright-core";
import type { Browser } from "./stage";
import type { World } from "./world";

/** Somebody at central's pages. */
export async function logIn(page: Page, login: string, password: string): Promise<void> {
  await page.locator("input[name=login]").fill(login);
  await page.locator("input[name=password]").fill(password);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".app[data-route]:not([data-route=login])");
}

/** A page of somebody's, logged in. A browser has one session at a time. */
export async function pageIn(world: World, browser: Browser, login: string, path: string, password = world.password): Promise<Page> {
  const page = await browser.context.newPage();
  await browser.context.clearCookies();
  await page.goto(world.url + path);
  await logIn(page, login, password);
  return page;
}

/** A mark that a reload of the page would take away. */
export const mark = (page: Page): Promise<void> => page.evaluate(() => void Object.assign(window, { marked: true }));
export const isMarked = (page: Page): Promise<boolean> => page.evaluate(() => "marked" in window);
