import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { ProblemError } from "../api/client";
import type { KioskDetail } from "../api/types";
import { FormBody, PickField, TextField, useForm } from "../form/fields";
import { kioskState } from "../i18n/facts";
import { Link } from "../nav/link";
import type { To } from "../nav/router";
import { Empty, Moment, Sign, Skeleton } from "../parts/basics";
import { Detail, Line, Lines } from "../parts/detail";
import { Failure, isGone, problemText } from "../parts/failure";
import { Icon } from "../parts/icons";
import { usePlaces } from "../parts/sources";
import { useCentral, useHere, useNow, useRead, useRouter, useWords } from "../state/context";
import { sizeOf } from "./values";

const path = "/v1/kiosks/{id}";

/** One kiosk: how it is, what to do about it, and its name and returns place to change. */
export function OneKiosk({ id, close, may }: { id: string; close: To; may: boolean }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const { query } = useHere();
  // Reports come without an event: it is read on every turn of the news.
  const reading = useRead(`kiosk ${id}`, () => central.client.get(path, undefined, { id }), ["*"]);
  const kiosk = reading.data.value;
  const failure = reading.failure.value;
  if (kiosk === undefined) {
    return (
      <Detail title={words.t(isGone(failure) ? "kiosks.gone" : "kiosks.name")} close={close}>
        {failure === undefined ? <Skeleton rows={8} /> : isGone(failure) ? <Empty title={words.t("kiosks.gone")} text={words.t("kiosks.gone_text")} /> : <Failure failure={failure} old={false} again={() => void reading.refresh()} />}
      </Detail>
    );
  }
  const { do: doing, ...rest } = query;
  const self: To = { route: "kiosk", id, query: rest };
  const open = may && kiosk.status !== "revoked";
  const editing = doing === "edit" && open;
  return (
    <Detail title={kiosk.name} over={kiosk.number_prefix} close={close}
      actions={open && !editing ? <Link to={{ ...self, query: { ...rest, do: "edit" } }} how="replace" class="button"><Icon name="edit" />{words.t("panel.edit")}</Link> : undefined}>
      <Failure failure={failure} old again={() => void reading.refresh()} />
      {editing ? <Edit kiosk={kiosk} close={self} /> : (
        <>
          <Advice kiosk={kiosk} />
          <Report kiosk={kiosk} />
          {open ? <Revoke kiosk={kiosk} refresh={() => void reading.refresh()} /> : null}
        </>
      )}
    </Detail>
  );
}

/** What is wrong with it and what to do, in a sentence; nothing where it works. */
function Advice({ kiosk }: { kiosk: KioskDetail }): JSX.Element | null {
  const central = useCentral();
  const words = useWords();
  const newest = central.info.value?.version ?? "";
  const { outcome, key } = kioskState(kiosk, useNow(), newest);
  if (outcome === "ok") return null;
  const text = words.maybe("advice", key.replace("kiosks.status_", ""), { offset: words.offset(kiosk.clock_offset_ms), version: kiosk.version, newest });
  return (
    <div class={`advice advice--${outcome}`} role="note">
      <Sign outcome={outcome} word={words.t(key)} />
      <p>{text}</p>
    </div>
  );
}

function Report({ kiosk }: { kiosk: KioskDetail }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  useNow();
  const never = kiosk.last_contact === 0;
  const place = (id: string | undefined): JSX.Element | undefined => {
    const row = central.rows.find("place", id);
    return row === undefined ? undefined : <Link to={{ route: "place", id: row.id }} class="link-text">{row.name}</Link>;
  };
  return (
    <Lines>
      <Line name={words.t("kiosks.error")}>{kiosk.last_error}</Line>
      <Line name={words.t("kiosks.site")}>{place(kiosk.site_id)}</Line>
      <Line name={words.t("kiosks.returns")}>{place(kiosk.returns_place_id)}</Line>
      <Line name={words.t("kiosks.waiting")}>{never ? undefined : <span class={kiosk.queue_depth > 0 ? "strong" : ""}>{kiosk.queue_depth === 0 ? words.t("kiosks.nothing_waits") : words.t("kiosks.waits", { n: kiosk.queue_depth })}</span>}</Line>
      <Line name={words.t("kiosks.oldest")}>{kiosk.queue_depth > 0 && (kiosk.oldest ?? 0) > 0 ? <Moment at={kiosk.oldest ?? 0} kind="when" /> : undefined}</Line>
      <Line name={words.t("kiosks.contact")}>{never ? words.t("kiosks.never") : <Moment at={kiosk.last_contact} kind="when" />}</Line>
      <Line name={words.t("kiosks.clock")}>{never ? undefined : words.offset(kiosk.clock_offset_ms)}</Line>
      <Line name={words.t("kiosks.version")}>{kiosk.version === "" ? undefined : <span class="mono">{kiosk.version}</span>}</Line>
      <Line name={words.t("kiosks.behind")}>{never ? undefined : kiosk.cursor_lag === 0 ? words.t("kiosks.up_to_date") : words.t("kiosks.lag", { n: kiosk.cursor_lag })}</Line>
      <Line name={words.t("kiosks.disk")}>{kiosk.db_bytes === 0 ? undefined : words.t("kiosks.disk_used", { used: sizeOf(kiosk.db_bytes), free: sizeOf(kiosk.free_bytes) })}</Line>
      <Line name={words.t("kiosks.enrolled")}><Moment at={kiosk.enrolled_at} kind="when" /></Line>
      <Line name={words.t("kiosks.times")}>{kiosk.epochs > 1 ? words.t("kiosks.times_n", { n: kiosk.epochs }) : undefined}</Line>
    </Lines>
  );
}

