import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";

/** Whether the pictures go into the repository. */
export const kept = process.env["RMS_SCREENS"] !== undefined;

/** Where the pictures of a page go. */
export function folder(page: string): string {
  return resolve(fileURLToPath(new URL("../..", import.meta.url)), process.env["RMS_SCREENS"] ?? "build/screens", page);
}

interface AxeResult {
  violations: { id: string; help: string; nodes: { target: string[]; failureSummary: string }[] }[];
}

/** Every string of the fixtures: what the page may show without a key. */
export function stringsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(stringsIn);
}

/** Console, errors and requests of a page, as they come. */
export function listen(page: Page, url: string, failing: boolean): string[] {
  const noise: string[] = [];
  page.on("console", (m) => {
    const expected = failing && m.text().startsWith("Failed to load resource");
    if ((m.type() === "error" || m.type() === "warning") && !expected) noise.push(`console: ${m.text()} ${m.location().url}`);
  });
  page.on("pageerror", (e) => noise.push(`error: ${e.message}`));
  page.on("request", (r) => {
    if (!r.url().startsWith(url) && !/^(data|blob):/.test(r.url())) noise.push(`foreign host: ${r.url()}`);
  });
  return noise;
}

/** Whether a picture is wanted of what is in order too: they are dear, and a run of everything is not looked at. */
export const wantsAll = kept || process.env["RMS_ONLY"] !== undefined;

/** The large ones show the same at another size. */
const quality = { small: 42, large: 30 };

/** Pictures that go into the repository are small; those to be looked at here are exact. */
export async function shoot(page: Page, path: string): Promise<void> {
  if (!kept) {
    await page.screenshot({ path });
    return;
  }
  const devtools = await page.context().newCDPSession(page);
  const { data } = await devtools.send("Page.captureScreenshot", { format: "webp", quality: (page.viewportSize()?.width ?? 0) > 1280 ? quality.large : quality.small });
  writeFileSync(path, Buffer.from(data, "base64"));
  await devtools.detach();
}

/** Which rules are asked: all, or only what can differ. */
export type Rules = keyof typeof rulesOf;

/** What can differ: on a telephone which controls there are, how large they are and what scrolls; in another light only the contrast. */
const rulesOf = {
  all: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] },
  phone: { type: "rule", values: ["color-contrast", "target-size", "scrollable-region-focusable", "button-name", "link-name", "label", "image-alt"] },
  contrast: { type: "rule", values: ["color-contrast"] },
} as const;

/** What keeps somebody out, by axe. Not asked while pictures are made for the repository: the tests do. */
export async function barriers(page: Page, rules: Rules = "all"): Promise<string[]> {
  if (kept) return [];
  const found = await page.evaluate(
    (options) => (window as unknown as { axe: { run(o: object): Promise<AxeResult> } }).axe.run(options),
    { runOnly: rulesOf[rules], resultTypes: ["violations"] },
  );
  return found.violations.flatMap((v) => v.nodes.map((n) => `axe ${v.id}: ${n.target.join(" ")}: ${n.failureSummary}`));
}
