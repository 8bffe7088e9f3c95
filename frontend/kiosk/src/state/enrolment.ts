export interface Enrolment {
  central: string;
  code: string;
}

/** A label is printed in capitals or digits alone; a host has a dot, a port or small letters. */
function isHost(text: string): boolean {
  return /^[\w.:[\]-]+\/*$/.test(text) && /[a-z.:]/.test(text);
}

/** One more thing was typed or scanned: an address, a code, or central's slip with both ("http://central:7400/#code=AB12"). */
export function enrolment(given: Enrolment, text: string): Enrolment {
  const trimmed = text.trim();
  if (!/^https?:\/\//i.test(trimmed)) {
    if (given.central !== "") return { ...given, code: trimmed.toUpperCase() };
    return isHost(trimmed) ? { ...given, central: `http://${trimmed.replace(/\/+$/, "")}` } : given;
  }
  let url: URL;
  try {
    url = new URL(trimmed);
  } catch {
    return given; // half an address: it is typed again
  }
  const code = new URLSearchParams(url.hash.slice(1)).get("code") ?? url.searchParams.get("code");
  return { central: url.origin, code: code ?? given.code };
}
