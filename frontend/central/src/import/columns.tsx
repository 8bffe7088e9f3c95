import type { JSX } from "preact";
import type { Import } from "../api/types";
import { Pick } from "../form/pick";
import { Cut } from "../parts/basics";
import { Part } from "../parts/detail";
import { usePlaces } from "../parts/sources";
import { useCentral, useRead, useWords } from "../state/context";
import { kinds, withColumn, withKind, type Asked } from "./asked";

interface Props {
  i: Import;
  asked: Asked;
  busy: boolean;
  /** Absent where it can be changed no more. */
  read?: (asked: Asked) => Promise<void>;
}

/** How the list is read as a whole; each change is read and shown again. */
export function Options({ i, asked, busy, read }: Props & { read: (asked: Asked) => Promise<void> }): JSX.Element {
  const words = useWords();
  const places = usePlaces();
  return (
    <div class="readas" aria-busy={busy}>
      <label class="field">
        <span class="field__label">{words.t("imports.rows_are")}</span>
        <select class="field__input" name="kind" value={i.kind} disabled={busy} onChange={(e) => {
          const kind = kinds.find((k) => k === e.currentTarget.value);
          if (kind !== undefined) void read(withKind(asked, kind));
        }}>
          {kinds.map((k) => <option key={k} value={k}>{words.t(`imports.of_${k}`)}</option>)}
        </select>
      </label>
      <div class="field">
        <span class="field__label" aria-hidden="true">{words.t("imports.at")}</span>
        <Pick label={words.t("imports.at")} value={i.at ?? ""} source={places} optional disabled={busy} onPick={(at) => {
          const { at: _before, ...rest } = asked;
          void read(at === "" ? rest : { ...rest, at });
        }} />
      </div>
      <label class="field">
        <span class="field__label">{words.t("imports.with_wrong")}</span>
        <select class="field__input" name="mode" value={i.mode} disabled={busy} onChange={(e) => void read({ ...asked, mode: e.currentTarget.value === "good_rows" ? "good_rows" : "all_or_nothing" })}>
          <option value="all_or_nothing">{words.t("imports.all_or_nothing")}</option>
          <option value="good_rows">{words.t("imports.good_rows")}</option>
        </select>
      </label>
      <label class="check"><input type="checkbox" name="create" checked={asked.create} disabled={busy} onChange={(e) => void read({ ...asked, create: e.currentTarget.checked })} /><span>{words.t("imports.create")}</span></label>
      {busy ? <p class="muted" role="status">{words.t("imports.reading")}</p> : null}
    </div>
  );
}

/** What each column was taken for, and why. */
export function Columns({ i, asked, busy, read }: Props): JSX.Element | null {
  const central = useCentral();
  const words = useWords();
  const known = useRead("import fields", () => central.client.get("/v1/imports/fields"), []).data.value?.kinds ?? [];
  const columns = i.columns ?? [];
  if (columns.length === 0) return null;
  const fields = known.find((k) => k.kind === i.kind)?.fields ?? [];
  const say = (field: string): string => (field === "" ? words.t("imports.not_read") : words.maybe("field", field));
  return (
    <Part title={words.t("imports.columns")}>
      <div class="wide">
        <table class="grid">
          <thead><tr><th scope="col" class="grid__becomes">{words.t("imports.column")}</th><th scope="col">{words.t("imports.header")}</th><th scope="col">{words.t("imports.taken_for")}</th><th scope="col">{words.t("imports.because")}</th></tr></thead>
          <tbody>
            {columns.map((c) => (
              <tr key={c.number} class={c.field === "" ? "muted" : ""}>
                <td class="mono" data-name={words.t("imports.column")}>{c.letter}</td>
                <td data-name={words.t("imports.header")}><Cut text={c.header === "" ? "–" : c.header} /></td>
                <td data-name={words.t("imports.taken_for")}>
                  {read === undefined ? <Cut text={say(c.field)} /> : (
                    <select class="field__input" aria-label={words.t("imports.column_is", { name: c.header === "" ? c.letter : c.header })} value={c.field} disabled={busy || fields.length === 0}
                      onChange={(e) => void read(withColumn(asked, c.letter, e.currentTarget.value))}>
                      <option value="">{say("")}</option>
                      {fields.map((f) => <option key={f.field} value={f.field}>{say(f.field)}</option>)}
                      {c.field === "" || fields.some((f) => f.field === c.field) ? null : <option value={c.field}>{say(c.field)}</option>}
                    </select>
                  )}
                </td>
                <td data-name={words.t("imports.because")}><Cut class="muted" text={c.because === undefined ? "" : words.t(`imports.by_${c.because}`)} /></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Part>
  );
}
