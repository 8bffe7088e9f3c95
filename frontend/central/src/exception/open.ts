import type { Exception } from "../api/types";
import type { Central } from "../state/central";

export interface Questions {
  items: Exception[];
  more: boolean;
}

/** The open questions, as the rail and the page read them: once for both. */
export function openQuestions({ client }: Central): { key: string; load: () => Promise<Questions>; subjects: readonly string[] } {
  return {
    key: "questions open",
    subjects: ["exception/"],
    load: async () => {
      const page = await client.get("/v1/exceptions", { status: ["open"], limit: 100 });
      return { items: page.items, more: (page.next ?? "") !== "" };
    },
  };
}
