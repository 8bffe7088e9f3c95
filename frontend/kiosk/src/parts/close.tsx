import type { JSX } from "preact";
import { Icon } from "@rms/shared/icons";
import { useKiosk, useWords } from "../state/context";
import { Button } from "./button";

/** Closes a page that was opened on top of the desk. */
export function Close({ first }: { first?: () => void }): JSX.Element {
  const kiosk = useKiosk();
  const words = useWords();
  return (
    <Button label={words.t("page.close")} class="close" onPress={() => (first?.(), (kiosk.view.value = { at: "desk" }))}>
      <Icon name="close" />
    </Button>
  );
}
