/** Colours by the name of their custom property, as a style sheet sets them. */
export type Tokens = Readonly<Record<string, string>>;

export function tokensIn(css: string): Tokens {
  return Object.fromEntries([...css.matchAll(/--([\w-]+):\s*(#[0-9a-f]{3,6});/g)].map((m) => [m[1] ?? "", m[2] ?? ""]));
}

function luminance(hex: string): number {
  const full = hex.length === 4 ? hex.slice(1).replace(/./g, "$&$&") : hex.slice(1);
  const [r = 0, g = 0, b = 0] = [0, 2, 4].map((i) => {
    const c = Number.parseInt(full.slice(i, i + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The contrast of two tokens to 1, as WCAG computes it; no number when there is no such token. */
export function contrast(tokens: Tokens, a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(tokens[a] ?? ""), luminance(tokens[b] ?? "")].toSorted((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}
