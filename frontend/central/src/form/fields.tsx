import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useMemo, useRef } from "preact/hooks";
import { sentencesOf } from "../i18n/words";
import { useCentral, useRouter, useWords } from "../state/context";
import { newForm, type Form, type FormSpec, type Values } from "./form";
import { Pick, type PickSource } from "./pick";

/** A form that holds the page while something in it is not saved. `id` names what it is of: another id is another form. */
export function useForm<V extends Values, R>(id: string, spec: Omit<FormSpec<V, R>, "newKey" | "fail">): Form<V> {
  const central = useCentral();
  const router = useRouter();
  const held = useRef<() => void>(() => undefined);
  const form = useMemo(() => newForm<V, R>({
    ...spec, newKey: central.newKey, fail: central.note,
    done(saved, before, values) {
      held.current(); // what is saved may be left
      spec.done(saved, before, values);
    },
  }), [id]);
  void form.values.value;
  const dirty = form.dirty();
  useEffect(() => {
    if (!dirty) return undefined;
    held.current = router.hold();
    return held.current;
  }, [dirty, form]);
  return form;
}

type TextFields<V> = { [K in keyof V]: V[K] extends string ? K : never }[keyof V] & string;
type FlagFields<V> = { [K in keyof V]: V[K] extends boolean ? K : never }[keyof V] & string;

interface FieldProps<V extends Values, K> {
  form: Form<V>;
  name: K;
  label: string;
  hint?: string;
}

interface FrameProps {
  label: string;
  hint?: string | undefined;
  wrong: string | undefined;
  wrongId: string;
  wide?: boolean;
  children: ComponentChildren;
}

function Frame({ label, hint, wrong, wrongId, wide = false, children }: FrameProps): JSX.Element {
  return (
    <label class={wide ? "field field--wide" : "field"}>
      <span class="field__label">{label}</span>
      {children}
      {wrong === undefined ? null : <span class="field__wrong" id={wrongId}>{sentencesOf(wrong)}</span>}
      {hint === undefined || wrong !== undefined ? null : <span class="field__hint">{hint}</span>}
    </label>
  );
}

const busy = <V extends Values>(form: Form<V>): boolean => form.stage.value.state === "saving";

interface TextProps<V extends Values> extends FieldProps<V, TextFields<V>> {
  max?: number;
  mono?: boolean;
  /** Digits only. */
  digits?: boolean;
  long?: boolean;
  wide?: boolean;
  first?: boolean;
  placeholder?: string;
  /** A day or a time of day, as the browser asks for it; or what nobody reads over a shoulder. */
  type?: "date" | "time" | "password";
}

export function TextField<V extends Values>({ form, name, label, hint, max = 200, mono = false, digits = false, long = false, wide = long, first = false, placeholder, type }: TextProps<V>): JSX.Element {
  const wrongId = useId();
  const wrong = form.wrong.value[name];
  const text = {
    class: `field__input${mono ? " mono" : ""}${long ? " field__input--long" : ""}`, name, maxLength: max, value: String(form.values.value[name]), disabled: busy(form),
    "aria-invalid": wrong !== undefined, ...(wrong === undefined ? {} : { "aria-describedby": wrongId }), ...(placeholder === undefined ? {} : { placeholder }),
    onInput: (e: { readonly currentTarget: HTMLInputElement | HTMLTextAreaElement }) => form.set(name, e.currentTarget.value as V[typeof name]),
  };
  const focus = (el: HTMLInputElement | null): void => {
    if (first && el !== null && el.dataset["begun"] === undefined) {
      el.dataset["begun"] = "";
      el.focus();
    }
  };
  return (
    <Frame label={label} hint={hint} wrong={wrong} wrongId={wrongId} wide={wide}>
      {long ? <textarea {...text} rows={4} /> : <input {...text} {...(type === undefined ? {} : { type })} ref={focus} autoComplete={type === "password" ? "new-password" : "off"} spellcheck={false} {...(digits ? { inputMode: "numeric" as const } : {})} />}
    </Frame>
  );
}

export function SelectField<V extends Values>({ form, name, label, hint, options }: FieldProps<V, TextFields<V>> & { options: readonly { value: string; label: string }[] }): JSX.Element {
  const wrongId = useId();
  const wrong = form.wrong.value[name];
  return (
    <Frame label={label} hint={hint} wrong={wrong} wrongId={wrongId}>
      <select class="field__input" name={name} value={String(form.values.value[name])} disabled={busy(form)} aria-invalid={wrong !== undefined}
        {...(wrong === undefined ? {} : { "aria-describedby": wrongId })} onChange={(e) => form.set(name, e.currentTarget.value as V[typeof name])}>
        {options.map((o) => <option key={o.value} value={o.value}>{o.label}</option>)}
      </select>
    </Frame>
  );
}

