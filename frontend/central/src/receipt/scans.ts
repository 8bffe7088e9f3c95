import type { CheckedCode } from "../api/types";

export interface Scan {
  code: string;
  /** Absent while central is asked. */
  is?: CheckedCode;
}

/** A new scan, the newest first; what is in the list already is not asked for. */
export function withScan(scans: readonly Scan[], typed: string): { scans: readonly Scan[]; ask: boolean } {
  const code = typed.trim();
  if (code === "") return { scans, ask: false };
  const twice = scans.some((s) => s.code === code || (s.is?.code === code && s.is.state === "free"));
  return { scans: [{ code, ...(twice ? { is: { code, state: "twice" as const } } : {}) }, ...scans], ask: !twice };
}

/** What central says of the newest scan of a code; that it reads as one that is there already makes it a repeat. */
export function withAnswer(scans: readonly Scan[], asked: string, is: CheckedCode): readonly Scan[] {
  const at = scans.findIndex((s) => s.code === asked && s.is === undefined);
  const twice = is.state === "free" && scans.some((s, i) => i !== at && s.is?.state === "free" && s.is.code === is.code);
  return scans.map((s, i) => (i === at ? { code: s.code, is: twice ? { ...is, state: "twice" as const } : is } : s));
}

/** The tags that can be received, in the order in which they were scanned. */
export const freeOf = (scans: readonly Scan[]): string[] => scans.filter((s) => s.is?.state === "free").map((s) => s.is?.code ?? s.code).toReversed();
