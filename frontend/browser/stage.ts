import { execFileSync } from "node:child_process";
import { createReadStream, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, type BrowserContext, type Page, type Route as Request } from "playwright-core";
import { now } from "./fixtures";
import { base, type Api, type Reply } from "./states";

const kinds: Record<string, string> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml", ".txt": "text/plain" };
/** The program's own policies, so that what they forbid shows here. */
const policies = JSON.parse(readFileSync(new URL("../policies.json", import.meta.url), "utf8")) as Record<"kiosk" | "central", string>;

/** The judge of barriers comes with the page: chromium keeps what it has compiled, where handing it over for each state takes half a second. */
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"));
const witness = '<script defer src="/axe.js"></script>';

/** What stays the same from page to page; the browser keeps it with what it has compiled of it. */
const lasting = { "Cache-Control": "max-age=86400, immutable" };

/** Answers an app's requests for data. */
export type Program = (req: IncomingMessage, res: ServerResponse, url: URL) => void;

/** Serves the built page of an app, as the program would; /v1 is the program's. */
export async function serve(app: "kiosk" | "central", program?: Program): Promise<{ url: string; server: Server }> {
  const dist = fileURLToPath(new URL(`../dist/${app}`, import.meta.url));
  if (!existsSync(join(dist, "index.html"))) throw new Error("the page is not built: make ui");
  const server = createServer((req, res) => {
    const url = new URL(req.url ?? "/", "http://x");
    const path = normalize(url.pathname);
    if (program !== undefined && path.startsWith("/v1/")) return program(req, res, url);
    if (path === "/axe.js") return void res.writeHead(200, { "Content-Type": "text/javascript", ...lasting }).end(axe);
    // Central's page stands at every path that is not a file's.
    const page = path === "/" || (app === "central" && extname(path) === "");
    const file = join(dist, page ? "index.html" : path);
    if (!file.startsWith(dist) || !existsSync(file) || !statSync(file).isFile()) return void res.writeHead(404).end();
    res.writeHead(200, { "Content-Type": kinds[extname(file)] ?? "application/octet-stream", "Content-Security-Policy": policies[app], ...(page ? {} : lasting) });
    if (page) res.end(readFileSync(file, "utf8").replace("</head>", `${witness}</head>`));
    else createReadStream(file).pipe(res);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server };
}

export interface Browser {
  context: BrowserContext;
  close(): Promise<void>;
}

/** Debian's chromium with a profile of its own, quiet towards the outside. */
export async function openBrowser(size: { width: number; height: number }): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), "rms-chromium-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: execFileSync("sh", ["-c", "command -v chromium"], { encoding: "utf8" }).trim(),
    headless: true,
    viewport: size,
    deviceScaleFactor: 1,
    args: [
      "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
      "--autoplay-policy=no-user-gesture-required", "--font-render-hinting=none",
    ],
  });
  return {
    context,
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

const barcode = (code: string): string => {
  // Looks like the program's drawing; what the bars say is proved where they are made.
  const bars = [...code].flatMap((c, i) => [0, 3, 6, 8].map((at, j) => `M${20 + i * 22 + at * 2} 8h${2 + ((c.charCodeAt(0) >> j) & 1) * 2}v40h-2z`));
  const width = 40 + code.length * 22;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="80" viewBox="0 0 ${width} 80" shape-rendering="crispEdges"><path d="${bars.join("")}"/></svg>`;
};

async function reply<T>(request: Request, data: Reply<T>): Promise<void> {
  if (data === "hang") return; // never answered: the page shows that it is still reading
  if (data === "fail" || data === "stranger") {
    const status = data === "fail" ? 503 : 401;
    const problem = { type: "about:blank", title: "Not now", status, code: "unavailable" };
    await request.fulfill({ status, contentType: "application/problem+json", body: JSON.stringify(problem) });
    return;
  }
  await request.fulfill({ json: data });
}

/** Answers /api from fixtures. */
export async function answerFrom(page: Page, changes: Partial<Api>): Promise<void> {
  const api = { ...base, ...changes };
  let polls = 0;
  await page.route("**/api/**", async (request) => {
    const { pathname } = new URL(request.request().url());
    const name = pathname.replace("/api/", "");
    if (name.startsWith("barcodes/")) return request.fulfill({ contentType: "image/svg+xml", body: barcode(decodeURIComponent(name.slice("barcodes/".length, -".svg".length))) });
    if (api.status === "stranger") return reply(request, api.status);
    if (name === "heartbeat") return request.fulfill({ json: { boot: "b", build: "1" } });
    if (name === "events") return polls++ === 0 ? request.fulfill({ json: { boot: "b", next: 1, events: [] } }) : undefined;
    if (name === "assets") return reply(request, api.hits);
    if (name === "rent-actions") return reply(request, api.orders);
    if (name in api) return reply(request, api[name as keyof Api] as Reply<object>);
    return request.fulfill({ status: 404, body: "" });
  });
}

export async function freeze(page: Page): Promise<void> {
  await page.clock.setFixedTime(now);
}
