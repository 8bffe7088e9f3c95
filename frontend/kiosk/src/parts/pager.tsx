import { useState } from "preact/hooks";
import type { JSX } from "preact";
import { Icon } from "@rms/shared/icons";
import { useWords } from "../state/context";
import { Button } from "./button";

/** Nothing scrolls: a long list is walked by the page. */
export function usePages<T>(items: readonly T[], size: number): { shown: readonly T[]; pager: JSX.Element | null } {
  const words = useWords();
  const [page, setPage] = useState(0);
  const pages = Math.max(1, Math.ceil(items.length / size));
  const at = Math.min(page, pages - 1);
  const pager =
    pages === 1 ? null : (
      <nav class="pager" aria-label={words.t("pager.label")}>
        <Button label={words.t("pager.back")} disabled={at === 0} onPress={() => setPage(at - 1)}>
          <Icon name="left" />
        </Button>
        <span>{words.t("pager.at", { page: at + 1, pages })}</span>
        <Button label={words.t("pager.on")} disabled={at === pages - 1} onPress={() => setPage(at + 1)}>
          <Icon name="right" />
        </Button>
      </nav>
    );
  return { shown: items.slice(at * size, (at + 1) * size), pager };
}
