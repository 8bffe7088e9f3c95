import type { Outcome } from "@rms/shared/outcomes";
import { renderTone, sampleRate, tones } from "./tones";

export type SoundState = "ok" | "blocked" | "no_device";

export interface Player {
  play(outcome: Outcome): void;
  /** Tries again to be heard: an engine lets a page sound only after a gesture. */
  wake(): void;
}

/** Renders the tones ahead of time and plays them; tells what it is able to do whenever that changes. */
export function startPlayer(tell: (state: SoundState) => void): Player {
  let context: AudioContext;
  try {
    context = new AudioContext({ sampleRate });
  } catch {
    tell("no_device"); // the engine has no audio at all: the health page says so, the screen still shows each outcome
    return { play() {}, wake() {} };
  }
  const buffers = new Map<Outcome, AudioBuffer>();
  for (const outcome of Object.keys(tones) as Outcome[]) {
    const pcm = renderTone(tones[outcome]);
    const buffer = context.createBuffer(1, pcm.length, sampleRate);
    buffer.copyToChannel(pcm, 0);
    buffers.set(outcome, buffer);
  }
  let playing: AudioBufferSourceNode | undefined;
  const report = (): void => tell(context.state === "running" ? "ok" : "blocked");
  context.addEventListener("statechange", report);
  report();
  return {
    play(outcome) {
      if (context.state !== "running") {
        report();
        return;
      }
      playing?.stop();
      playing = context.createBufferSource();
      playing.buffer = buffers.get(outcome) ?? null;
      playing.connect(context.destination);
      playing.start();
    },
    wake() {
      if (context.state !== "running") context.resume().then(report, report);
    },
  };
}
