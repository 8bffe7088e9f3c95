import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { ProblemError } from "../api/client";
import type { Import } from "../api/types";
import { Pick } from "../form/pick";
import { Cut } from "../parts/basics";
import { problemText } from "../parts/failure";
import { Icon } from "../parts/icons";
import { usePlaces } from "../parts/sources";
import { useCentral, useRouter, useWords } from "../state/context";
import { kinds, mostBytes, type Kind } from "./asked";

type Stage = { state: "idle" } | { state: "chosen"; file: File; wrong: string } | { state: "sending"; file: File; sent: number };

/** A list is dropped or chosen, and sent: central says what it would do. */
export function Send(): JSX.Element {
  const central = useCentral();
  const router = useRouter();
  const words = useWords();
  const [stage, setStage] = useState<Stage>({ state: "idle" });
  const [kind, setKind] = useState<Kind | "">("");
  const [at, setAt] = useState("");
  const [create, setCreate] = useState(true);
  const [over, setOver] = useState(false);
  const stop = useRef<AbortController | undefined>(undefined);
  const input = useRef<HTMLInputElement>(null);
  const places = usePlaces();
  useEffect(() => () => stop.current?.abort(), []);

  function choose(files: FileList | null | undefined): void {
    const [file] = files ?? [];
    if (file === undefined) return;
    const wrong = (files?.length ?? 0) > 1 ? words.t("imports.one_file") : file.size === 0 ? words.t("imports.no_bytes") : file.size > mostBytes ? words.t("imports.too_large") : "";
    setStage({ state: "chosen", file, wrong });
  }

  async function send(file: File): Promise<void> {
    const control = new AbortController();
    stop.current = control;
    setStage({ state: "sending", file, sent: 0 });
    const query = { file_name: file.name.slice(0, 200), create, ...(kind === "" ? {} : { kind }), ...(at === "" ? {} : { at }) };
    try {
      const shown: Import = await central.client.upload("/v1/imports", query, file, { signal: control.signal, progress: (sent) => setStage({ state: "sending", file, sent }) });
      central.newsroom.touch(`import/${shown.id}`);
      router.go({ route: "import", id: shown.id });
    } catch (cause) {
      if (control.signal.aborted) return setStage({ state: "chosen", file, wrong: "" });
      central.note(cause);
      setStage({ state: "chosen", file, wrong: sayOf(cause) });
    }
  }

  const sayOf = (cause: unknown): string => {
    if (!(cause instanceof ProblemError)) return words.t("imports.lost");
    return cause.problem.reason === "unknown_kind" ? words.t("imports.unknown_kind") : problemText(cause, words);
  };
  const drop = {
    onDragOver: (e: DragEvent): void => (e.preventDefault(), setOver(true)),
    onDragLeave: (): void => setOver(false),
    onDrop: (e: DragEvent): void => (e.preventDefault(), setOver(false), choose(e.dataTransfer?.files)),
  };
  const file = stage.state === "idle" ? undefined : stage.file;
  return (
    <section class={over ? "dropzone dropzone--over" : "dropzone"} aria-label={words.t("imports.send")} {...(stage.state === "sending" ? {} : drop)}>
      <input class="dropzone__file" type="file" tabIndex={-1} aria-hidden="true" ref={input} accept=".csv,.tsv,.txt,text/csv,text/plain" onChange={(e) => (choose(e.currentTarget.files), (e.currentTarget.value = ""))} />
      {file === undefined ? (
        <div class="dropzone__call">
          <Icon name="imports" />
          <div>
            <p class="strong">{words.t("imports.drop")}</p>
            <p class="muted">{words.t("imports.drop_text")}</p>
          </div>
          <button type="button" class="button button--first" onClick={() => input.current?.click()}>{words.t("imports.choose")}</button>
        </div>
      ) : stage.state === "sending" ? (
        <div class="dropzone__call">
          <div class="dropzone__going">
            <Cut class="strong" text={file.name} />
            <progress class="bar" aria-label={words.t("imports.sending")} max={file.size} value={stage.sent} />
            <p class="muted" role="status">{stage.sent < file.size ? words.t("imports.sent", { n: Math.floor((100 * stage.sent) / file.size) }) : words.t("imports.reading")}</p>
          </div>
          <button type="button" class="button" onClick={() => stop.current?.abort()}>{words.t("imports.stop")}</button>
        </div>
      ) : (
        <form class="dropzone__form" onSubmit={(e) => (e.preventDefault(), void send(file))}>
          <p class="dropzone__name"><Cut class="strong" text={file.name} /><span class="muted">{sizeOf(file.size, words.count)}</span></p>
          {stage.state === "chosen" && stage.wrong !== "" ? <p class="form__wrong" role="alert">{stage.wrong}</p> : null}
          <label class="field">
            <span class="field__label">{words.t("imports.rows_are")}</span>
            <select class="field__input" name="kind" value={kind} onChange={(e) => setKind(kinds.find((k) => k === e.currentTarget.value) ?? "")}>
              <option value="">{words.t("imports.of_program")}</option>
              {kinds.map((k) => <option key={k} value={k}>{words.t(`imports.of_${k}`)}</option>)}
            </select>
          </label>
          <div class="field">
            <span class="field__label" aria-hidden="true">{words.t("imports.at")}</span>
            <Pick label={words.t("imports.at")} value={at} source={places} optional onPick={setAt} />
          </div>
          <label class="check"><input type="checkbox" name="create" checked={create} onChange={(e) => setCreate(e.currentTarget.checked)} /><span>{words.t("imports.create")}</span></label>
          <div class="form__end">
            <button type="submit" class="button button--first" disabled={file.size === 0 || file.size > mostBytes}>{words.t("imports.look")}</button>
            <button type="button" class="button" onClick={() => input.current?.click()}>{words.t("imports.another")}</button>
            <button type="button" class="button button--quiet" onClick={() => setStage({ state: "idle" })}>{words.t("form.cancel")}</button>
          </div>
        </form>
      )}
    </section>
  );
}

function sizeOf(bytes: number, count: (n: number) => string): string {
  return bytes < 1024 * 1024 ? `${count(Math.ceil(bytes / 1024))} KiB` : `${count(Math.round(bytes / 1024 / 1024))} MiB`;
}
