import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Import } from "../api/types";
import { sentencesOf } from "../i18n/words";
import { Part } from "../parts/detail";
import { useWords } from "../state/context";

/** So many stand in the page until more are asked for. */
const few = 12;

/** What is wrong, by row and column, in words; all of it is in the file. */
export function Wrongs({ i, list, late = false }: { i: Import; list: readonly NonNullable<Import["errors"]>[number][]; late?: boolean }): JSX.Element | null {
  const words = useWords();
  const [all, setAll] = useState(false);
  if (list.length === 0) return null;
  const title = words.t(late ? "imports.late" : "imports.errors", { n: late ? list.length : i.counts.wrong });
  return (
    <Part title={title}>
      {late ? null : <p><a class="button" href={`/v1/imports/${encodeURIComponent(i.id)}/errors.csv`} download="errors.csv">{words.t("imports.error_file")}</a> <span class="muted">{words.t("imports.error_file_text")}</span></p>}
      <div class="wide">
        <table class="grid">
          <thead><tr><th scope="col" class="right grid__row">{words.t("imports.row")}</th><th scope="col">{words.t("imports.column")}</th><th scope="col">{words.t("imports.value")}</th><th scope="col" class="grid__long">{words.t("imports.what")}</th></tr></thead>
          <tbody>
            {list.slice(0, all ? list.length : few).map((e, at) => (
              <tr key={at}>
                <td class="right" data-name={words.t("imports.row")}>{e.row === 0 ? "" : words.count(e.row)}</td>
                <td data-name={words.t("imports.column")}>{e.header ?? ""}</td>
                <td class="mono" data-name={words.t("imports.value")}>{e.value ?? ""}</td>
                <td data-name={words.t("imports.what")}>{sentencesOf(e.message, e.hint)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {all || list.length <= few ? null : <button type="button" class="button" onClick={() => setAll(true)}>{words.t("imports.show_all", { n: list.length })}</button>}
      {list.length < (late ? 0 : i.counts.wrong) ? <p class="muted">{words.t("imports.first_errors", { n: list.length })}</p> : null}
    </Part>
  );
}

/** The first rows as they would be, and what they change. */
export function Samples({ i }: { i: Import }): JSX.Element | null {
  const words = useWords();
  const [all, setAll] = useState(false);
  const rows = i.samples ?? [];
  const cells = rows[0]?.cells ?? [];
  if (cells.length === 0) return null;
  const title = words.t(i.status === "staged" ? "imports.samples" : "imports.samples_then", { n: rows.length });
  return (
    <Part title={title}>
      <div class="wide">
        <table class="grid">
          <thead><tr><th scope="col" class="right grid__row">{words.t("imports.row")}</th><th scope="col" class="grid__becomes">{words.t("imports.becomes")}</th>{cells.map((c) => <th scope="col" key={c.field}>{words.maybe("field", c.field)}</th>)}</tr></thead>
          <tbody>
            {rows.slice(0, all ? rows.length : few).map((r) => (
              <tr key={r.row}>
                <td class="right" data-name={words.t("imports.row")}>{words.count(r.row)}</td>
                <td data-name={words.t("imports.becomes")}>{words.t(r.new ? "imports.new" : "imports.change")}</td>
                {(r.cells ?? []).map((c) => <td key={c.field} data-name={words.maybe("field", c.field)}>{c.was === undefined || c.was === "" ? c.value : <><del class="muted">{c.was}</del> {c.value}</>}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {all || rows.length <= few ? null : <button type="button" class="button" onClick={() => setAll(true)}>{words.t("imports.show_all", { n: rows.length })}</button>}
    </Part>
  );
}

/** What something else has touched since: it hinders an undo, or was left alone by it. */
export function Hinders({ list, undone }: { list: readonly NonNullable<Import["hinders"]>[number][]; undone: boolean }): JSX.Element | null {
  const words = useWords();
  if (list.length === 0) return null;
  return (
    <Part title={words.t(undone ? "imports.left" : "imports.hinders")}>
      {undone ? null : <p>{words.t("imports.hinders_text")}</p>}
      <ul class="says">{list.map((h) => <li key={`${h.collection} ${h.id}`}><span class="mono strong">{h.name}</span>{h.row > 0 ? <span class="muted"> {words.t("imports.of_row", { n: h.row })}</span> : null}: {h.message}</li>)}</ul>
    </Part>
  );
}

export function Notices({ list, all }: { list: readonly NonNullable<Import["notices"]>[number][]; all: number }): JSX.Element | null {
  const words = useWords();
  if (list.length === 0) return null;
  const skipped = list.filter((n) => n.skipped === true).length;
  return (
    <Part title={words.t("imports.notices")}>
      <ul class="says">{list.map((n, at) => <li key={at}><span class="muted">{words.t("imports.of_row", { n: n.row })}</span> {sentencesOf(n.message)}</li>)}</ul>
      {skipped < all ? <p class="muted">{words.t("imports.first_notices", { n: list.length })}</p> : null}
    </Part>
  );
}
