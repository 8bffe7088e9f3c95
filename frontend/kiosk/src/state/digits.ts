import type { Ask } from "../api/types";

/** A typed line of digits answers an open question for digits. */
export function answersDigits(ask: Ask, text: string): boolean {
  return (ask.kind === "pin" || ask.kind === "quantity") && /^\d+$/.test(text);
}

/** A burst that can only be the PIN asked for (a quick hand on the number pad). It must never travel as a scan. */
export function isPinBurst(ask: Ask, raw: string): boolean {
  const digits = ask.digits ?? 0;
  return ask.kind === "pin" && /^\d+$/.test(raw) && (digits > 0 ? raw.length === digits : raw.length >= 4 && raw.length <= 6);
}
