import type { Outcome } from "@rms/shared/outcomes";

/** One tone: pulses of one fundamental, with a second harmonic so that it carries over a loud hall. */
export interface Tone {
  hz: number;
  /** Sounding and silent stretches in turn, ms. */
  pulses: readonly number[];
}

export const sampleRate = 44_100;

/** Peak of the loudest sample, of full scale: -3 dBFS. */
const peak = 0.708;

/** Every pulse rises and falls this long, ms, so that it does not click. */
const ramp = 6;

/** The four outcomes, told apart by ear alone: short and high, two and middle, three quick, long and low. */
export const tones: Record<Outcome, Tone> = {
  ok: { hz: 1320, pulses: [110] },
  look: { hz: 740, pulses: [140, 60, 140] },
  duplicate: { hz: 494, pulses: [60, 45, 60, 45, 60] },
  stop: { hz: 185, pulses: [300, 60, 460] },
};

export function lengthMs(tone: Tone): number {
  return tone.pulses.reduce((sum, ms) => sum + ms, 0);
}

/** Renders a tone to PCM, one channel, -1 to 1. */
export function renderTone(tone: Tone, rate: number = sampleRate): Float32Array<ArrayBuffer> {
  const samples = new Float32Array(Math.round((lengthMs(tone) / 1000) * rate));
  let from = 0;
  tone.pulses.forEach((ms, i) => {
    const count = Math.round((ms / 1000) * rate);
    if (i % 2 === 0) pulse(samples, from, count, tone.hz, rate);
    from += count;
  });
  const loudest = samples.reduce((max, s) => Math.max(max, Math.abs(s)), 0);
  return samples.map((s) => (s / loudest) * peak);
}

function pulse(samples: Float32Array, from: number, count: number, hz: number, rate: number): void {
  const edge = (ramp / 1000) * rate;
  for (let i = 0; i < count && from + i < samples.length; i++) {
    const phase = (2 * Math.PI * hz * i) / rate;
    const envelope = Math.min(1, i / edge, (count - i) / edge);
    samples[from + i] = envelope * (Math.sin(phase) + 0.45 * Math.sin(2 * phase) + 0.2 * Math.sin(3 * phase));
  }
}
