import type { JSX } from "preact";
import type { Place } from "../api/types";
import { FormBody, PickField, SelectField, TextField, useForm } from "../form/fields";
import type { Key } from "../i18n/words";
import { Link } from "../nav/link";
import type { To } from "../nav/router";
import { Archive } from "../parts/archive";
import { Empty, Moment, Skeleton } from "../parts/basics";
import { Changes } from "../parts/changes";
import { Detail, Line, Lines } from "../parts/detail";
import { Failure, isGone } from "../parts/failure";
import { Icon } from "../parts/icons";
import { usePlaces } from "../parts/sources";
import { useCentral, useHere, useRead, useRouter, useWords } from "../state/context";
import { clockOf, inputOf, kinds, valuesOf, type V } from "./values";

const path = "/v1/places/{id}";

export function PlaceDetail({ id, close }: { id: string; close: To }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const { query } = useHere();
  const reading = useRead(`place ${id}`, () => central.client.get(path, undefined, { id }), [`place/${id}`]);
  const place = reading.data.value;
  const failure = reading.failure.value;
  if (place === undefined) {
    return (
      <Detail title={words.t(isGone(failure) ? "places.gone" : "places.single")} close={close}>
        {failure === undefined ? <Skeleton rows={8} /> : isGone(failure) ? <Empty title={words.t("places.gone")} text={words.t("places.gone_text")} /> : <Failure failure={failure} old={false} again={() => void reading.refresh()} />}
      </Detail>
    );
  }
  const { do: doing, ...rest } = query;
  const self: To = { route: "place", id, query: rest };
  const may = central.may("put_catalog");
  const archive = (archived: boolean, rev: number): Promise<Place> => central.client.put(path, { ...inputOf(valuesOf(place), place), archived }, { id, key: central.newKey(), rev });
  const actions = (
    <>
      <Archive subject={`place/${id}`} name={place.name} archived={place.archived === true} rev={place.rev} put={archive} />
      <Link to={{ route: "labels", query: { place_ids: id } }} class="button button--quiet">{words.t("labels.print")}</Link>
      <Link to={{ ...self, query: { ...rest, do: "edit" } }} how="replace" class="button"><Icon name="edit" />{words.t("panel.edit")}</Link>
    </>
  );
  return (
    <Detail title={place.name} over={words.maybe("place", place.kind)} close={close} actions={may && doing !== "edit" ? actions : undefined}>
      <Failure failure={failure} old again={() => void reading.refresh()} />
      {doing === "edit" && may ? <EditPlace place={place} close={self} /> : <><Facts place={place} may={may} /><Changes of="place" id={id} /></>}
    </Detail>
  );
}

function Facts({ place, may }: { place: Place; may: boolean }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const parent = central.rows.find("place", place.parent_id);
  const open = [clockOf(place.opens_min), clockOf(place.closes_min)].filter((c) => c !== "").join(" – ");
  return (
    <>
      <Lines>
        <Line name={words.t("archive.sign")}>{place.archived === true ? words.t("form.yes") : ""}</Line>
        <Line name={words.t("places.code")}><span class="mono">{place.code}</span></Line>
        <Line name={words.t("places.parent")}>{parent === undefined ? "" : <Link to={{ route: "place", id: parent.id }} class="link-text">{parent.name}</Link>}</Line>
        <Line name={words.t("places.address")}>{place.address}</Line>
        <Line name={words.t("places.zone")}>{place.zone}</Line>
        <Line name={words.t("places.hours")}>{open}</Line>
        <Line name={words.t("row.created")}><Moment at={place.created_at} kind="when" /></Line>
      </Lines>
      <div class="ways">
        <Link to={{ route: "items", query: place.kind === "site" ? { site_id: place.id } : { place_id: place.id } }} class="button">{words.t("places.items")}</Link>
        {may ? <Link to={{ route: "places", query: { do: "new", parent: place.id } }} class="button">{words.t("places.add_below")}</Link> : null}
      </div>
    </>
  );
}

const needs = (words: ReturnType<typeof useWords>) => ({ name: words.t("places.need_name") });

