import type { JSX } from "preact";
import { useWords } from "../state/context";
import { Button } from "./button";
import { Cut } from "./cut";

/** Something that is chosen from a list: its name, and what was chosen. */
export function Field({ label, value, onPress }: { label: string; value: string | undefined; onPress: () => void }): JSX.Element {
  const words = useWords();
  return (
    <Button class={value === undefined ? "field field--empty" : "field"} onPress={onPress}>
      <Cut class="field__label" text={label} />
      <Cut class="field__value" text={value ?? words.t("draft.choose")} />
    </Button>
  );
}
