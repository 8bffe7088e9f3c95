import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Empty } from "../parts/basics";
import { Link } from "../nav/link";
import { pages } from "../pages";
import { useHere, useRouter, useWords } from "../state/context";
import { Palette } from "./palette";
import { Rail } from "./rail";
import { Toasts } from "./toasts";

/** Whether the palette is open. */
export const palette = signal(false);

/** The rail, the page of the address, and what lies over them. `under`: nobody sees or reaches it, and it keeps what it has. */
export function Shell({ under }: { under: boolean }): JSX.Element {
  const here = useHere();
  const [menu, setMenu] = useState(false);
  useEffect(() => setMenu(false), [here]);
  const at = useRef<Element | null>(null);
  if (under) at.current ??= document.activeElement; // before what is hidden loses it
  useEffect(() => {
    if (!under && at.current instanceof HTMLElement) at.current.focus();
    if (!under) at.current = null;
  }, [under]);
  const Page = here.route === "nothing" || here.route === "login" || here.route === "setup" ? Nothing : pages[here.route];
  return (
    <div class={menu ? "frame frame--menu" : "frame"} hidden={under} inert={under}>
      <Rail menu={menu} setMenu={setMenu} />
      <main class="page">
        <Leaving />
        <Page />
      </main>
      <Toasts />
      {palette.value ? <Palette close={() => (palette.value = false)} /> : null}
    </div>
  );
}

function Nothing(): JSX.Element {
  const words = useWords();
  return (
    <Empty title={words.t("nothing.title")} text={words.t("nothing.text")} level={1}>
      <Link to={{ route: "today" }} class="button button--first">{words.t("nothing.go")}</Link>
    </Empty>
  );
}

/** Asks before what is not saved is left. */
function Leaving(): JSX.Element | null {
  const router = useRouter();
  const words = useWords();
  const leaving = router.leaving.value;
  if (leaving === undefined) return null;
  return (
    <div class="leaving" role="alert">
      <span>{words.t("form.leave")}</span>
      <button type="button" class="button" onClick={leaving.leave}>{words.t("form.leave_go")}</button>
      <button type="button" class="button button--first" ref={(b) => b?.focus()} onClick={leaving.stay}>{words.t("form.leave_stay")}</button>
    </div>
  );
}
