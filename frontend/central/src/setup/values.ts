import { ProblemError } from "../api/client";
import type { SetupInput } from "../api/types";
import type { PickSource } from "../form/pick";
import { minutesOf } from "../place/values";

export type V = {
  link: string;
  company: string;
  site: string;
  code: string;
  zone: string;
  opens: string;
  closes: string;
  name: string;
  login: string;
  password: string;
};

/** The secret of a link that was pasted, or of the part of an address behind its #. */
export function secretOf(link: string): string {
  return link.trim().replace(/^.*#/, "");
}

/** What a site is called on labels if nobody says: the first three letters of its name. */
export function codeFor(site: string): string {
  return site.normalize("NFKD").replace(/[^A-Za-z0-9]/g, "").slice(0, 3).toUpperCase();
}

/** What somebody logs in with if they do not say: their first name. */
export function loginFor(name: string): string {
  return (name.trim().split(/\s+/)[0] ?? "").normalize("NFKD").replace(/[^A-Za-z0-9]/g, "").toLowerCase();
}

export function inputOf(v: V): SetupInput {
  return {
    secret: secretOf(v.link),
    company: { name: v.company.trim() },
    site: { name: v.site.trim(), code: v.code.trim() || codeFor(v.site), zone: v.zone, opens_min: minutesOf(v.opens) ?? 0, closes_min: minutesOf(v.closes) ?? 24 * 60 },
    admin: { name: v.name.trim(), login: v.login.trim() || loginFor(v.name), password: v.password },
  };
}

/** Central's members, by the field in which they are typed. */
const fields: Readonly<Record<string, keyof V>> = {
  secret: "link", "company.name": "company", "site.name": "site", "site.code": "code", "site.zone": "zone", "site.opens_min": "opens", "site.closes_min": "closes",
  "admin.name": "name", "admin.login": "login", "admin.password": "password",
};

/** The same refusal, about a field of the page. */
export function atField(cause: unknown): unknown {
  if (!(cause instanceof ProblemError)) return cause;
  const field = fields[(cause.problem.field ?? "").replace(/^body\./, "")];
  return field === undefined ? cause : new ProblemError({ ...cause.problem, field });
}

/** Every time zone that the browser knows. */
export const zones: PickSource = {
  find: async (typed) => {
    const words = typed.toLowerCase().split(/\s+/);
    const fits = (zone: string): boolean => words.every((w) => zone.toLowerCase().replaceAll("_", " ").includes(w));
    return Intl.supportedValuesOf("timeZone").filter(fits).slice(0, 20).map((zone) => ({ id: zone, name: zone.replaceAll("_", " ") }));
  },
  name: (zone) => zone.replaceAll("_", " "),
};
