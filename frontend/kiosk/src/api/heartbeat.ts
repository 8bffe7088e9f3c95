import type { Kiosk } from "../state/kiosk";
import type { Heartbeat, HeartbeatReply } from "./types";

/** The program gives up on a page that is silent for ten seconds. */
const everyMs = 2000;

/** Tells the program that the page lives; reloads when a newer page is served and nothing waits to be sent. */
export function startHeartbeat(kiosk: Kiosk, reload: () => void): () => void {
  let build: string | undefined;
  let busy = false;
  async function beat(): Promise<void> {
    if (busy) return;
    busy = true;
    const cards = kiosk.paintings.next();
    try {
      const body: Heartbeat = {
        screen: kiosk.route.value,
        sound: kiosk.sound.value,
        unsent: kiosk.waiting.value,
        cards,
      };
      const reply = await kiosk.client.post<HeartbeatReply>("/api/heartbeat", body);
      kiosk.paintings.told(cards);
      if (build !== undefined && reply.build !== build && kiosk.waiting.value === 0) reload();
      build ??= reply.build;
    } catch {
      // The client tells whether the program answers, by this beat as by all else; a lost one needs nothing more.
    } finally {
      busy = false;
    }
  }
  void beat();
  const timer = setInterval(() => void beat(), everyMs);
  return () => clearInterval(timer);
}
