import type { JSX } from "preact";
import type { Asset, AssetInput } from "../api/types";
import { FormBody, PickField, TextField, useForm } from "../form/fields";
import type { Key } from "../i18n/words";
import type { To } from "../nav/router";
import { Detail } from "../parts/detail";
import { usePlaces, useTypes } from "../parts/sources";
import { useCentral, useRouter, useWords } from "../state/context";

type V = Record<"tag" | "serial" | "item_type_id" | "home_place_id" | "place_id" | "notes", string>;

const labels: Readonly<Record<keyof V, Key>> = {
  tag: "items.tag", serial: "items.serial", item_type_id: "items.type", home_place_id: "items.home", place_id: "items.stands", notes: "items.notes",
};

export const valuesOf = (a: Asset): V => ({
  tag: a.tag, serial: a.serial ?? "", item_type_id: a.item_type_id, home_place_id: a.home_place_id ?? "", place_id: a.place_id ?? "", notes: a.notes ?? "",
});

/** What is sent: what the page does not show stays as it is. */
export function inputOf(values: V, was?: Asset): AssetInput {
  const { place_id, ...rest } = values;
  return {
    ...rest, ...(was?.owner_id === undefined ? {} : { owner_id: was.owner_id }), ...(was?.must_return_by === undefined ? {} : { must_return_by: was.must_return_by }),
    ...(was === undefined && place_id !== "" ? { place_id } : {}),
  };
}

export function NewItem({ close }: { close: To }): JSX.Element {
  const central = useCentral();
  const router = useRouter();
  const words = useWords();
  const asked = router.here.peek().query;
  const from: V = { tag: "", serial: "", item_type_id: asked["item_type_id"] ?? "", home_place_id: asked["place_id"] ?? "", place_id: "", notes: "" };
  const form = useForm<V, Asset>("new item", {
    from, rev: 0, needs: { tag: words.t("items.need_tag"), item_type_id: words.t("items.need_type") },
    save: (v, { key }) => central.client.post("/v1/inventory/assets", inputOf(v), { key }),
    done(saved) {
      central.newsroom.touch(`asset/${saved.id}`);
      central.toasts.say(words.t("toast.created", { name: saved.tag }), {
        async undo() {
          await central.client.delete("/v1/inventory/assets/{id}", undefined, { id: saved.id, key: central.newKey(), rev: saved.rev });
          if (router.here.peek().id === saved.id) router.go(close, "replace");
          central.newsroom.touch(`asset/${saved.id}`);
        },
      });
      router.go({ route: "item", id: saved.id, query: close.query ?? {} }, "replace");
    },
  });
  return <Detail title={words.t("items.new")} close={close}><Fields form={form} fresh submit={words.t("form.create")} close={close} /></Detail>;
}

export function EditItem({ asset, close }: { asset: Asset; close: To }): JSX.Element {
  const central = useCentral();
  const router = useRouter();
  const words = useWords();
  const { client } = central;
  const path = "/v1/inventory/assets/{id}";
  const { id } = asset;
  const form = useForm<V, Asset>(`edit ${id}`, {
    from: valuesOf(asset), rev: asset.rev, needs: { tag: words.t("items.need_tag"), item_type_id: words.t("items.need_type") },
    save: (v, { key, rev }) => client.put(path, inputOf(v, asset), { id, key, rev }),
    async current() {
      const now = await client.get(path, undefined, { id });
      return { values: valuesOf(now), rev: now.rev };
    },
    done(saved, before) {
      central.newsroom.touch(`asset/${id}`);
      central.toasts.say(words.t("toast.saved", { name: saved.tag }), {
        async undo() {
          await client.put(path, inputOf(before, saved), { id, key: central.newKey(), rev: saved.rev });
          central.newsroom.touch(`asset/${id}`);
        },
      });
      router.go(close, "replace");
    },
  });
  return <Fields form={form} submit={words.t("form.save")} close={close} />;
}

function Fields({ form, fresh = false, submit, close }: { form: ReturnType<typeof useForm<V, Asset>>; fresh?: boolean; submit: string; close: To }): JSX.Element {
  const central = useCentral();
  const router = useRouter();
  const words = useWords();
  const places = usePlaces();
  const say = (field: keyof V & string, value: unknown) => ({ label: words.t(labels[field]), value: named(field, String(value)) || words.t("form.none") });
  const named = (field: keyof V, value: string): string =>
    field === "item_type_id" ? (central.rows.find("item_type", value)?.name ?? value) : field.endsWith("place_id") ? (central.rows.find("place", value)?.name ?? value) : value;
  return (
    <FormBody form={form} label={words.t(fresh ? "items.new" : "panel.edit")} submit={submit} cancel={() => router.go(close, "replace")} say={say}>
      <TextField form={form} name="tag" label={words.t("items.tag")} max={128} mono first />
      <PickField form={form} name="item_type_id" label={words.t("items.type")} source={useTypes()} />
      <TextField form={form} name="serial" label={words.t("form.optional", { label: words.t("items.serial") })} max={128} mono />
      <PickField form={form} name="home_place_id" label={words.t("form.optional", { label: words.t("items.home") })} source={places} optional />
      {fresh ? <PickField form={form} name="place_id" label={words.t("form.optional", { label: words.t("items.stands") })} hint={words.t("items.stands_hint")} source={places} optional /> : null}
      <TextField form={form} name="notes" label={words.t("form.optional", { label: words.t("items.notes") })} max={2000} long />
    </FormBody>
  );
}
