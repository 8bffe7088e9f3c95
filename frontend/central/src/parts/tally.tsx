import type { JSX } from "preact";
import { Link } from "../nav/link";
import type { To } from "../nav/router";
import { useWords } from "../state/context";

interface TallyProps {
  n: number;
  name: string;
  to: To;
  late?: boolean;
}

/** A number that leads to its list. */
export function Tally({ n, name, to, late = false }: TallyProps): JSX.Element {
  const words = useWords();
  return (
    <li class="tally__one">
      <Link to={to} class={late && n > 0 ? "tally__link tally__link--late" : "tally__link"}><span class="tally__n">{words.count(n)}</span><span class="tally__name">{name}</span></Link>
    </li>
  );
}