export function NewPlace({ close }: { close: To }): JSX.Element {
  const central = useCentral();
  const router = useRouter();
  const words = useWords();
  const { query } = router.here.peek();
  const parent = query["parent"] ?? "";
  const kind = kinds.find((k) => k === query["kind"]) ?? (parent === "" ? "site" : "room");
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const form = useForm<V, Place>(`new place ${parent}`, {
    from: { name: "", code: "", kind, parent_id: parent, address: "", zone, opens: "08:00", closes: "18:00" }, rev: 0, needs: needs(words),
    save: (v, { key }) => central.client.post("/v1/places", inputOf(v), { key }),
    done(saved, _before, values) {
      central.newsroom.touch(`place/${saved.id}`);
      central.toasts.say(words.t("toast.created", { name: saved.name }), {
        async undo() {
          await central.client.put(path, { ...inputOf(values, saved), code: saved.code, archived: true }, { id: saved.id, key: central.newKey(), rev: saved.rev });
          central.newsroom.touch(`place/${saved.id}`);
        },
      });
      router.go({ route: "place", id: saved.id, query: close.query ?? {} }, "replace");
    },
  });
  return <Detail title={words.t("places.new")} close={close}><Fields form={form} submit={words.t("form.create")} close={close} /></Detail>;
}

function EditPlace({ place, close }: { place: Place; close: To }): JSX.Element {
  const central = useCentral();
  const router = useRouter();
  const words = useWords();
  const { id } = place;
  const form = useForm<V, Place>(`edit ${id}`, {
    from: valuesOf(place), rev: place.rev, needs: needs(words),
    save: (v, { key, rev }) => central.client.put(path, inputOf(v, place), { id, key, rev }),
    async current() {
      const now = await central.client.get(path, undefined, { id });
      return { values: valuesOf(now), rev: now.rev };
    },
    done(saved, before) {
      central.newsroom.touch(`place/${id}`);
      central.toasts.say(words.t("toast.saved", { name: saved.name }), {
        async undo() {
          await central.client.put(path, inputOf(before, saved), { id, key: central.newKey(), rev: saved.rev });
          central.newsroom.touch(`place/${id}`);
        },
      });
      router.go(close, "replace");
    },
  });
  return <Fields form={form} submit={words.t("form.save")} close={close} />;
}

const labels: Readonly<Record<keyof V, Key>> = {
  name: "places.name", code: "places.code", kind: "places.kind", parent_id: "places.parent", address: "places.address", zone: "places.zone", opens: "places.opens", closes: "places.closes",
};

function Fields({ form, submit, close }: { form: ReturnType<typeof useForm<V, Place>>; submit: string; close: To }): JSX.Element {
  const central = useCentral();
  const router = useRouter();
  const words = useWords();
  const optional = (key: Key): string => words.t("form.optional", { label: words.t(key) });
  const site = form.values.value.kind === "site";
  const say = (field: keyof V & string, value: unknown) => {
    const text = field === "kind" ? words.maybe("place", String(value)) : field === "parent_id" ? (central.rows.find("place", String(value))?.name ?? "") : String(value);
    return { label: words.t(labels[field]), value: text === "" ? words.t("form.none") : text };
  };
  return (
    <FormBody form={form} label={words.t("places.single")} submit={submit} cancel={() => router.go(close, "replace")} say={say}>
      <TextField form={form} name="name" label={words.t("places.name")} first />
      <TextField form={form} name="code" label={optional("places.code")} max={128} mono />
      <SelectField form={form} name="kind" label={words.t("places.kind")} options={kinds.map((k) => ({ value: k, label: words.t(`place.${k}`) }))} />
      {site ? <TextField form={form} name="zone" label={words.t("places.zone")} max={64} /> : <PickField form={form} name="parent_id" label={words.t("places.parent")} source={usePlaces()} optional />}
      {site ? <TextField form={form} name="opens" label={words.t("places.opens")} max={5} placeholder={words.t("places.clock_hint")} /> : null}
      {site ? <TextField form={form} name="closes" label={words.t("places.closes")} max={5} placeholder={words.t("places.clock_hint")} /> : null}
      <TextField form={form} name="address" label={optional("places.address")} max={400} wide />
    </FormBody>
  );
}
