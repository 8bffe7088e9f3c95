import type { JSX } from "preact";
import { Icon } from "@rms/shared/icons";
import type { LineView } from "../api/types";
import { Button } from "../parts/button";
import { Cut } from "../parts/cut";
import { Field } from "../parts/field";
import { Notice } from "../parts/notice";
import { usePages } from "../parts/pager";
import { useKiosk, useWords } from "../state/context";
import type { View } from "../state/view";
import { DeskFrame } from "./desk";

/** An order being written: scans add lines; four fields are chosen from lists. */
export function NewOrder(): JSX.Element {
  const kiosk = useKiosk();
  const words = useWords();
  const draft = kiosk.desk.data.value?.draft;
  const { shown, pager } = usePages(draft?.lines ?? [], (kiosk.demo.data.value?.codes.length ?? 0) > 0 ? 3 : 4);
  const open = (view: View) => () => {
    kiosk.view.value = view;
  };
  const missing = draft?.missing ?? [];
  const moment = (ms: number | undefined) => (ms === undefined || ms === 0 ? undefined : words.moment(ms));
  return (
    <DeskFrame>
      <div class="draft">
        <Field label={words.t("draft.job")} value={draft?.job?.name} onPress={open({ at: "find", of: "job" })} />
        <Field label={words.t("draft.place")} value={draft?.place?.name} onPress={open({ at: "find", of: "place" })} />
        <Field label={words.t("draft.start")} value={moment(draft?.start)} onPress={open({ at: "when", of: "start" })} />
        <Field label={words.t("draft.end")} value={moment(draft?.end)} onPress={open({ at: "when", of: "due" })} />
      </div>
      <div class="lines">
        {shown.length === 0 ? <Notice drawing="other" title={words.t("draft.empty")} text={words.t("draft.empty_text")} /> : null}
        {shown.map((line) => (
          <Line line={line} key={line.type_id} />
        ))}
        <Button class="lines__add" onPress={open({ at: "find", of: "type" })}>
          <Icon name="plus" />
          <Cut text={words.t("draft.add")} />
        </Button>
      </div>
      <div class="draft__foot">
        <Cut class={missing.length === 0 ? "draft__ready" : "muted"} lines={2} text={missing.length === 0 ? words.t("draft.ready") : words.t("draft.missing", { what: missing.map((m) => words.say(m)).join(", ") })} />
        {pager}
      </div>
    </DeskFrame>
  );
}

function Line({ line }: { line: LineView }): JSX.Element {
  const kiosk = useKiosk();
  const words = useWords();
  const set = (quantity: number) => () => kiosk.tap("line", `${line.type_id}=${quantity}`);
  return (
    <div class="line">
      <Cut class="line__name" text={line.name} lines={2} />
      <Button class="line__key" label={words.t("draft.fewer", { name: line.name })} onPress={set(line.requested - 1)}>
        <Icon name="minus" />
      </Button>
      <strong class={line.requested > 999 ? "line__n line__n--long" : "line__n"}>{words.count(line.requested)}</strong>
      <Button class="line__key" label={words.t("draft.more", { name: line.name })} onPress={set(line.requested + 1)}>
        <Icon name="plus" />
      </Button>
    </div>
  );
}
