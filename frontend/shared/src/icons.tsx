import type { JSX } from "preact";

const paths = {
  next: "M4 16h22M18 7l9 9-9 9",
  left: "M20 5L9 16l11 11",
  right: "M12 5l11 11-11 11",
  erase: "M11 6h17v20H11L3 16zM16 12l8 8M24 12l-8 8",
  enter: "M26 6v12H6M13 11l-7 7 7 7",
  ask: "M10 11a6 6 0 1 1 9 5c-2.500 1.500-3 3-3 5M16 26v1",
  badge: "M6 8h20v18H6zM13 5h6v5h-6M12 21c1-5 7-5 8 0M16 15v.1",
  plus: "M16 6v20M6 16h20",
  minus: "M6 16h20",
  close: "M7 7l18 18M25 7L7 25",
} as const;

export type IconName = keyof typeof paths;

/** Signs that no font needs to have. Decorative: a word or label stands with it. */
export function Icon({ name, size = "1.75rem" }: { name: IconName; size?: string }): JSX.Element {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 32 32" fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round"
      stroke-linejoin="round" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
