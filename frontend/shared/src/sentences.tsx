/** Sentences by key, with {holes}; plurals end in .one and .other. */
export type Sentences = Readonly<Record<string, string>>;

const plurals = new Intl.PluralRules("en");

/** The sentence of a key; with a count, the plural that fits. */
export function findSentence(sentences: Sentences, key: string, n?: number): string | undefined {
  return sentences[key] ?? (n === undefined ? undefined : sentences[`${key}.${plurals.select(n)}`]) ?? sentences[`${key}.other`];
}

/** Fills the holes; one without a value stays, so that it is seen. */
export function fillSentence(sentence: string, params: Readonly<Record<string, string>>): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => params[name] ?? whole);
}

type Plural<K> = K extends `${infer Base}.other` ? Base : never;
/** A key as code names it: plurals without their ending. */
export type KeyOf<Key extends string> = Exclude<Key, `${string}.one` | `${string}.other`> | Plural<Key>;

/** The page's language by its address: English, or with ?lang=pseudo a longer one that shows what has no key. */
export async function sentencesFor(search: string, english: Sentences): Promise<Sentences> {
  if (new URLSearchParams(search).get("lang") !== "pseudo") return english;
  const { pseudo } = await import("./pseudo");
  return Object.fromEntries(Object.entries(english).map(([key, sentence]) => [key, pseudo(sentence)]));
}