type V = { name: string; returns_place_id: string };

const valuesOf = (k: KioskDetail): V => ({ name: k.name, returns_place_id: k.returns_place_id ?? "" });
const inputOf = ({ name, returns_place_id }: V): { name: string; returns_place_id?: string } => ({ name, ...(returns_place_id === "" ? {} : { returns_place_id }) });

function Edit({ kiosk, close }: { kiosk: KioskDetail; close: To }): JSX.Element {
  const central = useCentral();
  const router = useRouter();
  const words = useWords();
  const { id } = kiosk;
  const form = useForm<V, KioskDetail>(`edit ${id}`, {
    from: valuesOf(kiosk), rev: kiosk.rev, needs: { name: words.t("kiosks.need_name") },
    save: (v, { key, rev }) => central.client.put(path, inputOf(v), { id, key, rev }),
    async current() {
      const now = await central.client.get(path, undefined, { id });
      return { values: valuesOf(now), rev: now.rev };
    },
    done(saved, before) {
      central.newsroom.touch(`kiosk/${id}`);
      central.toasts.say(words.t("toast.saved", { name: saved.name }), {
        async undo() {
          await central.client.put(path, inputOf(before), { id, key: central.newKey(), rev: saved.rev });
          central.newsroom.touch(`kiosk/${id}`);
        },
      });
      router.go(close, "replace");
    },
  });
  const say = (field: keyof V, value: unknown) => ({
    label: words.t(field === "name" ? "enrol.name" : "kiosks.returns"),
    value: (field === "name" ? String(value) : (central.rows.find("place", String(value))?.name ?? "")) || words.t("form.none"),
  });
  return (
    <FormBody form={form} label={words.t("panel.edit")} submit={words.t("form.save")} cancel={() => router.go(close, "replace")} say={say}>
      <TextField form={form} name="name" label={words.t("enrol.name")} max={80} first />
      <PickField form={form} name="returns_place_id" label={words.t("form.optional", { label: words.t("kiosks.returns") })} hint={words.t("kiosks.returns_hint")} source={usePlaces()} optional />
    </FormBody>
  );
}

/** Locks a kiosk out: asked once more, for it cannot be taken back. */
function Revoke({ kiosk, refresh }: { kiosk: KioskDetail; refresh: () => void }): JSX.Element {
  const central = useCentral();
  const words = useWords();
  const [stage, setStage] = useState<"idle" | "sure" | "busy">("idle");
  const [wrong, setWrong] = useState("");
  const sure = useRef<HTMLDivElement>(null);

  async function lock(): Promise<void> {
    setStage("busy");
    setWrong("");
    try {
      await central.client.post("/v1/kiosks/{id}/revoke", undefined, { id: kiosk.id });
      central.toasts.say(words.t("kiosks.revoked", { name: kiosk.name }));
      central.newsroom.touch(`kiosk/${kiosk.id}`);
      setStage("idle");
      refresh();
    } catch (cause) {
      central.note(cause);
      setWrong(cause instanceof ProblemError ? problemText(cause, words) : words.t("kiosks.revoke_lost"));
      setStage("sure");
    }
  }

  if (stage === "idle") return <div class="ways"><button type="button" class="button button--quiet" onClick={() => (setStage("sure"), requestAnimationFrame(() => sure.current?.scrollIntoView({ block: "nearest" })))}>{words.t("kiosks.revoke")}</button></div>;
  return (
    <div class="sure" role="alert" ref={sure}>
      <p>{words.t("kiosks.revoke_sure")}</p>
      {kiosk.queue_depth === 0 ? null : <p class="strong">{words.t("kiosks.revoke_waits", { n: kiosk.queue_depth })}</p>}
      {wrong === "" ? null : <p class="enrol__wrong">{wrong}</p>}
      <div class="ways">
        <button type="button" class="button button--danger" disabled={stage === "busy"} onClick={() => void lock()}>{words.t("kiosks.revoke_do")}</button>
        <button type="button" class="button button--quiet" onClick={() => setStage("idle")}>{words.t("form.cancel")}</button>
      </div>
    </div>
  );
}
