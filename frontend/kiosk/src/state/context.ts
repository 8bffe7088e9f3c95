import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Kiosk } from "./kiosk";
import type { Words } from "../i18n/words";

export const KioskContext = createContext<Kiosk | undefined>(undefined);

export function useKiosk(): Kiosk {
  const kiosk = useContext(KioskContext);
  if (kiosk === undefined) throw new Error("no kiosk around this component");
  return kiosk;
}

export function useWords(): Words {
  return useKiosk().words.value;
}
