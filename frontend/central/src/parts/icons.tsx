import type { JSX } from "preact";

/* Signs of this page, on 24 x 24; a word or a label stands with each. */
const paths = {
  today: "M4 6h16M4 12h16M4 18h10",
  orders: "M6 3h12v18H6zM9 8h6M9 12h6M9 16h3",
  jobs: "M3 8h18v12H3zM9 8V4h6v4M3 13h18",
  items: "M12 3l8 4.500v9L12 21l-8-4.500v-9zM4 7.500l8 4.500 8-4.500M12 12v9",
  places: "M12 21c5-5.500 7-9 7-12a7 7 0 0 0-14 0c0 3 2 6.500 7 12zM9.500 9.500a2.500 2.500 0 1 0 5 0 2.500 2.500 0 1 0-5 0",
  people: "M8 8a4 4 0 1 0 8 0 4 4 0 1 0-8 0M4 21c.5-5 4-7 8-7s7.500 2 8 7",
  exceptions: "M9 9a3 3 0 1 1 4.500 2.600c-1 .6-1.500 1.200-1.500 2.400M12 17.500v.1M3 12a9 9 0 1 0 18 0 9 9 0 1 0-18 0",
  users: "M6 11h12v10H6zM9 11V7a3 3 0 0 1 6 0v4M12 15v2.500",
  kiosks: "M4 4h16v12H4zM9 20h6M12 16v4",
  imports: "M12 3v12M7 10l5 5 5-5M4 20h16",
  settings: "M4 7h9M17 7h3M4 17h3M11 17h9M13 4v6M7 14v6",
  search: "M4 10.500a6.500 6.500 0 1 0 13 0 6.500 6.500 0 1 0-13 0M15.500 15.500L20 20",
  menu: "M4 6h16M4 12h16M4 18h16",
  close: "M6 6l12 12M18 6L6 18",
  leave: "M14 4h5v16h-5M10 8l-4 4 4 4M6 12h9",
  down: "M6 9l6 6 6-6",
  up: "M6 15l6-6 6 6",
  right: "M9 6l6 6-6 6",
  back: "M15 6l-6 6 6 6",
  plus: "M12 5v14M5 12h14",
  edit: "M4 20l1-5L16 4l4 4L9 19zM13.500 6.500l4 4",
  check: "M5 12.500l4.500 4.500L19 7.500",
} as const;

export type Sign = keyof typeof paths;

export function Icon({ name, class: extra = "" }: { name: Sign; class?: string }): JSX.Element {
  return (
    <svg class={`ic ${extra}`} viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"
      aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
