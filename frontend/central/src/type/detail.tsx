import { isDrawing, Silhouette } from "@rms/shared/silhouettes";
import type { JSX } from "preact";
import type { ItemType } from "../api/types";
import { CheckField, FormBody, SelectField, TextField, useForm } from "../form/fields";
import type { Key } from "../i18n/words";
import { Link } from "../nav/link";
import type { To } from "../nav/router";
import { Archive } from "../parts/archive";
import { Changes } from "../parts/changes";
import { Empty, Moment, Skeleton } from "../parts/basics";
import { Detail, Line, Lines } from "../parts/detail";
import { Failure, isGone } from "../parts/failure";
import { Icon } from "../parts/icons";
import { useCentral, useHere, useRead, useRouter, useWords } from "../state/context";
import { drawings, fresh, inputOf, kinds, valuesOf, type V } from "./values";

const path = "/v1/catalog/item-types/{id}";

export function TypeDetail({ id, close }: { id: string; close: To }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const { query } = useHere();
  const reading = useRead(`type ${id}`, () => central.client.get(path, undefined, { id }), [`item_type/${id}`]);
  const type = reading.data.value;
  const failure = reading.failure.value;
  if (type === undefined) {
    return (
      <Detail title={words.t(isGone(failure) ? "types.gone" : "types.single")} close={close}>
        {failure === undefined ? <Skeleton rows={8} /> : isGone(failure) ? <Empty title={words.t("types.gone")} text={words.t("types.gone_text")} /> : <Failure failure={failure} old={false} again={() => void reading.refresh()} />}
      </Detail>
    );
  }
  const { do: doing, ...rest } = query;
  const self: To = { route: "type", id, query: rest };
  const may = central.may("put_catalog");
  const drawing = type.silhouette ?? type.category ?? "";
  const archive = (archived: boolean, rev: number): Promise<ItemType> => central.client.put(path, { ...inputOf(valuesOf(type), type), archived }, { id, key: central.newKey(), rev });
  const actions = (
    <>
      <Archive subject={`item_type/${id}`} name={type.name} archived={type.archived === true} rev={type.rev} put={archive} />
      <Link to={{ ...self, query: { ...rest, do: "edit" } }} how="replace" class="button"><Icon name="edit" />{words.t("panel.edit")}</Link>
    </>
  );
  return (
    <Detail title={type.name} over={type.maker ?? ""} close={close} actions={may && doing !== "edit" ? actions : undefined} picture={<Silhouette class="passport__drawing" name={isDrawing(drawing) ? drawing : "other"} />}>
      <Failure failure={failure} old again={() => void reading.refresh()} />
      {doing === "edit" && may ? <EditType type={type} close={self} /> : <><Facts type={type} /><Changes of="item_type" id={id} /></>}
    </Detail>
  );
}

function Facts({ type }: { type: ItemType }): JSX.Element {
  const words = useWords();
  const yes = (b: boolean | undefined): string => words.t(b === true ? "form.yes" : "form.no");
  const amount = (n: number | undefined): string => (n === undefined || n === 0 ? "" : words.count(n));
  return (
    <Lines>
      <Line name={words.t("archive.sign")}>{type.archived === true ? words.t("form.yes") : ""}</Line>
      <Line name={words.t("types.code")}><span class="mono">{type.code}</span></Line>
      <Line name={words.t("types.category")}>{type.category === undefined ? "" : words.maybe("picture", type.category)}</Line>
      <Line name={words.t("types.kind")}>{words.maybe("kept", type.kind)}</Line>
      <Line name={words.t("types.returns")}>{yes(type.returns)}</Line>
      <Line name={words.t("types.container")}>{type.container === true ? yes(true) : ""}</Line>
      <Line name={words.t("types.inspect")}>{type.inspect_on_return === true ? yes(true) : ""}</Line>
      <Line name={words.t("types.weight")}>{amount(type.weight_g)}</Line>
      <Line name={words.t("types.power")}>{amount(type.power_w)}</Line>
      <Line name={words.t("types.pattern")}>{(type.tag_pattern ?? "") === "" ? "" : <span class="mono">{type.tag_pattern}</span>}</Line>
      <Line name={words.t("row.created")}><Moment at={type.created_at} kind="when" /></Line>
      {type.kind === "fungible"
        ? <Line name={words.t("stock.title")}><Link to={{ route: "stocks", query: { item_type_id: type.id } }} class="link-text">{words.t("types.stock")}</Link></Line>
        : <Line name={words.t("items.title")}><Link to={{ route: "items", query: { item_type_id: type.id } }} class="link-text">{words.t("types.items")}</Link></Line>}
    </Lines>
  );
}

