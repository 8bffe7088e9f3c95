import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { FileLink, type File } from "../list/csv";
import { Link } from "../nav/link";
import type { To } from "../nav/router";
import { useHere, useWords } from "../state/context";
import { Cut } from "./basics";
import { Icon } from "./icons";

interface Props {
  title: string;
  /** A smaller line over the title. */
  over?: string;
  picture?: ComponentChildren;
  /** Where closing leads: the list. Escape too. */
  close: To;
  actions?: ComponentChildren;
  children: ComponentChildren;
}

/** The details of one row, beside its list or in place of it. */
export function Detail({ title, over, picture, close, actions, children }: Props): JSX.Element {
  const words = useWords();
  const here = useHere();
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    if (box.current !== null) box.current.scrollTop = 0;
  }, [here.id]);
  return (
    <section class="passport" aria-labelledby="detail-title" ref={box}>
      <header class="passport__head">
        <Link to={close} class="passport__close" data-close aria-label={words.t("panel.close")} aria-keyshortcuts="Escape"><Icon name="close" /></Link>
        {picture === undefined ? null : <span class="passport__picture">{picture}</span>}
        <div class="passport__names">
          {over === undefined || over === "" ? null : <Cut class="passport__over" text={over} />}
          <h2 class="passport__title" id="detail-title">{title}</h2>
        </div>
        {actions === undefined ? null : <div class="passport__actions">{actions}</div>}
      </header>
      {children}
    </section>
  );
}

export function Lines({ children }: { children: ComponentChildren }): JSX.Element {
  return <dl class="lines">{children}</dl>;
}

/** A name and its value; nothing when there is none. */
export function Line({ name, children }: { name: string; children: ComponentChildren }): JSX.Element | null {
  if (children === undefined || children === null || children === "" || children === false) return null;
  return (
    <div class="lines__line">
      <dt><Cut text={name} /></dt>
      <dd>{children}</dd>
    </div>
  );
}

/** A part of the details; `file` is where its list is served as a file. */
export function Part({ title, file, children }: { title: string; file?: File | undefined; children: ComponentChildren }): JSX.Element {
  return (
    <section class="part">
      {file === undefined ? <h3 class="part__title">{title}</h3> : <header class="part__head"><h3 class="part__title">{title}</h3><FileLink of={file} title={title} /></header>}
      {children}
    </section>
  );
}
