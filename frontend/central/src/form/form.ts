import { signal, type ReadonlySignal } from "@preact/signals";
import { LostError, ProblemError } from "../api/client";
import type { Problem } from "../api/types";

export type Values = Readonly<Record<string, unknown>>;

/** Somebody else changed the row while it was being changed here. */
export interface Conflict<V> {
  /** What stands there now. */
  theirs: V;
  rev: number;
  /** Fields that differ from what was read. */
  changed: readonly (keyof V & string)[];
}

export type Stage<V> =
  | { state: "typing" }
  | { state: "saving" }
  /** No answer: the next try is the same one. */
  | { state: "lost" }
  | { state: "refused"; problem: Problem }
  | { state: "conflict"; conflict: Conflict<V> };

export interface FormSpec<V extends Values, R> {
  from: V;
  /** The revision that was read; 0: a new row. */
  rev: number;
  /** Fields whose values must not be empty, with the sentence that says so. */
  needs?: Partial<Record<keyof V & string, string>>;
  /** Sentences at fields whose values cannot be right, said before central is asked. */
  check?: (values: V) => Partial<Record<keyof V & string, string>>;
  save(values: V, how: { key: string; rev: number }): Promise<R>;
  /** What stands at central now, to be compared after somebody else's change. */
  current?: () => Promise<{ values: V; rev: number }>;
  newKey: () => string;
  done(saved: R, before: V, values: V): void;
  fail(cause: unknown): void;
}

export interface Form<V extends Values> {
  values: ReadonlySignal<V>;
  stage: ReadonlySignal<Stage<V>>;
  /** Sentences at their fields: of the page, or of central. */
  wrong: ReadonlySignal<Partial<Record<string, string>>>;
  dirty(): boolean;
  set<K extends keyof V & string>(field: K, value: V[K]): void;
  save(): Promise<void>;
  keepMine(): Promise<void>;
  takeTheirs(): void;
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The state of one form: what is typed, what central says of it, and what somebody else did meanwhile. */
export function newForm<V extends Values, R>(spec: FormSpec<V, R>): Form<V> {
  const values = signal(spec.from);
  const stage = signal<Stage<V>>({ state: "typing" });
  const wrong = signal<Partial<Record<string, string>>>({});
  let { from, rev } = spec;
  /** The last try that got no answer: the same values again are the same request. */
  let tried: { values: V; key: string; rev: number } | undefined;

  async function send(): Promise<void> {
    const now = values.value;
    const missing = Object.entries(spec.needs ?? {}).filter(([field]) => now[field] === "" || now[field] === undefined || (Array.isArray(now[field]) && now[field].length === 0));
    wrong.value = { ...spec.check?.(now), ...(Object.fromEntries(missing) as Record<string, string>) };
    if (Object.keys(wrong.value).length > 0) return;
    const key = tried !== undefined && tried.rev === rev && same(tried.values, now) ? tried.key : spec.newKey();
    tried = { values: now, key, rev };
    stage.value = { state: "saving" };
    try {
      const saved = await spec.save(now, { key, rev });
      tried = undefined;
      const before = from;
      from = now;
      stage.value = { state: "typing" };
      spec.done(saved, before, now);
    } catch (cause) {
      await refused(cause);
    }
  }

  async function refused(cause: unknown): Promise<void> {
    if (!(cause instanceof ProblemError)) {
      stage.value = { state: "lost" };
      if (cause instanceof LostError) spec.fail(cause);
      else throw cause;
      return;
    }
    const { problem } = cause;
    if (problem.status === 401) {
      stage.value = { state: "typing" }; // who logs in again finds it as it was typed; a try before that got no answer is still the same
      spec.fail(cause);
      return;
    }
    tried = undefined;
    if (problem.status === 412 && spec.current !== undefined) {
      try {
        const { values: theirs, rev: newer } = await spec.current();
        const changed = Object.keys(theirs).filter((f) => !same(theirs[f], from[f]));
        stage.value = { state: "conflict", conflict: { theirs, rev: newer, changed } };
      } catch (again) {
        await refused(again);
      }
      return;
    }
    stage.value = { state: "refused", problem };
    const field = fieldOf(problem);
    if (field in values.value) wrong.value = { [field]: problem.detail ?? problem.title };
  }

  return {
    values, stage, wrong,
    dirty: () => !same(values.value, from),
    set(field, value) {
      values.value = { ...values.value, [field]: value };
      if (wrong.value[field] !== undefined) wrong.value = { ...wrong.value, [field]: undefined };
    },
    save: async () => (stage.value.state === "saving" ? undefined : send()),
    async keepMine() {
      const now = stage.value;
      if (now.state !== "conflict") return;
      const { theirs, rev: newer } = now.conflict;
      // What was not touched here becomes what they made of it; what was typed here stays.
      values.value = Object.fromEntries(Object.entries(theirs).map(([f, v]) => [f, same(values.value[f], from[f]) ? v : values.value[f]])) as unknown as V;
      from = theirs;
      rev = newer;
      await send();
    },
    takeTheirs() {
      const now = stage.value;
      if (now.state !== "conflict") return;
      ({ rev } = now.conflict);
      from = now.conflict.theirs;
      values.value = from;
      stage.value = { state: "typing" };
    },
  };
}

/** "body.name" and "lines/0/quantity" are fields by their first name. */
export function fieldOf(problem: Problem): string {
  return (problem.field ?? "").replace(/^body\./, "").split(/[./[]/)[0] ?? "";
}
