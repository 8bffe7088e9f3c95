import type { JSX } from "preact";
import { Icon } from "../parts/icons";
import { useWords } from "../state/context";

/** The whole list, as it is filtered and sorted, as a file: `path` is that of its export. */
export function CSV({ path, asked }: { path: `/v1/${string}.csv`; asked: Readonly<Record<string, string>> }): JSX.Element {
  const words = useWords();
  const search = new URLSearchParams(asked).toString();
  return <a class="chip chip--plain chip--end" href={search === "" ? path : `${path}?${search}`} download title={words.t("list.csv_title")}><Icon name="imports" />{words.t("list.csv")}</a>;
}
