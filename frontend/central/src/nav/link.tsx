import type { ComponentChildren, JSX } from "preact";
import { useRouter } from "../state/context";
import type { To } from "./router";

interface Props {
  to: To;
  how?: "push" | "replace";
  class?: string;
  children: ComponentChildren;
  "aria-current"?: "page" | "true";
  "aria-label"?: string;
  "aria-keyshortcuts"?: string;
  /** j and k walk it. */
  "data-walk"?: boolean;
  /** Escape presses it. */
  "data-close"?: boolean;
}

/** A link inside the page: a plain click stays in it, every other is the browser's. */
export function Link({ to, how = "push", children, ...rest }: Props): JSX.Element {
  const router = useRouter();
  return (
    <a {...rest} href={router.href(to)} onClick={(e) => {
      if (e.button !== 0 || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey) return;
      e.preventDefault();
      e.stopPropagation();
      router.go(to, how);
    }}>{children}</a>
  );
}
