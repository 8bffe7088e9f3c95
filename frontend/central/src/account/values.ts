import type { ListedToken, TokenInput } from "../api/types";

/** Roles from the least to the most. */
export const roles = ["viewer", "requester", "technician", "fleet_manager", "admin"] as const;

/** The roles that a token of somebody may have: never more than the account. */
export function rolesFor(own: string): TokenInput["role"][] {
  const most = roles.findIndex((r) => r === own);
  return roles.filter((_, i) => i <= most);
}

const dayMs = 24 * 60 * 60 * 1000;

/** How long a token lasts, in days; 0: for ever. */
export const spans = ["30", "90", "365", "0"] as const;

export const endOf = (days: string, now: number): { expires_at?: number } => (Number(days) > 0 ? { expires_at: now + Number(days) * dayMs } : {});

/** What still works stands before what does not, the newest first. */
export function ordered(tokens: readonly ListedToken[]): ListedToken[] {
  const rank = (t: ListedToken): number => (t.status === "valid" ? 0 : 1);
  return tokens.toSorted((a, b) => rank(a) - rank(b) || b.created_at - a.created_at);
}