export function NewType({ close }: { close: To }): JSX.Element {
  const central = useCentral();
  const router = useRouter();
  const words = useWords();
  const form = useForm<V, ItemType>("new type", {
    from: fresh, rev: 0, needs: { code: words.t("types.need_code"), name: words.t("types.need_name") },
    save: (v, { key }) => central.client.post("/v1/catalog/item-types", inputOf(v), { key }),
    done(saved, _before, values) {
      central.newsroom.touch(`item_type/${saved.id}`);
      central.toasts.say(words.t("toast.created", { name: saved.name }), {
        async undo() {
          await central.client.put(path, { ...inputOf(values, saved), archived: true }, { id: saved.id, key: central.newKey(), rev: saved.rev });
          central.newsroom.touch(`item_type/${saved.id}`);
        },
      });
      router.go({ route: "type", id: saved.id, query: close.query ?? {} }, "replace");
    },
  });
  return <Detail title={words.t("types.new")} close={close}><Fields form={form} submit={words.t("form.create")} close={close} /></Detail>;
}

function EditType({ type, close }: { type: ItemType; close: To }): JSX.Element {
  const central = useCentral();
  const router = useRouter();
  const words = useWords();
  const { id } = type;
  const form = useForm<V, ItemType>(`edit ${id}`, {
    from: valuesOf(type), rev: type.rev, needs: { code: words.t("types.need_code"), name: words.t("types.need_name") },
    save: (v, { key, rev }) => central.client.put(path, inputOf(v, type), { id, key, rev }),
    async current() {
      const now = await central.client.get(path, undefined, { id });
      return { values: valuesOf(now), rev: now.rev };
    },
    done(saved, before) {
      central.newsroom.touch(`item_type/${id}`);
      central.toasts.say(words.t("toast.saved", { name: saved.name }), {
        async undo() {
          await central.client.put(path, inputOf(before, saved), { id, key: central.newKey(), rev: saved.rev });
          central.newsroom.touch(`item_type/${id}`);
        },
      });
      router.go(close, "replace");
    },
  });
  return <Fields form={form} submit={words.t("form.save")} close={close} />;
}

const labels: Readonly<Record<keyof V, Key>> = {
  code: "types.code", name: "types.name", maker: "types.maker", category: "types.category", kind: "types.kind", weight_g: "types.weight", power_w: "types.power",
  tag_pattern: "types.pattern", silhouette: "types.silhouette", returns: "types.returns", container: "types.container", inspect_on_return: "types.inspect",
};

function Fields({ form, submit, close }: { form: ReturnType<typeof useForm<V, ItemType>>; submit: string; close: To }): JSX.Element {
  const router = useRouter();
  const words = useWords();
  const optional = (key: Key): string => words.t("form.optional", { label: words.t(key) });
  const pictures = drawings.map((d) => ({ value: d, label: words.maybe("picture", d) }));
  const own = form.values.value.category;
  const categories = own === "" || drawings.some((d) => d === own) ? pictures : [...pictures, { value: own, label: own }];
  const none = { value: "", label: words.t("form.none") };
  const say = (field: keyof V & string, value: unknown) => ({
    label: words.t(labels[field]), value: typeof value === "boolean" ? words.t(value ? "form.yes" : "form.no") : String(value) === "" ? words.t("form.none") : String(value),
  });
  return (
    <FormBody form={form} label={words.t("types.single")} submit={submit} cancel={() => router.go(close, "replace")} say={say}>
      <TextField form={form} name="name" label={words.t("types.name")} first />
      <TextField form={form} name="code" label={words.t("types.code")} max={128} mono />
      <TextField form={form} name="maker" label={optional("types.maker")} />
      <SelectField form={form} name="category" label={optional("types.category")} options={[none, ...categories]} />
      <SelectField form={form} name="kind" label={words.t("types.kind")} options={kinds.map((k) => ({ value: k, label: words.t(`kept.${k}`) }))} />
      <SelectField form={form} name="silhouette" label={optional("types.silhouette")} options={[none, ...pictures]} />
      <TextField form={form} name="weight_g" label={optional("types.weight")} max={9} digits />
      <TextField form={form} name="power_w" label={optional("types.power")} max={9} digits />
      <TextField form={form} name="tag_pattern" label={optional("types.pattern")} hint={words.t("types.pattern_hint")} mono wide />
      <CheckField form={form} name="returns" label={words.t("types.returns")} hint={words.t("types.returns_hint")} />
      <CheckField form={form} name="container" label={words.t("types.container")} />
      <CheckField form={form} name="inspect_on_return" label={words.t("types.inspect")} />
    </FormBody>
  );
}
