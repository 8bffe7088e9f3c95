import type { CloudEvent } from "../api/types";

/** What has changed: events, or "all" where nobody knows what was missed. */
export type News = readonly CloudEvent[] | "all";

export interface Newsroom {
  /** Hears of events whose subject or type begins so ("asset/", "rms.exception."), and of "all"; ends with what it returns. "*" hears every turn. */
  on(beginnings: readonly string[], hear: (news: News) => void): () => void;
  tell(news: News): void;
  /** A change made from this page: who shows the subject ("asset/0190…") reads it anew at once. */
  touch(subject: string): void;
}

export function newNewsroom(): Newsroom {
  const hearers = new Set<(news: News) => void>();
  return {
    on(beginnings, hear) {
      const listen = (news: News): void => {
        if (news === "all") return hear(news);
        const mine = news.filter((e) => beginnings.some((b) => e.subject.startsWith(b) || e.type.startsWith(b)));
        if (mine.length > 0 || beginnings.includes("*")) hear(mine);
      };
      hearers.add(listen);
      return () => void hearers.delete(listen);
    },
    tell(news) {
      const now = [...hearers]; // who begins to listen meanwhile has read already
      for (const hear of now) hear(news);
    },
    touch(subject) {
      this.tell([{ type: "", subject, specversion: "1.0", id: "", source: "", time: "", datacontenttype: "", dataschema: "", rmsseq: "0", rmsactor: "", data: {} }]);
    },
  };
}

/** The ids of what news are about, of one kind of subject: "asset" of "asset/0190…". */
export function idsOf(news: News, kind: string): string[] | "all" {
  if (news === "all") return news;
  const start = `${kind}/`;
  return [...new Set(news.filter((e) => e.subject.startsWith(start)).map((e) => e.subject.slice(start.length)))];
}
