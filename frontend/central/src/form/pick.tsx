import type { JSX } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { Cut } from "../parts/basics";
import { Icon } from "../parts/icons";
import { useCentral, useWords } from "../state/context";

export interface Choice {
  id: string;
  name: string;
  detail?: string;
}

/** What a field picks from: by name, a few at a time. */
export interface PickSource {
  find(typed: string): Promise<Choice[]>;
  /** The name of what was picked; empty while it is being read. Subscribes who asks. */
  name(id: string): string;
}

interface Props {
  label: string;
  value: string;
  source: PickSource;
  onPick: (id: string) => void;
  onLeave?: () => void;
  /** Without a label of its own. */
  bare?: boolean;
  autofocus?: boolean;
  disabled?: boolean;
  invalid?: string;
  /** Something else may be chosen: nothing. */
  optional?: boolean;
  /** What stands in it while nothing is picked. */
  placeholder?: string;
}

const typingMs = 150;

/** A field that picks one of many by typing. Up, down, Enter, Escape; a pointer too. */
export function Pick({ label, value, source, onPick, onLeave, bare = false, autofocus = false, disabled = false, invalid, optional = false, placeholder }: Props): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const id = useId();
  const [typed, setTyped] = useState<string | undefined>(autofocus ? "" : undefined);
  const [choices, setChoices] = useState<readonly Choice[] | undefined>(undefined);
  const [at, setAt] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const open = typed !== undefined;

  useEffect(() => {
    if (autofocus) input.current?.focus();
  }, []);
  useEffect(() => {
    if (typed === undefined) return;
    let wanted = true;
    const timer = setTimeout(() => {
      source.find(typed.trim()).then(
        (found) => {
          if (!wanted) return;
          setChoices(found);
          setAt(0);
        },
        (cause: unknown) => central.note(cause),
      );
    }, choices === undefined ? 0 : typingMs);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [typed]);

  function close(): void {
    setTyped(undefined);
    setChoices(undefined);
    onLeave?.();
  }

  function pick(choice: Choice | undefined): void {
    if (choice === undefined) return;
    onPick(choice.id);
    setTyped(undefined);
    setChoices(undefined);
  }

  const onKey = (e: KeyboardEvent): void => {
    if (!open && (e.key === "ArrowDown" || e.key === "ArrowUp")) setTyped("");
    else if (!open) return;
    else if (e.key === "ArrowDown") setAt(Math.min(at + 1, (choices?.length ?? 1) - 1));
    else if (e.key === "ArrowUp") setAt(Math.max(0, at - 1));
    else if (e.key === "Enter") pick(choices?.[at]);
    else if (e.key === "Escape") close();
    else return;
    e.preventDefault();
    e.stopPropagation();
  };

  return (
    <span class={bare ? "pick pick--bare" : "pick"}>
      <input class="field__input pick__input" id={bare ? undefined : `${id}-input`} ref={input} role="combobox" aria-label={label} aria-expanded={open} aria-controls={`${id}-list`} aria-autocomplete="list"
        aria-activedescendant={open && choices !== undefined && choices.length > 0 ? `${id}-${at}` : undefined} aria-invalid={invalid !== undefined} aria-describedby={invalid}
        autoComplete="off" spellcheck={false} disabled={disabled} placeholder={open ? words.t("form.pick_hint") : (placeholder ?? words.t("form.choose"))} value={typed ?? source.name(value)}
        onFocus={(e) => e.currentTarget.select()} onMouseDown={() => open || setTyped("")} onInput={(e) => setTyped(e.currentTarget.value)} onKeyDown={onKey} onBlur={() => open && close()} />
      {optional && value !== "" && !open && !disabled
        ? <button type="button" class="pick__clear" aria-label={words.t("list.without", { name: label })} onClick={() => onPick("")}><Icon name="close" /></button>
        : <Icon name="down" class="pick__sign" />}
      <div class={open ? "pick__list" : "pick__list hidden"} data-over id={`${id}-list`} role="listbox" aria-label={label}>
        {choices?.map((c, i) => (
          <div key={c.id} id={`${id}-${i}`} role="option" tabIndex={-1} aria-selected={i === at} class={i === at ? "pick__choice pick__choice--at" : "pick__choice"}
            onMouseDown={(e) => (e.preventDefault(), pick(c))} onMouseMove={() => i === at || setAt(i)}>
            <Cut text={c.name} />{c.detail === undefined || c.detail === "" ? null : <Cut class="pick__detail" text={c.detail} />}
          </div>
        ))}
        {choices !== undefined && choices.length === 0 ? <div class="pick__none" role="option" tabIndex={-1} aria-selected="false" aria-disabled="true">{words.t("form.pick_none")}</div> : null}
      </div>
    </span>
  );
}
