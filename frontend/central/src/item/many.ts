import type { Client, BodyOf } from "../api/client";
import type { paths } from "../api/schema";
import type { Asset, BulkResult } from "../api/types";
import { inputOf, valuesOf } from "./edit";

type Item = BodyOf<paths["/v1/inventory/assets/bulk"]["post"]>["items"][number];

/** What became of one row. */
export interface Refused {
  id: string;
  tag: string;
  why: string;
}

export interface Outcome {
  done: { asset: Asset; etag: string }[];
  refused: Refused[];
}

/** The most that central takes in one request. */
const most = 1000;
const path = "/v1/inventory/assets/bulk";

const etagOf = (a: Asset): string => `"${a.rev}"`;

export const toHome = (a: Asset, home_place_id: string, if_match = etagOf(a)): Item => ({ op: "change", id: a.id, if_match, row: inputOf({ ...valuesOf(a), home_place_id }, a) });
export const toNothing = (a: Asset): Item => ({ op: "remove", id: a.id, if_match: etagOf(a) });

/** Sends what is to become of each of the rows, in as many requests as it takes; a request that is sent again under the same key has its effect once. */
export async function send(client: Client, assets: readonly Asset[], itemOf: (a: Asset) => Item, key: string): Promise<Outcome> {
  const out: Outcome = { done: [], refused: [] };
  for (let i = 0; i < assets.length; i += most) {
    const some = assets.slice(i, i + most);
    const reply = await client.post(path, { items: some.map(itemOf) }, { key: `${key}/${i}` });
    for (const result of reply.items) take(out, some[result.index], result);
  }
  return out;
}

function take(out: Outcome, asset: Asset | undefined, { problem, etag = "" }: BulkResult): void {
  if (asset === undefined) return;
  if (problem === undefined) out.done.push({ asset, etag });
  else out.refused.push({ id: asset.id, tag: asset.tag, why: [problem.detail ?? problem.title, problem.hint ?? ""].filter((t) => t !== "").join(". ") });
}
