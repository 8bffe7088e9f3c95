import type { JSX } from "preact";

/** Text that may be longer than its place: cut with an ellipsis, whole in its title. */
export function Cut({ text, class: extra = "", lines = 1 }: { text: string; class?: string; lines?: 1 | 2 | 3 }): JSX.Element {
  return (
    <span class={`cut cut--${lines} ${extra}`} title={text}>
      {text}
    </span>
  );
}
