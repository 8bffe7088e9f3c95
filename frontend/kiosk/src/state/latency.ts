import type { Heartbeat } from "../api/types";

/** The last thousand times from a key to the painted card. */
export class Latencies {
  private readonly micros: number[] = [];
  private next = 0;

  note(ms: number): void {
    this.micros[this.next] = Math.round(ms * 1000);
    this.next = (this.next + 1) % 1000;
  }

  summary(): Heartbeat["painted"] {
    const sorted = this.micros.toSorted((a, b) => a - b);
    const at = (q: number): number => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
    return { count: sorted.length, p50_us: at(0.5), p99_us: at(0.99) };
  }
}
