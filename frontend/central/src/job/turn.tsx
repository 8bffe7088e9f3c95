import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Job } from "../api/types";
import { problemText } from "../parts/failure";
import { useCentral, useWords } from "../state/context";
import { path } from "./edit";
import { inputFrom, nextOf, statuses, type JobStatus } from "./values";

/** Moves a job on, or back: each can be taken back. */
export function Turn({ job, may }: { job: Job; may: boolean }): JSX.Element | null {
  const central = useCentral();
  const words = useWords();
  const [busy, setBusy] = useState(false);
  const { id, name } = job;
  const now = statuses.find((s) => s === job.status);
  if (!may || now === undefined) return null;
  const put = (status: JobStatus, rev: number): Promise<Job> => central.client.put(path, { ...inputFrom(job), status }, { id, key: central.newKey(), rev });

  async function turn(was: JobStatus, next: JobStatus): Promise<void> {
    setBusy(true);
    try {
      const saved = await put(next, job.rev);
      central.newsroom.touch(`project/${id}`);
      central.toasts.say(words.t(`turned.${next}`, { name }), {
        async undo() {
          await put(was, saved.rev);
          central.newsroom.touch(`project/${id}`);
        },
      });
    } catch (cause) {
      central.note(cause);
      central.toasts.say(problemText(cause, words), { bad: true });
      central.newsroom.touch(`project/${id}`);
    }
    setBusy(false);
  }

  return (
    <div class="ways ways--steps">
      {nextOf[now].map((s, i) => <button type="button" key={s} class={i === 0 && now !== "done" ? "button button--first" : "button"} disabled={busy} onClick={() => void turn(now, s)}>{words.t(`turn.${s}`)}</button>)}
    </div>
  );
}
