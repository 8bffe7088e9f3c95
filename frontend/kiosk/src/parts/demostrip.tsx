import type { JSX } from "preact";
import { useKiosk, useWords } from "../state/context";
import type { Wedge } from "../wedge/dom";
import { Barcode } from "./barcode";
import { Button } from "./button";
import { Cut } from "./cut";

/** Codes to try, in a demo only. A click types the code as a scanner would. */
export function DemoStrip({ wedge }: { wedge: Wedge }): JSX.Element | null {
  const kiosk = useKiosk();
  const words = useWords();
  const demo = kiosk.demo.data.value;
  if (demo === undefined || !demo.demo || demo.codes.length === 0) return null;
  return (
    <nav class="demo" aria-label={words.t("demo.title")}>
      <strong class="demo__title">{words.t("demo.title")}</strong>
      {demo.codes.slice(0, 6).map((code) => (
        <Button class="demo__code" key={code.code} onPress={() => wedge.play(code.code)} title={`${code.name} ${code.code}`}>
          <Barcode code={code.code} class="demo__bars" whole />
          <Cut class="demo__text" text={words.t("demo.what", { role: words.t(`demo.role.${code.role}`), name: code.name })} />
        </Button>
      ))}
    </nav>
  );
}
