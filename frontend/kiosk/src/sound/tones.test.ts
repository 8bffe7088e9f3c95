import { expect, test } from "vitest";
import { lengthMs, renderTone, sampleRate, tones } from "./tones";

type Name = keyof typeof tones;
const names = Object.keys(tones) as Name[];
const pcm = Object.fromEntries(names.map((n) => [n, renderTone(tones[n])])) as Record<Name, Float32Array>;

/** The fundamental as heard: the shortest lag at which the first 50 ms repeat themselves best. */
function fundamental(samples: Float32Array): number {
  const length = Math.round(sampleRate * 0.05);
  let best = 0;
  const scores: number[] = [];
  for (let lag = 10; lag < sampleRate / 100; lag++) {
    let sum = 0;
    for (let i = 0; i + lag < length; i++) sum += (samples[i] ?? 0) * (samples[i + lag] ?? 0);
    scores[lag] = sum / (length - lag);
    best = Math.max(best, scores[lag] ?? 0);
  }
  // Walk past the peak around lag 0, then take the first one nearly as high as the best.
  let lag = 10;
  while ((scores[lag] ?? 0) > 0) lag++;
  while ((scores[lag] ?? 0) < best * 0.9) lag++;
  while ((scores[lag + 1] ?? 0) > (scores[lag] ?? 0)) lag++;
  return sampleRate / lag;
}

test("each tone has its own length, at least 40 ms apart", () => {
  const lengths = names.map((n) => (pcm[n].length / sampleRate) * 1000).toSorted((a, b) => a - b);
  lengths.forEach((ms, i) => i > 0 && expect(ms - (lengths[i - 1] ?? 0)).toBeGreaterThanOrEqual(40));
});

test("each tone has its own fundamental, at least a fifth apart", () => {
  const heard = names.map((n) => fundamental(pcm[n])).toSorted((a, b) => a - b);
  heard.forEach((hz, i) => i > 0 && expect(hz / (heard[i - 1] ?? 1)).toBeGreaterThanOrEqual(1.45));
});

test.each(names)("%s: sounds at its pitch, between -6 dBFS and full scale, and ends in silence", (name) => {
  expect(fundamental(pcm[name]) / tones[name].hz).toBeCloseTo(1, 1);
  const peak = pcm[name].reduce((max, s) => Math.max(max, Math.abs(s)), 0);
  expect(20 * Math.log10(peak)).toBeGreaterThanOrEqual(-6);
  expect(peak).toBeLessThan(1);
  expect(Math.abs(pcm[name].at(-1) ?? 1)).toBeLessThan(0.05);
  expect(pcm[name].length).toBe(Math.round((lengthMs(tones[name]) / 1000) * sampleRate));
});

test("stop lasts at least 600 ms and is the longest", () => {
  expect((pcm.stop.length / sampleRate) * 1000).toBeGreaterThanOrEqual(600);
  for (const n of names) if (n !== "stop") expect(pcm[n].length).toBeLessThan(pcm.stop.length);
});
