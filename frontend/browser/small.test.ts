import type { Server } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as f from "./fixtures";
import { answerFrom, freeze, openBrowser, serve, type Browser } from "./stage";

/* Screens smaller than any dock's: the board has rows with names, and the modes their whole words. */

let url: string;
let server: Server;
let browser: Browser;

beforeAll(async () => {
  ({ url, server } = await serve("kiosk"));
  browser = await openBrowser({ width: 800, height: 480 });
});

afterAll(async () => {
  await browser.close();
  server.close();
});

test.each([[800, 480], [600, 1024]] as const)("%i x %i", async (width, height) => {
  const page = await browser.context.newPage();
  try {
    await page.setViewportSize({ width, height });
    await answerFrom(page, { desk: f.freshDesk });
    await freeze(page);
    await page.goto(url);
    await page.waitForSelector(".board__row");
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    const seen = await page.evaluate(() => {
      const shown = (e: Element): boolean => e.getBoundingClientRect().height > 0;
      return {
        rows: [...document.querySelectorAll(".board__column")].map((c) => {
          const box = c.getBoundingClientRect();
          return [...c.querySelectorAll(".board__row")].filter((r) => {
            const job = r.querySelector(".board__job")?.getBoundingClientRect();
            const row = r.getBoundingClientRect();
            return job !== undefined && row.bottom <= box.bottom + 1 && job.height <= row.height + 1 && job.width >= 100;
          }).length;
        }),
        cut: [...document.querySelectorAll(".door__word")].filter((w) => shown(w) && w.scrollWidth > w.clientWidth + 1).map((w) => w.textContent),
        wide: document.documentElement.scrollWidth > innerWidth,
      };
    });
    expect(seen.rows.every((n) => n >= 2), `rows with a name: ${seen.rows.join(" and ")}`).toBe(true);
    expect({ cut: seen.cut, wide: seen.wide }).toEqual({ cut: [], wide: false });
  } finally {
    await page.close();
  }
});
