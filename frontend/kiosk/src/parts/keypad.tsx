import type { JSX } from "preact";
import { Icon } from "@rms/shared/icons";
import { useWords } from "../state/context";
import type { Wedge } from "../wedge/dom";
import { Button } from "./button";

/** Keys on the screen, which go the way of the keyboard's. */
export function Keypad({ keys, wedge, columns, send }: { keys: string; wedge: Wedge; columns: 3 | 6; send: boolean }): JSX.Element {
  const words = useWords();
  return (
    <div class={`keypad keypad--${columns}`}>
      {[...keys].map((key) => (
        <Button key={key} class="keypad__key" onPress={() => wedge.type(key)}>
          {key}
        </Button>
      ))}
      <Button class="keypad__key" label={words.t("keypad.delete")} onPress={() => wedge.backspace()}>
        <Icon name="erase" />
      </Button>
      {send ? (
        <Button class="keypad__key keypad__key--send" label={words.t("keypad.send")} onPress={() => wedge.send()}>
          <Icon name="enter" />
        </Button>
      ) : null}
    </div>
  );
}
