import type { ListedToken, SessionRow } from "../../central/src/api/types";
import { now } from "../fixtures";
import * as f from "./fixtures";

const hour = 3_600_000;
const session = (id: string, more: Partial<SessionRow>): SessionRow => ({ id, user_id: "u1", login: "mara", name: "Mara Lindqvist", created_at: now - 50 * hour, used_at: now, expires_at: now + 100 * hour, current: false, address: "192.168.1.20", ...more });
export const sessions = {
  items: [
    session("n1", { current: true, browser: "Firefox", system: "Windows" }), session("n2", { browser: "Safari", system: "iPhone", used_at: now - 3 * hour, address: "10.0.4.7" }),
    session("n3", { agent: "curl/8.5.0", used_at: now - 90 * hour }),
  ],
};
/** What an admin sees who asks for everybody's. */
export const everybody = { items: [...sessions.items, session("n4", { user_id: "u2", login: "tom", name: "Tom Okafor", browser: "Chrome", system: "Android", used_at: now - 5 * hour, address: "10.0.4.31" })] };
const token = (id: string, name: string, more: Partial<ListedToken>): ListedToken => ({ id, name, user_id: "u1", login: "mara", role: "viewer", rev: 1, status: "valid", created_at: now - 400 * hour, updated_at: now, ...more });
const tokens = f.list([
  token("t1", "Dashboard in the hall", { used_at: now - hour, expires_at: now + 2000 * hour }), token("t2", "Nightly export", { role: "technician" }),
  token("t3", "Old label printer", { status: "revoked" }),
]);
/** What the page of an account reads; of somebody else, what is open elsewhere. */
export const accountReads = { "GET /v1/sessions": (url: URL) => (["", "u1"].includes(url.searchParams.get("user_id") ?? "") ? sessions : { items: sessions.items.slice(1) }), "GET /v1/tokens": tokens };
