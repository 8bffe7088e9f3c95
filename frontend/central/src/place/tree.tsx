import { signal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import type { Place } from "../api/types";
import { Link } from "../nav/link";
import type { To } from "../nav/router";
import { Cut, Skeleton } from "../parts/basics";
import { Failure, isForbidden } from "../parts/failure";
import { Icon } from "../parts/icons";
import { Forbidden } from "../parts/page";
import { useCentral, useRead, useRouter, useWords } from "../state/context";
import type { Central } from "../state/central";
import { PlaceKind, PlaceName } from "./page";

interface Props {
  to: (place: Place) => To;
  open: string;
  empty: ComponentChildren;
}

/** Which places are opened in the tree; kept while the page is. */
const unfolded = signal<ReadonlySet<string>>(new Set());

const largest = 200;
/** So many places of one parent are shown; more are found by search. */
const most = 1000;

/** All places of a filter, page after page. */
async function all(central: Central, filter: { parent_id: string } | { kind: ["site"] }): Promise<Place[]> {
  const found: Place[] = [];
  for (let after = ""; ; ) {
    const page = await central.client.get("/v1/places", { ...filter, limit: largest, ...(after === "" ? {} : { after }) });
    found.push(...page.items);
    after = page.next ?? "";
    if (after === "" || found.length >= most) break;
  }
  central.rows.put("place", found);
  return found;
}

/** The sites, and in each what lies in it. */
export function Tree({ to, open, empty }: Props): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const sites = useRead("places of kind site", () => all(central, { kind: ["site"] }), ["place/"]);
  const rows = sites.data.value;
  const failure = sites.failure.value;
  if (isForbidden(failure)) return <Forbidden />;
  const problem = <Failure failure={failure} old={rows !== undefined} again={() => void sites.refresh()} />;
  if (rows === undefined) return <div class="sheet">{failure === undefined ? <Skeleton rows={10} /> : problem}</div>;
  if (rows.length === 0) return <div class="sheet">{problem}{empty}</div>;
  return (
    <div class="sheet">
      {problem}
      <div class="sheet__scroll" data-list>
        <table class="table" aria-label={words.t("places.title")}>
          <thead>
            <tr>
              <th scope="col"><Cut text={words.t("places.name")} /></th>
              <th scope="col" class="rank-2" style={{ width: "160px" }}><Cut text={words.t("places.code")} /></th>
              <th scope="col" style={{ width: "128px" }}><Cut text={words.t("places.kind")} /></th>
            </tr>
          </thead>
          <tbody>{rows.map((p) => <Branch key={p.id} place={p} depth={0} to={to} open={open} />)}</tbody>
        </table>
      </div>
    </div>
  );
}

function Branch({ place, depth, to, open }: { place: Place; depth: number; to: (p: Place) => To; open: string }): JSX.Element {
  const words = useWords();
  const router = useRouter();
  const wide = unfolded.value.has(place.id);
  const leaf = place.kind === "shelf" || place.kind === "bench";
  const turn = (e: Event): void => {
    e.stopPropagation();
    const next = new Set(unfolded.value);
    if (!next.delete(place.id)) next.add(place.id);
    unfolded.value = next;
  };
  const on = place.id === open;
  return (
    <>
      <tr class={on ? "row row--open" : "row"} onClick={() => router.go(to(place), on ? "replace" : "push")}>
        <td>
          <span class="branch" style={{ paddingLeft: `${depth * 20}px` }}>
            {leaf ? <span class="branch__leaf" /> : (
              <button type="button" class="branch__turn" aria-expanded={wide} aria-label={words.t(wide ? "places.shut" : "places.open", { name: place.name })} onClick={turn}>
                <Icon name={wide ? "down" : "right"} />
              </button>
            )}
            <Link to={to(place)} class="row__link" data-walk {...(on ? { "aria-current": "true" as const } : {})}><PlaceName place={place} /></Link>
          </span>
        </td>
        <td class="rank-2"><Cut class="mono" text={place.code} /></td>
        <td><PlaceKind place={place} /></td>
      </tr>
      {wide ? <Below place={place} depth={depth + 1} to={to} open={open} /> : null}
    </>
  );
}

function Below({ place, depth, to, open }: { place: Place; depth: number; to: (p: Place) => To; open: string }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const below = useRead(`places in ${place.id}`, () => all(central, { parent_id: place.id }), ["place/"]);
  const rows = below.data.value;
  const said = rows === undefined ? (below.failure.value === undefined ? undefined : words.t("state.no_answer")) : rows.length === 0 ? words.t("places.none_below") : rows.length >= most ? words.t("places.more_below") : undefined;
  return (
    <>
      {rows?.map((p) => <Branch key={p.id} place={p} depth={depth} to={to} open={open} />)}
      {said === undefined ? null : <tr class="row"><td colSpan={3}><span class="branch muted" style={{ paddingLeft: `${depth * 20 + 28}px` }}>{said}</span></td></tr>}
    </>
  );
}
