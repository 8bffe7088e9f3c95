import type { PickSource } from "../form/pick";
import { useCentral } from "../state/context";

const few = 20;

/** Where fields and filters pick from. A name is said once its row has been read. */
export function useTypes(): PickSource {
  const { client, rows } = useCentral();
  return {
    async find(q) {
      const { items } = await client.get("/v1/catalog/item-types", { q, limit: few });
      rows.put("item_type", items);
      return items.map((t) => ({ id: t.id, name: t.name, detail: t.code }));
    },
    name: (id) => rows.find("item_type", id)?.name ?? "",
  };
}

/** Types that are counted and have no tags. */
export function useCountedTypes(): PickSource {
  const { client, rows } = useCentral();
  return {
    async find(q) {
      const { items } = await client.get("/v1/catalog/item-types", { q, kind: ["fungible"], limit: few });
      rows.put("item_type", items);
      return items.map((t) => ({ id: t.id, name: t.name, detail: t.code }));
    },
    name: (id) => rows.find("item_type", id)?.name ?? "",
  };
}

export function usePlaces(): PickSource {
  const { client, rows } = useCentral();
  return {
    async find(q) {
      const { items } = await client.get("/v1/places", { q, limit: few });
      rows.put("place", items);
      return items.map((p) => ({ id: p.id, name: p.name, detail: p.code }));
    },
    name: (id) => rows.find("place", id)?.name ?? "",
  };
}

export function usePeople(): PickSource {
  const { client, rows } = useCentral();
  return {
    async find(q) {
      const { items } = await client.get("/v1/people", { q, limit: few });
      rows.put("person", items);
      return items.map((p) => ({ id: p.id, name: p.name, ...(p.job_title === undefined ? {} : { detail: p.job_title }) }));
    },
    name: (id) => rows.find("person", id)?.name ?? "",
  };
}

export function useCompanies(): PickSource {
  const { client, rows } = useCentral();
  return {
    async find(q) {
      const { items } = await client.get("/v1/companies", { q, limit: few });
      rows.put("company", items);
      return items.map((c) => ({ id: c.id, name: c.name, ...(c.kind === undefined ? {} : { detail: c.kind }) }));
    },
    name: (id) => rows.find("company", id)?.name ?? "",
  };
}

export function useJobs(): PickSource {
  const { client, rows } = useCentral();
  return {
    async find(q) {
      const { items } = await client.get("/v1/projects", { q, limit: few });
      rows.put("project", items);
      return items.map((j) => ({ id: j.id, name: j.name, detail: j.number }));
    },
    name: (id) => rows.find("project", id)?.name ?? "",
  };
}

export function useSites(): PickSource {
  const { client, rows } = useCentral();
  return {
    async find(q) {
      const { items } = await client.get("/v1/places", { q, kind: ["site"], limit: few });
      rows.put("place", items);
      return items.map((p) => ({ id: p.id, name: p.name, detail: p.code }));
    },
    name: (id) => rows.find("place", id)?.name ?? "",
  };
}
