import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Signal } from "@preact/signals";
import type { Words } from "../i18n/words";
import type { Central } from "./central";

export interface Page {
  central: Central;
  words: Words;
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
export const useWords = (): Words => usePage().words;

/** Subscribes the component to the passing of time. */
export const useNow = (): number => usePage().clock.value;
