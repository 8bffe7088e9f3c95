import type { JSX } from "preact";
import { Icon } from "../parts/icons";
import { useWords } from "../state/context";

/** Where a list is served as a file. */
export interface File {
  path: `/v1/${string}.csv`;
  asked?: Readonly<Record<string, string>>;
}

function addressOf({ path, asked = {} }: File): string {
  const search = new URLSearchParams(asked).toString();
  return search === "" ? path : `${path}?${search}`;
}

/** The whole of a list that stands under a title, as a file: a small link beside the title. */
export function FileLink({ of, title }: { of: File; title: string }): JSX.Element {
  const words = useWords();
  return <a class="link-text filelink" href={addressOf(of)} download title={words.t("list.csv_title")} aria-label={words.t("list.csv_of", { title })}><Icon name="imports" />{words.t("list.csv")}</a>;
}

/** The whole list, as it is filtered and sorted, as a file: `path` is that of its export. */
export function CSV(file: File): JSX.Element {
  const words = useWords();
  return <a class="chip chip--plain chip--end" href={addressOf(file)} download title={words.t("list.csv_title")}><Icon name="imports" />{words.t("list.csv")}</a>;
}
