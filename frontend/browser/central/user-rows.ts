import type { User } from "../../central/src/api/types";
import { now } from "../fixtures";

const hour = 3_600_000;
export const user = (id: string, login: string, name: string, role: string, more: Partial<User> = {}): User => ({ id, login, name, role, rev: 3, created_at: now - 7200 * hour, updated_at: now - 480 * hour, ...more });
export const mara = user("u1", "mara", "Mara Lindqvist", "admin", { site_id: "s1", person_id: "p1" });
export const carla = user("u3", "carla", "Carla Berg", "technician", { site_id: "s2", person_id: "p2", scopes: ["plan", "approve"], updated_at: now - 3 * hour });
export const ilse = user("u5", "ilse", "Ilse Vogt", "viewer", { disabled: true });
export const userRows = [carla, ilse, user("u4", "jonas", "Jonas Weber", "fleet_manager", { site_id: "s1" }), mara, user("u2", "tom", "Tom Okafor", "viewer", { site_id: "s2" })];
const open = userRows.filter((u) => u.disabled !== true);

/** What the page of users reads. */
export const userReads = {
  "GET /v1/users": (url: URL) => {
    const q = (url.searchParams.get("q") ?? "").toLowerCase();
    const items = (url.searchParams.get("open") === "true" ? open : userRows).filter((u) => `${u.login} ${u.name}`.toLowerCase().includes(q));
    return { items, total: items.length };
  },
  "GET /v1/users/{id}": carla,
};
