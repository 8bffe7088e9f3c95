/** Members whose text is a name given by people: in the longest state each is 60 characters long. */
const names = new Set(["name", "job", "company", "place", "person", "where", "path", "home", "type", "next_job", "kiosk", "order_by"]);
const paramNames = new Set(["item", "person", "place", "site", "code"]);

export const longName = "Sonderveranstaltungsbeleuchtungskonzeptbesprechungsunterlage";

function stretch(text: string): string {
  return text === "" ? "" : `${text} ${longName}`.slice(0, 60);
}

/** The same data with 60-character names and the largest counts. */
export function lengthen<T>(value: T, key = ""): T {
  if (typeof value === "string") return (names.has(key) ? stretch(value) : value) as T;
  if (Array.isArray(value)) return value.map((v: unknown) => lengthen(v, key)) as T;
  if (typeof value !== "object" || value === null) return value;
  if (key === "ring") return { n: 9999, m: 10_000 } as T;
  if (key === "checks" || key === "versions") return value;
  const entries = Object.entries(value).map(([k, v]: [string, unknown]) => {
    if (key === "names" && typeof v === "string") return [k, paramNames.has(k) ? stretch(v) : v];
    if ((k === "n" || k === "m") && "number" in value) return [k, k === "n" ? 9999 : 10_000];
    if (k === "requested") return [k, 10_000];
    return [k, k === "name" && "state" in value ? v : lengthen(v, k)];
  });
  return Object.fromEntries(entries) as T;
}
