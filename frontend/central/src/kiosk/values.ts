import type { EnrolmentCode, OpenCode } from "../api/types";

/** Whether a version is older than another: "0.9.2" than "0.10.0". What is no version of three numbers is not compared. */
export function isOlder(version: string, than: string): boolean {
  const [a, b] = [partsOf(version), partsOf(than)];
  if (a === undefined || b === undefined) return false;
  const at = a.findIndex((n, i) => n !== b[i]);
  return at >= 0 && (a[at] ?? 0) < (b[at] ?? 0);
}

function partsOf(version: string): number[] | undefined {
  const m = /^v?(\d+)\.(\d+)\.(\d+)(?:[-+].*)?$/.exec(version.trim());
  return m?.slice(1).map(Number);
}

export type CodeState = "waits" | "used" | "over";

/** What became of a code that was made here. `open` are those that may still be used, read after it was made. */
export function codeState(code: EnrolmentCode, open: readonly OpenCode[] | undefined, now: number): CodeState {
  if (now >= code.expires_at) return "over";
  return open === undefined || open.some((c) => c.expires_at === code.expires_at) ? "waits" : "used";
}

const units = ["B", "KB", "MB", "GB", "TB"] as const;

/** "4.1 GB" */
export function sizeOf(bytes: number): string {
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const n = bytes / 10 ** (3 * step);
  return `${n < 10 && step > 0 ? n.toFixed(1) : Math.round(n)} ${units[step] ?? ""}`;
}
