import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Key } from "../i18n/words";
import { Icon } from "../parts/icons";
import { Pick, type PickSource } from "../form/pick";
import { useCentral, useHere, useRouter, useWords } from "../state/context";

const typingMs = 200;

/** The search of a list: it stands in the address as q. */
export function Search({ hint }: { hint: string }): JSX.Element {
  const words = useWords();
  const router = useRouter();
  const asked = useHere().query["q"] ?? "";
  const [typed, setTyped] = useState(asked);
  const sent = useRef(asked);
  useEffect(() => {
    if (asked !== sent.current) setTyped(asked); // back, or cleared
    sent.current = asked;
  }, [asked]);
  useEffect(() => {
    if (typed.trim() === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = typed.trim();
      router.alter({ q: typed.trim() });
    }, typingMs);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <span class="search">
      <Icon name="search" />
      <input class="search__input" type="search" data-find aria-label={words.t("list.find")} placeholder={hint} aria-keyshortcuts="/" value={typed}
        onInput={(e) => setTyped(e.currentTarget.value)} />
    </span>
  );
}

export interface Option {
  value: string;
  label: string;
}

/** A filter of few values, as a chip: it stands in the address under its name. */
export function Chip({ name, label, options }: { name: string; label: string; options: readonly Option[] }): JSX.Element {
  const words = useWords();
  const router = useRouter();
  const value = useHere().query[name] ?? "";
  const known = value === "" || options.some((o) => o.value === value);
  return (
    <span class={value === "" ? "chip" : "chip chip--on"}>
      <select class="chip__select" aria-label={label} value={value} onChange={(e) => router.alter({ [name]: e.currentTarget.value })}>
        <option value="">{value === "" ? label : words.t("list.any")}</option>
        {options.map((o) => <option key={o.value} value={o.value}>{o.value === value ? words.t("list.filter", { name: label, value: o.label }) : o.label}</option>)}
        {known ? null : <option value={value}>{words.t("list.filter", { name: label, value })}</option>}
      </select>
      {value === "" ? null : <Clear name={name} label={label} />}
    </span>
  );
}

/** A filter that is on or off. A number of the day may ask for the opposite: `not` says that, and it can only be taken away. */
export function Toggle({ name, label, not }: { name: string; label: string; not?: string }): JSX.Element {
  const router = useRouter();
  const value = useHere().query[name] ?? "";
  const on = value === "true";
  if (value === "false" && not !== undefined) return <Given names={[name]} text={not} />;
  return (
    <button type="button" class={on ? "chip chip--on chip--plain" : "chip chip--plain"} aria-pressed={on} onClick={() => router.alter({ [name]: on ? "" : "true" })}>
      {on ? <Icon name="check" /> : null}{label}
    </button>
  );
}

/** A filter that somebody was led here with: it can be taken away. */
export function Given({ names, text }: { names: readonly string[]; text: string }): JSX.Element {
  const words = useWords();
  const router = useRouter();
  return (
    <span class="chip chip--on">
      <button type="button" class="chip__button" aria-label={words.t("list.without", { name: text })} onClick={() => router.alter(Object.fromEntries(names.map((n) => [n, ""])))}>
        <span class="cut" title={text}>{text}</span><Icon name="close" />
      </button>
    </span>
  );
}

interface SpanProps {
  from: string;
  to: string;
  /** Sentences of {from} and {to}: of both ends, of an end alone, of a beginning alone. */
  both: Key;
  before: Key;
  after: Key;
}

/** A span of time that somebody was led here with, told by the clock of the site that is asked for. */
export function Span({ from, to, both, before, after }: SpanProps): JSX.Element | null {
  const central = useCentral();
  const here = useWords();
  const { query } = useHere();
  const zone = central.rows.find("place", query["site_id"])?.zone ?? "";
  const words = zone === "" ? here : here.inZone(zone);
  const [low, high] = [Number(query[from] ?? ""), Number(query[to] ?? "")];
  if (!(low > 0) && !(high > 0)) return null;
  const say = (ms: number): string => (ms > 0 ? words.moment(ms) : "");
  return <Given names={[from, to].filter((n) => n !== "")} text={words.t(!(low > 0) ? before : !(high > 0) ? after : both, { from: say(low), to: say(high) })} />;
}

/** The value of a filter that asks for rows without any. */
export const nobody = "none";

/** A filter of many values, which are searched for. `none` says that rows without any are asked for. */
export function PickChip({ name, label, source, none }: { name: string; label: string; source: PickSource; none?: string }): JSX.Element {
  const words = useWords();
  const router = useRouter();
  const value = useHere().query[name] ?? "";
  const [open, setOpen] = useState(false);
  if (value === nobody && none !== undefined) return <Given names={[name]} text={none} />;
  const said = source.name(value);
  if (open) {
    return (
      <span class="chip chip--open">
        <Pick label={label} value={value} source={source} bare autofocus onPick={(id) => (router.alter({ [name]: id }), setOpen(false))} onLeave={() => setOpen(false)} />
      </span>
    );
  }
  return (
    <span class={value === "" ? "chip" : "chip chip--on"}>
      <button type="button" class="chip__button" onClick={() => setOpen(true)}>
        <span class="cut" title={value === "" ? label : said}>{value === "" ? label : words.t("list.filter", { name: label, value: said })}</span>
        {value === "" ? <Icon name="down" /> : null}
      </button>
      {value === "" ? null : <Clear name={name} label={label} />}
    </span>
  );
}

function Clear({ name, label }: { name: string; label: string }): JSX.Element {
  const words = useWords();
  const router = useRouter();
  return <button type="button" class="chip__clear" aria-label={words.t("list.without", { name: label })} onClick={() => router.alter({ [name]: "" })}><Icon name="close" /></button>;
}

export function Filters({ children }: { children: ComponentChildren }): JSX.Element {
  return <div class="filters">{children}</div>;
}

/** Whether the list is narrowed by one of these, and a query without them. */
export function useNarrowed(names: readonly string[]): { narrowed: boolean; clear: () => void } {
  const router = useRouter();
  const { query } = useHere();
  return {
    narrowed: ["q", ...names].some((n) => (query[n] ?? "") !== ""),
    clear: () => router.alter(Object.fromEntries(["q", ...names].map((n) => [n, ""]))),
  };
}
