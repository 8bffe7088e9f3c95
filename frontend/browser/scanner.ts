import type { CDPSession, Page } from "playwright-core";

/** A scanner at a page's keyboard. */
export interface Scanner {
  /** The keys as they are; "\n" is Enter and "\t" is Tab. */
  keys(text: string): Promise<void>;
  /** A code with the Enter that ends it. */
  scan(code: string): Promise<void>;
}

/**
 * Plugs a scanner in. Its keys are 2 ms apart by their own time stamps, and none waits for the one before it: a busy test machine
 * does not slow the scanner down.
 */
export async function plugIn(page: Page): Promise<Scanner> {
  const devtools = await page.context().newCDPSession(page);
  const keys = (text: string): Promise<void> => press(devtools, text);
  return { keys, scan: (code) => keys(`${code}\n`) };
}

async function press(devtools: CDPSession, text: string): Promise<void> {
  const start = Date.now() / 1000;
  const sent = [...text].flatMap((char, i) => {
    const key = char === "\n" ? "Enter" : char === "\t" ? "Tab" : char;
    const means = char === "\n" ? "\r" : char === "\t" ? "" : char;
    const timestamp = start + i * 0.002;
    return [
      devtools.send("Input.dispatchKeyEvent", { type: "keyDown", key, text: means, timestamp }),
      devtools.send("Input.dispatchKeyEvent", { type: "keyUp", key, timestamp: timestamp + 0.001 }),
    ];
  });
  await Promise.all(sent);
}
