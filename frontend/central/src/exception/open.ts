import type { Exception } from "../api/types";
import type { Central } from "../state/central";

export interface Questions {
  items: Exception[];
  more: boolean;
}

/** The open questions, as the rail and the page read them: once for both. `asked` narrows them. */
export function openQuestions({ client }: Central, asked: Record<string, never> = {}): { key: string; load: () => Promise<Questions>; subjects: readonly string[] } {
  return {
    key: Object.keys(asked).length === 0 ? "questions open" : `questions open ${JSON.stringify(asked)}`,
    subjects: ["exception/"],
    load: async () => {
      const page = await client.get("/v1/exceptions", { ...asked, status: ["open"], limit: 100 });
      return { items: page.items, more: (page.next ?? "") !== "" };
    },
  };
}
