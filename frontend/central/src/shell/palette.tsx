import type { JSX } from "preact";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { itemTabs, orderTabs, railEntries } from "../pages";
import type { To } from "../nav/router";
import { Cut } from "../parts/basics";
import { Icon } from "../parts/icons";
import { useCentral, useRouter, useWords } from "../state/context";
import { search, type Hit } from "./search";

const typingMs = 120;

/** Pages by name: those of the rail, and those that stand under one of its entries by a name of their own. */
const everyPage = [...railEntries, ...[...orderTabs, ...itemTabs].map((t) => ({ to: { route: t.route } as To, label: t.label, needs: t.needs })).filter((t) => !railEntries.some((e) => e.to.route === t.to.route))];

/** Finds anything and goes there. It lies over the page only while somebody types. */
export function Palette({ close }: { close: () => void }): JSX.Element {
  const central = useCentral();
  const router = useRouter();
  const words = useWords();
  const id = useId();
  const [typed, setTyped] = useState("");
  const [found, setFound] = useState<{ q: string; hits: readonly Hit[] } | "lost">({ q: "", hits: [] });
  const [at, setAt] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const q = typed.trim();

  // At once: what is typed right after Ctrl-K is in the field.
  useLayoutEffect(() => {
    const before = document.activeElement;
    box.current?.querySelector("input")?.focus();
    return () => (before instanceof HTMLElement ? before.focus() : undefined);
  }, []);
  useEffect(() => {
    if (q === "") {
      setFound({ q, hits: [] });
      return undefined;
    }
    const stop = new AbortController();
    const timer = setTimeout(() => {
      search(central, words, q, stop.signal).then(
        (hits) => {
          setFound({ q, hits });
          setAt(0);
        },
        (cause: unknown) => {
          if (stop.signal.aborted) return;
          central.note(cause);
          setFound("lost");
        },
      );
    }, typingMs);
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [q]);

  const pages: Hit[] = everyPage.filter((e) => words.t(e.label).toLowerCase().includes(q.toLowerCase()) && (e.needs === undefined || central.may(e.needs)))
    .map((e) => ({ kind: "page", id: e.to.route, title: words.t(e.label), code: "", detail: "", to: e.to }));
  const hits = [...(found === "lost" ? [] : found.hits), ...pages];
  const busy = found !== "lost" && found.q !== q;

  function go(to: To | undefined): void {
    if (to === undefined) return;
    close();
    router.go(to);
  }

  const onKey = (e: KeyboardEvent): void => {
    if (e.key === "ArrowDown") setAt(Math.min(at + 1, hits.length - 1));
    else if (e.key === "ArrowUp") setAt(Math.max(0, at - 1));
    else if (e.key === "Enter") go(hits[at]?.to);
    else if (e.key === "Escape") close();
    else if (e.key !== "Tab") return;
    e.preventDefault(); // Tab too: there is one field here
    e.stopPropagation();
  };
  useEffect(() => document.getElementById(`${id}-${at}`)?.scrollIntoView({ block: "nearest" }), [at]);

  return (
    <div class="veil" data-over role="presentation" onMouseDown={(e) => e.target === e.currentTarget && close()}>
      <div class="palette" role="dialog" aria-modal="true" aria-label={words.t("palette.title")} ref={box}>
        <span class="palette__field">
          <Icon name="search" />
          <input class="palette__input" role="combobox" aria-label={words.t("palette.title")} aria-expanded="true" aria-controls={`${id}-list`} aria-autocomplete="list"
            {...(hits.length === 0 ? {} : { "aria-activedescendant": `${id}-${at}` })} placeholder={words.t("palette.hint")} autoComplete="off" spellcheck={false} maxLength={200} value={typed}
            onInput={(e) => setTyped(e.currentTarget.value)} onKeyDown={onKey} />
        </span>
        <div class="palette__list" id={`${id}-list`} role="listbox" aria-label={words.t("palette.title")}>
          {hits.map((h, i) => (
            <div key={`${h.kind} ${h.id}`} id={`${id}-${i}`} role="option" tabIndex={-1} aria-selected={i === at} class={i === at ? "palette__hit palette__hit--at" : "palette__hit"} onMouseDown={() => go(h.to)} onMouseMove={() => i === at || setAt(i)}>
              <span class="palette__kind">{words.t(`kind.${h.kind}`)}</span>
              {h.code === "" ? null : <Cut class="palette__code mono" text={h.code} />}
              <Cut class="palette__name" text={h.title} />
              <Cut class="palette__detail" text={h.detail} />
            </div>
          ))}
        </div>
        {found === "lost" ? <p class="palette__say" role="alert">{words.t("palette.lost")}</p>
          : q === "" ? <p class="palette__say">{words.t("palette.start")}</p>
            : hits.length === 0 ? <p class="palette__say" role="status">{words.t(busy ? "palette.busy" : "palette.none")}</p> : null}
      </div>
    </div>
  );
}
