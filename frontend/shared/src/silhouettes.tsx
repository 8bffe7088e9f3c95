import type { ComponentChildren, JSX } from "preact";

/* Line silhouettes, drawn for this product: 96 x 96, one stroke width, no fill, so that they read at a metre's distance. */

const drawings = {
  moving_head: (
    <>
      <path d="M24 86h48l-4-14H28z" />
      <path d="M34 72V60c-6-3-9-8-9-15V30M62 72V60c6-3 9-8 9-15V30" />
      <path d="M35 20l26-6 5 28c-2 8-24 13-29 6z" />
      <path d="M25 34h9M65 34h6M39 24l18-4" />
      <circle cx="48" cy="79" r="1.5" />
    </>
  ),
  par: (
    <>
      <path d="M26 30l44-8 6 30-42 14z" />
      <path d="M26 30c-8 6-8 34 8 36" />
      <path d="M76 52l6 4-4-38-8 4" />
      <path d="M50 26v-6l-6-8M44 12h14M50 60l2 22M40 84h24" />
    </>
  ),
  profile: (
    <>
      <path d="M8 38h16v24H8zM24 34h26v32H24zM50 40h34v20H50z" />
      <path d="M84 36v28M60 40v20M37 34V20M37 66v14M28 14h18v6H28z" />
      <path d="M42 34l4-8M42 66l4 8M12 44v12" />
    </>
  ),
  strobe: (
    <>
      <path d="M10 32h76v32H10z" />
      <path d="M18 48h8l5-8 8 16 8-16 8 16 8-16 5 8h10" />
      <path d="M10 40H4v-22h88v22h-6M42 18v-8h12v8M24 64v12h48V64" />
    </>
  ),
  blinder: (
    <>
      <path d="M14 26h68v44H14z" />
      <circle cx="31" cy="48" r="13" />
      <circle cx="65" cy="48" r="13" />
      <circle cx="31" cy="48" r="4" />
      <circle cx="65" cy="48" r="4" />
      <path d="M14 48H6V14h84v34h-8M42 14V6h12v8M26 70v16M70 70v16M20 86h12M64 86h12" />
    </>
  ),
  bar: (
    <>
      <path d="M4 38h88v20H4z" />
      <circle cx="14" cy="48" r="5" />
      <circle cx="31" cy="48" r="5" />
      <circle cx="48" cy="48" r="5" />
      <circle cx="65" cy="48" r="5" />
      <circle cx="82" cy="48" r="5" />
      <path d="M18 58v12M78 58v12M10 70h16M70 70h16M22 38v-8h8v8M66 38v-8h8v8" />
    </>
  ),
  matrix: (
    <>
      <path d="M14 14h68v68H14z" />
      <path d="M31 14v68M48 14v68M65 14v68M14 31h68M14 48h68M14 65h68" />
      <circle cx="22.500" cy="22.500" r="3" />
      <circle cx="56.500" cy="39.500" r="3" />
      <circle cx="39.500" cy="56.500" r="3" />
      <circle cx="73.500" cy="73.500" r="3" />
    </>
  ),
  laser: (
    <>
      <path d="M6 50h40v30H6zM46 60h8v10h-8zM12 80v6M40 80v6M14 58h14M14 66h14" />
      <path d="M58 62l32-46M58 64l34-26M58 65h34M58 67l34 18" />
      <path d="M26 50V40h-8M18 36v8" />
    </>
  ),
  hazer: (
    <>
      <path d="M6 46h48v36H6zM12 82v6M46 82v6M54 56h10l6-6v22l-6-6H54" />
      <path d="M20 46v-8h20v8M14 56h18M14 64h18M14 72h10" />
      <path d="M72 44c-8-8 2-18 8-12 2-10 14-4 10 4 6 6-2 12-8 8" />
      <path d="M78 56h10M80 66h8M78 74h6" />
    </>
  ),
  fan: (
    <>
      <circle cx="48" cy="42" r="34" />
      <circle cx="48" cy="42" r="6" />
      <path d="M48 36c-10-4-8-20 4-22 6 8 4 16-4 22zM53 45c9-7 22 2 18 13-10 2-16-4-18-13zM43 45c-1 11-15 18-22 9 3-10 12-13 22-9z" />
      <path d="M36 74l-8 14h40l-8-14" />
    </>
  ),
  stand: (
    <>
      <path d="M48 8v72M24 14h48M24 8v12M72 8v12M44 40h8v10h-8z" />
      <path d="M48 54L20 88M48 54l28 34M48 74L33 72M48 74l15-2M16 88h8M72 88h8M44 86h8" />
    </>
  ),
  dimmer: (
    <>
      <path d="M8 22h80v52H8zM4 22v52M92 22v52" />
      <path d="M20 34v20M34 34v20M48 34v20M62 34v20M76 34v20" />
      <path d="M16 40h8M30 48h8M44 36h8M58 44h8M72 50h8M18 64h4M32 64h4M46 64h4M60 64h4M74 64h4" />
    </>
  ),
  cable: (
    <>
      <circle cx="48" cy="46" r="30" />
      <circle cx="48" cy="46" r="22" />
      <circle cx="48" cy="46" r="14" />
      <path d="M64 71c6 6 8 9 14 9M78 74h12v12H78zM32 71c-6 6-8 9-14 9M6 74h12v12H6zM42 14h12v20H42z" />
    </>
  ),
  clamp: (
    <>
      <path d="M24 60V36a24 24 0 0 1 48 0v8" />
      <path d="M36 60V36a12 12 0 0 1 24 0v8h12" />
      <path d="M20 60h44v12H20zM64 62l14-8M78 48v12M42 72v16M36 88h12M36 80h12" />
    </>
  ),
  truss: (
    <>
      <path d="M4 28h88M4 68h88M4 20v56M92 20v56" />
      <path d="M4 68l22-40 22 40 22-40 22 40" />
      <path d="M4 36h88M4 60h88" />
    </>
  ),
  case: (
    <>
      <path d="M8 26h80v52H8zM8 44h80" />
      <path d="M8 36V26h10M78 26h10v10M8 68v10h10M78 78h10V68M24 38h10v12H24zM62 38h10v12H62zM40 58h16v8H40zM16 78v8h8v-8M72 78v8h8v-8M40 26v-8h16v8" />
    </>
  ),
  computer: (
    <>
      <path d="M16 18h64v44H16zM6 78h84l-8-16H14zM40 72h16" />
      <path d="M26 50l10-10 8 6 14-16M26 28h10" />
    </>
  ),
  other: (
    <>
      <path d="M48 8l36 18v42L48 88 12 68V26zM12 26l36 20 36-20M48 46v42M30 17l36 20v14" />
    </>
  ),
  /* what a card shows when it is not about a thing */
  person: (
    <>
      <path d="M14 16h68v70H14zM40 10h16v12H40z" />
      <circle cx="48" cy="44" r="11" />
      <path d="M28 74c2-12 10-17 20-17s18 5 20 17" />
    </>
  ),
  place: (
    <>
      <path d="M12 10v78M84 10v78M12 28h72M12 54h72M12 80h72" />
      <path d="M20 14h16v14H20zM40 38h20v16H40zM64 42h12v12H64zM22 64h22v16H22zM56 66h16v14H56z" />
    </>
  ),
  order: (
    <>
      <path d="M18 16h60v72H18zM36 10h24v12H36z" />
      <path d="M28 38l4 4 8-8M28 56l4 4 8-8M28 74l4 4 8-8M50 38h18M50 56h18M50 74h18" />
    </>
  ),
  command: (
    <>
      <path d="M6 24h84v48H6z" />
      <path d="M16 34v28M22 34v28M32 34v28M37 34v28M48 34v28M58 34v28M63 34v28M72 34v28M80 34v28" />
    </>
  ),
  unknown: (
    <>
      <path d="M6 24V10h14M76 10h14v14M90 72v14H76M20 86H6V72" />
      <path d="M36 36a12 12 0 1 1 18 10c-5 3-6 6-6 12M48 68v3" />
    </>
  ),
} satisfies Record<string, ComponentChildren>;

export type Drawing = keyof typeof drawings;

export const drawingNames = Object.keys(drawings) as Drawing[];

export function isDrawing(name: string): name is Drawing {
  return Object.hasOwn(drawings, name);
}

/** One silhouette. Decorative: the name stands beside it always. */
export function Silhouette(props: { name: Drawing; class: string }): JSX.Element {
  return (
    <svg class={props.class} viewBox="0 0 96 96" fill="none" stroke="currentColor"
      stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">
      {drawings[props.name]}
    </svg>
  );
}
