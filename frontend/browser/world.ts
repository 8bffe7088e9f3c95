import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/*
 * The programs that ship, with a demo company, on free ports of this machine. Nothing is set but addresses, directories and
 * names; what was started ends by its own id.
 */

const root = fileURLToPath(new URL("../..", import.meta.url));
/** How long a program may take to be ready or to end, on a machine that does much else. */
const patience = 120_000;

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer().once("error", failed);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => found(port));
    });
  });
}

/** Asks again and again until ok gives an answer. */
export async function until<T>(what: string, ok: () => Promise<T | undefined> | T | undefined): Promise<T> {
  const end = Date.now() + patience;
  for (;;) {
    const answer = await ok();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`${what}: not in ${patience / 1000} s`);
    await new Promise((wake) => setTimeout(wake, 50));
  }
}

class Program {
  private said = "";
  private readonly ended: Promise<void>;
  private readonly child: ChildProcess;

  constructor(private readonly name: string, file: string, args: string[], log: string) {
    this.child = spawn(file, args, { stdio: ["ignore", "pipe", "pipe"], detached: true });
    const written = createWriteStream(log, { flags: "a" });
    for (const out of [this.child.stdout, this.child.stderr]) {
      out?.on("data", (text: Buffer) => {
        this.said += text.toString();
        written.write(text);
      });
    }
    this.ended = new Promise((over) => this.child.once("close", () => written.end(over)));
  }

  async says(pattern: RegExp): Promise<RegExpExecArray> {
    return until(`${this.name} says ${pattern.source}`, () => {
      if (this.child.exitCode !== null) throw new Error(`${this.name} ended: ${this.said}`);
      return pattern.exec(this.said) ?? undefined;
    });
  }

  /** Ends it, kindly or as a power cut would. */
  async end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill(signal);
    await this.ended;
  }
}

/** A JSON server with a token. */
export class Speaker {
  constructor(readonly base: string, private readonly token: string) {}

  async get<T>(path: string): Promise<T> {
    return this.call(path, { headers: this.headers() });
  }

  async post<T>(path: string, body: object): Promise<T> {
    return this.call(path, { method: "POST", body: JSON.stringify(body), headers: { ...this.headers(), "Content-Type": "application/json" } });
  }

  private headers(): Record<string, string> {
    return this.token === "" ? {} : { Authorization: `Bearer ${this.token}` };
  }

  private async call<T>(path: string, init: RequestInit): Promise<T> {
    const res = await fetch(this.base + path, init);
    if (!res.ok) throw new Error(`${path}: ${res.status} ${await res.text()}`);
    return (await res.json()) as T;
  }
}

export interface Kiosk {
  /** The page's address with its token. */
  page: string;
  api: Speaker;
}

export class World {
  private readonly dir = mkdtempSync(join(tmpdir(), "rms-browser-world-"));
  private readonly programs: Program[] = [];
  private central: Program | undefined;
  private port = 0;
  /** What `rms-central demo` printed: log-ins and codes. */
  demo = "";

  private bin(name: string): string {
    return join(this.dir, name);
  }

  private run(name: string, ...args: string[]): string {
    return execFileSync(this.bin(name), args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  }

  private start(name: string, program: string, ...args: string[]): Program {
    const started = new Program(name, this.bin(program), args, join(this.dir, `${name}.log`));
    this.programs.push(started);
    return started;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts a central with the demo company. */
  async begin(): Promise<void> {
    await this.build();
    this.demo = this.run("rms-central", "demo", "--seed", "--data", this.bin("central"));
    await this.startCentral();
  }

  /** Starts a central that knows nobody, and returns the link that it prints for who sets it up. */
  async beginEmpty(): Promise<string> {
    await this.build();
    await this.startCentral();
    return (await this.central?.says(/\S+\/setup#\S+/))?.[0] ?? "";
  }

  private async build(): Promise<void> {
    execFileSync("go", ["build", "-o", this.bin("rms-kiosk"), "."], { cwd: root, stdio: "pipe" });
    execFileSync("go", ["build", "-o", this.bin("rms-central"), "./cmd/rms-central"], { cwd: root, stdio: "pipe" });
    this.port = await freePort();
  }

  async startCentral(): Promise<void> {
    this.central = this.start("central", "rms-central", "serve", "--data", this.bin("central"), "--listen", `127.0.0.1:${this.port}`);
    await until("central is ready", async () => ((await fetch(`${this.url}/readyz`).catch(() => undefined))?.ok === true ? true : undefined));
  }

  async killCentral(): Promise<void> {
    await this.central?.end("SIGKILL");
  }

  /** A kiosk at the first site of the demo company. */
  async kiosk(name: string): Promise<Kiosk> {
    const said = this.run("rms-central", "kiosk", "code", "--data", this.bin("central"), "--site", "BLN", "--returns", "BLN-RET", "--name", name);
    return this.enrol(name, said.trim().split(/\s+/).at(-1) ?? "");
  }

  /** Enrols a kiosk by a code, starts it without a window, and waits until it knows the company. */
  async enrol(name: string, code: string): Promise<Kiosk> {
    const data = this.bin(name.replaceAll(" ", "-"));
    this.run("rms-kiosk", "enrol", "--central", this.url, "--code", code, "--data", data);
    const [page = "", base = "", token = ""] = await this.start(name, "rms-kiosk", "-headless", "-listen", "127.0.0.1:0", "-data", data).says(/(http:\/\/[\d.:]+)\/#token=(\S+)/);
    const api = new Speaker(base, token);
    await until(`${name} knows the company`, async () => ((await api.get<{ as_of: number }>("/api/status")).as_of > 0 ? true : undefined));
    return { page, api };
  }

  async logIn(login: string, password = this.password): Promise<Speaker> {
    const { token } = await new Speaker(this.url, "").post<{ token: string }>("/v1/auth/login", { login, password });
    return new Speaker(this.url, token);
  }

  get password(): string {
    return /password (\S+)/.exec(this.demo)?.[1] ?? "";
  }

  /** The nth code of the first site that is called so. */
  code(role: string, n = 0): { code: string; name: string } {
    const found = [...this.demo.matchAll(/^ {2}(\S+) +(badge|order|item|out elsewhere|unknown) +(.*)$/gm)].filter((m) => m[2] === role)[n];
    if (found === undefined) throw new Error(`no ${role} in: ${this.demo}`);
    return { code: found[1] ?? "", name: found[3]?.trim() ?? "" };
  }

  async end(failed: boolean): Promise<void> {
    for (const program of this.programs.toReversed()) await program.end(failed ? "SIGKILL" : "SIGTERM");
    if (!failed) rmSync(this.dir, { recursive: true });
    else process.stderr.write(`kept: ${this.dir}\n${readFileSync(this.bin("central.log"), "utf8").slice(-2000)}\n`);
  }
}