export function CheckField<V extends Values>({ form, name, label, hint }: FieldProps<V, FlagFields<V>>): JSX.Element {
  return (
    <label class="check">
      <input type="checkbox" name={name} checked={form.values.value[name] === true} disabled={busy(form)} onChange={(e) => form.set(name, e.currentTarget.checked as V[typeof name])} />
      <span>{label}{hint === undefined ? null : <span class="field__hint">{hint}</span>}</span>
    </label>
  );
}

export function PickField<V extends Values>({ form, name, label, hint, source, optional = false }: FieldProps<V, TextFields<V>> & { source: PickSource; optional?: boolean }): JSX.Element {
  const wrongId = useId();
  const wrong = form.wrong.value[name];
  return (
    <div class="field">
      <span class="field__label" aria-hidden="true">{label}</span>
      <Pick label={label} value={String(form.values.value[name])} source={source} optional={optional} disabled={busy(form)} {...(wrong === undefined ? {} : { invalid: wrongId })}
        onPick={(id) => form.set(name, id as V[typeof name])} />
      {wrong === undefined ? null : <span class="field__wrong" id={wrongId}>{sentencesOf(wrong)}</span>}
      {hint === undefined || wrong !== undefined ? null : <span class="field__hint">{hint}</span>}
    </div>
  );
}

interface FormBodyProps<V extends Values> {
  form: Form<V>;
  /** What it is, for who does not see it. */
  label: string;
  submit: string;
  /** Whether what stands there can be sent at all. */
  ready?: boolean;
  cancel: () => void;
  /** The label of a field and of a value, for what somebody else changed. */
  say: (field: keyof V & string, value: unknown) => { label: string; value: string };
  children: ComponentChildren;
}

/** The fields, what central says of them all, and the two ways out. */
export function FormBody<V extends Values>({ form, label, submit, ready = true, cancel, say, children }: FormBodyProps<V>): JSX.Element {
  const words = useWords();
  const stage = form.stage.value;
  const saving = stage.state === "saving";
  const wrongs = Object.values(form.wrong.value).some((w) => w !== undefined);
  return (
    <form class="form" aria-label={label} noValidate onSubmit={(e) => {
      e.preventDefault();
      const self = e.currentTarget;
      void form.save().then(() => requestAnimationFrame(() => toWhatIsWrong(self)));
    }}>
      <div class="form__fields">{children}</div>
      {stage.state === "conflict" ? <ConflictBox form={form} say={say} /> : null}
      {stage.state === "lost" ? <p class="form__wrong" role="alert">{words.t("form.lost")}</p> : null}
      {stage.state === "refused" ? <p class="form__wrong" role="alert">{sentencesOf(wrongs ? undefined : (stage.problem.detail ?? stage.problem.title), stage.problem.hint)}</p> : null}
      <div class="form__end">
        <button type="submit" class="button button--first" disabled={saving || !ready || stage.state === "conflict"}>{saving ? words.t("form.saving") : submit}</button>
        <button type="button" class="button button--quiet" onClick={cancel}>{words.t("form.cancel")}</button>
      </div>
    </form>
  );
}

/** Whoever pressed the button sees what came of it: the first field that is wrong, else the sentence. */
function toWhatIsWrong(form: HTMLElement): void {
  const field = form.querySelector<HTMLElement>("[aria-invalid=true]");
  if (field === null) form.querySelector("[role=alert]")?.scrollIntoView({ block: "nearest" });
  else field.focus();
}

function ConflictBox<V extends Values>({ form, say }: { form: Form<V>; say: FormBodyProps<V>["say"] }): JSX.Element | null {
  const words = useWords();
  const stage = form.stage.value;
  if (stage.state !== "conflict") return null;
  const { theirs, changed } = stage.conflict;
  return (
    <div class="conflict" role="alert">
      <p class="conflict__title">{words.t("form.conflict")}</p>
      <ul>
        {changed.map((f) => <li key={f}>{words.t("form.conflict_field", { ...say(f, theirs[f]) })}</li>)}
      </ul>
      <p class="muted">{words.t("form.conflict_text")}</p>
      <div class="conflict__ways">
        <button type="button" class="button button--first" onClick={() => void form.keepMine()}>{words.t("form.keep_mine")}</button>
        <button type="button" class="button" onClick={form.takeTheirs}>{words.t("form.take_theirs")}</button>
      </div>
    </div>
  );
}
