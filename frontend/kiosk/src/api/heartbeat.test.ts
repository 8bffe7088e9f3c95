import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { signal } from "@preact/signals";
import { newKiosk } from "../state/kiosk";
import { fakeStorage } from "../testing/storage";
import { LostError, type Client, type Reach } from "./client";
import { startHeartbeat } from "./heartbeat";
import type { Heartbeat } from "./types";
import { newKeeper } from "./unsent";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("each card is told until a beat that told it was answered, in the order painted", async () => {
  const beats: string[][] = [];
  let lost = true;
  const client: Client = {
    get: () => Promise.reject(new LostError("unused")),
    text: () => Promise.reject(new LostError("unused")),
    post: async <T>(_path: string, body: object): Promise<T> => {
      beats.push(((body as Heartbeat).cards ?? []).map((card) => card.id));
      if (lost) throw new LostError("down");
      return { boot: "b", build: "1" } as T;
    },
  };
  const kiosk = newKiosk({
    client, reach: signal<Reach>("answers"), keeper: newKeeper(fakeStorage()), now: signal(0), player: { play: () => {} }, painted: (still, run) => void (still() && run()),
  });
  for (const id of ["b", "a"]) {
    kiosk.paintings.press(id, 0);
    kiosk.paintings.show(id);
  }
  const stop = startHeartbeat(kiosk, () => {});
  await vi.advanceTimersByTimeAsync(2000);
  lost = false;
  await vi.advanceTimersByTimeAsync(4000);
  stop();
  expect(beats).toEqual([["b", "a"], ["b", "a"], ["b", "a"], []]);
});
