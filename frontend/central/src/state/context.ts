import type { Signal } from "@preact/signals";
import type { Resource } from "@rms/shared/resource";
import { createContext } from "preact";
import { useContext, useEffect } from "preact/hooks";
import type { Words } from "../i18n/words";
import type { List, ListSource, Row } from "../list/list";
import type { Here, Router } from "../nav/router";
import type { Central } from "./central";
import type { Looks } from "./looks";

export interface Page {
  central: Central;
  router: Router;
  words: Words;
  looks: Looks;
  /** Moves on every few seconds, for what is said of time. */
  clock: Signal<number>;
}

export const PageContext = createContext<Page | undefined>(undefined);

function usePage(): Page {
  const page = useContext(PageContext);
  if (page === undefined) throw new Error("no page around this component");
  return page;
}

export const useCentral = (): Central => usePage().central;
export const useRouter = (): Router => usePage().router;
export const useWords = (): Words => usePage().words;
export const useLooks = (): Looks => usePage().looks;

/** Subscribes the component to the address. */
export const useHere = (): Here => usePage().router.here.value;

/** Subscribes the component to the passing of time. */
export const useNow = (): number => usePage().clock.value;

/** Something read from central, read anew with news of these subjects ("asset/0190…", "rms.exception.", "*" for every turn). */
export function useRead<T>(key: string, load: () => Promise<T>, subjects: readonly string[]): Resource<T> {
  const central = useCentral();
  const resource = central.read(key, load);
  useEffect(() => {
    void resource.refresh();
    return central.newsroom.on(subjects, () => void resource.refresh());
  }, [resource]);
  return resource;
}

/** A long list from central. The key names its filter and its order. */
export function useList<R extends Row>(key: string, source: ListSource<R>, subjects: readonly string[] = [`${source.kind}/`]): List<R> {
  const central = useCentral();
  const list = central.list(key, source);
  useEffect(() => {
    void list.refresh();
    return central.newsroom.on(subjects, list.hear);
  }, [list]);
  return list;
}
