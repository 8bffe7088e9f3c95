import { isDrawing, Silhouette } from "@rms/shared/silhouettes";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Asset } from "../api/types";
import { questionOf, severityOf } from "../i18n/facts";
import { Link } from "../nav/link";
import type { To } from "../nav/router";
import { Empty, Moment, Sign, Skeleton } from "../parts/basics";
import { Changes } from "../parts/changes";
import { Detail, Line, Lines, Part } from "../parts/detail";
import { Failure, isGone } from "../parts/failure";
import { Icon } from "../parts/icons";
import { Status } from "../parts/status";
import { RemoveSure } from "../parts/sure";
import { useCentral, useHere, useRead, useWords } from "../state/context";
import { EditItem } from "./edit";
import { History } from "./history";
import { Due, holderOf } from "./page";

/** All that is known of one item, with everything that ever happened to it. */
export function Passport({ id, close }: { id: string; close: To }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const { query } = useHere();
  const [removing, setRemoving] = useState(false);
  const reading = useRead(`item ${id}`, () => central.client.get("/v1/inventory/assets/{id}", undefined, { id }), [`asset/${id}`]);
  const asset = reading.data.value;
  const failure = reading.failure.value;
  if (asset === undefined) {
    return (
      <Detail title={words.t(isGone(failure) ? "items.gone" : "items.single")} close={close}>
        {failure === undefined ? <Skeleton rows={8} /> : isGone(failure) ? <Empty title={words.t("items.gone")} text={words.t("items.gone_text")} /> : <Failure failure={failure} old={false} again={() => void reading.refresh()} />}
      </Detail>
    );
  }
  const { do: doing, ...rest } = query;
  const self: To = { route: "item", id, query: rest };
  const editing = doing === "edit" && central.may("put_catalog");
  const type = central.rows.find("item_type", asset.item_type_id);
  const drawing = type?.silhouette ?? type?.category ?? "";
  return (
    <Detail title={asset.tag} over={type?.name ?? ""} close={close} picture={<Silhouette class="passport__drawing" name={isDrawing(drawing) ? drawing : "other"} />}
      actions={!editing && !removing && central.may("put_catalog") ? (
        <>
          <button type="button" class="button button--quiet" onClick={() => setRemoving(true)}>{words.t("remove.do")}</button>
          <Link to={{ ...self, query: { ...rest, do: "edit" } }} how="replace" class="button"><Icon name="edit" />{words.t("panel.edit")}</Link>
        </>
      ) : undefined}>
      <Failure failure={failure} old again={() => void reading.refresh()} />
      {removing ? (
        <RemoveSure name={asset.tag} subject={`asset/${id}`} gone={close} keep={() => setRemoving(false)}
          remove={(key) => central.client.delete("/v1/inventory/assets/{id}", undefined, { id, key, rev: asset.rev })} />
      ) : null}
      {editing ? <EditItem asset={asset} close={self} /> : <><Facts asset={asset} /><Questions id={id} /><History id={id} /><Changes of="asset" id={id} /></>}
    </Detail>
  );
}

function Facts({ asset }: { asset: Asset }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const hours = Math.round((asset.usage.hours_out_ms ?? 0) / 3_600_000);
  const outs = asset.usage.check_outs ?? 0;
  const place = (id: string | undefined): JSX.Element | undefined => {
    const row = central.rows.find("place", id);
    return row === undefined ? undefined : <Link to={{ route: "place", id: row.id }} class="link-text">{row.name}</Link>;
  };
  return (
    <Lines>
      <Line name={words.t("items.status")}><Status status={asset.status} /></Line>
      <Line name={words.t("items.place")}>{place(asset.place_id)}</Line>
      <Line name={words.t("items.with")}><Holder asset={asset} /></Line>
      <Line name={words.t("items.due")}>{(asset.custody.due ?? 0) === 0 ? undefined : <Due asset={asset} />}</Line>
      <Line name={words.t("items.case")}>{(asset.contained_in ?? "") === "" ? undefined : <Link to={{ route: "item", id: asset.contained_in ?? "" }} class="link-text">{words.t("items.case_show")}</Link>}</Line>
      <Line name={words.t("items.home")}>{place(asset.home_place_id)}</Line>
      <Line name={words.t("items.serial")}>{asset.serial === undefined ? undefined : <span class="mono">{asset.serial}</span>}</Line>
      <Line name={words.t("items.return_by")}>{(asset.must_return_by ?? 0) === 0 ? undefined : <Moment at={asset.must_return_by ?? 0} kind="when" />}</Line>
      <Line name={words.t("items.seen")}>{asset.last_seen.at.t === 0 ? undefined : <Moment at={asset.last_seen.at.t} kind="when" />}</Line>
      <Line name={words.t("items.usage")}>{outs === 0 ? undefined : `${words.t("items.out_count", { n: outs })}, ${words.t("items.hours", { n: hours })}`}</Line>
      <Line name={words.t("items.notes")}>{asset.notes === undefined ? undefined : <span class="prose">{asset.notes}</span>}</Line>
      <Line name={words.t("row.created")}><Moment at={asset.created_at} kind="when" /></Line>
    </Lines>
  );
}

/** Who has it, and on which order; each leads there. */
function Holder({ asset }: { asset: Asset }): JSX.Element | null {
  const { person_id = "", person_name = "", rent_action_id = "", number = "" } = asset.custody;
  if (holderOf(asset) === "") return null;
  return (
    <>
      {person_id === "" ? person_name : <Link to={{ route: "person", id: person_id }} class="link-text">{person_name}</Link>}
      {person_name === "" || number === "" ? "" : " · "}
      {rent_action_id === "" ? number : <Link to={{ route: "order", id: rent_action_id }} class="link-text mono">{number}</Link>}
    </>
  );
}

/** Questions that wait for an answer about it. */
function Questions({ id }: { id: string }): JSX.Element | null {
  const central = useCentral();
  const words = useWords();
  const reading = useRead(`questions of ${id}`, async () => (await central.client.get("/v1/exceptions", { asset_id: id, status: ["open"], limit: 20 })).items, ["exception/"]);
  const open = reading.data.value ?? [];
  if (open.length === 0) return null;
  return (
    <Part title={words.t("items.questions")}>
      <ul class="asks">
        {open.map((q) => (
          <li key={q.id} class="asks__one">
            <Sign {...severityOf(q, words)} />
            <Link to={{ route: "exceptions", query: { show: q.id } }} class="link-text">{questionOf(q, words).title}</Link>
          </li>
        ))}
      </ul>
    </Part>
  );
}
