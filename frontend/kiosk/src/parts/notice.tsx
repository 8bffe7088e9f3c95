import type { ComponentChildren, JSX } from "preact";
import { Silhouette, type Drawing } from "@rms/shared/silhouettes";

/** An empty or failed part of a screen: what it is, and what fills or mends it. */
export function Notice({ drawing, title, text, children }: { drawing: Drawing; title: string; text: string; children?: ComponentChildren }): JSX.Element {
  return (
    <div class="notice">
      <Silhouette name={drawing} class="notice__drawing" />
      <p class="notice__title">{title}</p>
      <p class="notice__text">{text}</p>
      {children}
    </div>
  );
}
