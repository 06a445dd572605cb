/**
 * Sentences that come from the server, in the reader's language. As in gettext the English sentence is the key
 * (locales/<language>/server.json), with `{{…}}` for what differs from one to the next; one that is not there is shown
 * as it came. Parts of remote ends' answers stay theirs.
 */

/** Words of closed lists, which are translated where a sentence has one: severities, states, kinds. */
export type Vocabulary = Readonly<Record<string, string>>;

export interface SentenceWords {
  sentences: Readonly<Record<string, string>>;
  /** By the name of the placeholder that stands for one of them: `severity`, also as `severity2`. */
  vocabularies: Readonly<Record<string, Vocabulary>>;
  number(value: number): string;
}

interface Template {
  pattern: RegExp;
  names: string[];
  translation: string;
}

const placeholder = /\{\{(\w+)\}\}/g;
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
/** `severity2` is another severity. */
const kindOf = (name: string): string => name.replace(/\d+$/, '');
const counts = new Set(['count', 'total']);
/** Names and addresses hold no blank: else any remote's words with an "is" in them would be one of our sentences. */
const unbroken = new Set(['host', 'place', 'id', 'glob', 'field', 'address', 'code', 'status']);
/** Several things, one after the other. */
const lists = new Set(['users']);
/** What stands here is a sentence of the list itself. */
const known = 'why';

/** FSI and PDI: words of others keep their own direction inside a sentence. */
export const isolated = (text: string): string => `\u2068${text}\u2069`;

/** Longest first, so that the sentence that says most is the one that is found. */
const templatesOf = ({ sentences, vocabularies }: SentenceWords): Template[] =>
  Object.entries(sentences)
    .filter(([sentence]) => sentence.includes('{{'))
    .sort(([a], [b]) => b.replace(placeholder, '').length - a.replace(placeholder, '').length)
    .map(([sentence, translation]) => {
      const names = [...sentence.matchAll(placeholder)].map(([, name = '']) => name);
      const literals = sentence.split(/\{\{\w+\}\}/).map(escaped);
      const groups = names.map((name) => {
        const words = vocabularies[kindOf(name)];
        if (words !== undefined) return `(${Object.keys(words).map(escaped).join('|')})`;
        if (counts.has(name)) return '(\\d+)';
        return unbroken.has(name) ? '(\\S+?)' : '(.+?)';
      });
      const source = literals.map((literal, i) => literal + (groups[i] ?? '')).join('');
      return { pattern: new RegExp(`^${source}$`, 's'), names, translation };
    });

export const createTranslator = (words: SentenceWords): ((text: string) => string) => {
  const templates = templatesOf(words);

  const spoken = (name: string, value: string): string => {
    if (counts.has(name)) return words.number(Number(value));
    const word = words.vocabularies[kindOf(name)]?.[value];
    if (word !== undefined) return word;
    if (lists.has(name)) return value.split(', ').map(translate).join('، ');
    const translated = translate(value);
    return translated === value ? isolated(value) : translated;
  };

  const byTemplate = (text: string): string | null => {
    for (const { pattern, names, translation } of templates) {
      const match = pattern.exec(text);
      if (match === null) continue;
      const isKnown = names.every((name, i) => name !== known || (match[i + 1] ?? '') in words.sentences);
      if (!isKnown) continue;
      const values = new Map(names.map((name, i) => [name, spoken(name, match[i + 1] ?? '')]));
      return translation.replace(placeholder, (_, name: string) => values.get(name) ?? '');
    }
    return null;
  };

  /** `host: what is wrong`, where the second half is known. */
  const afterColon = (text: string): string | null => {
    const at = text.indexOf(': ');
    if (at < 0) return null;
    const rest = text.slice(at + 2);
    const translated = translate(rest);
    return translated === rest ? null : `${isolated(text.slice(0, at))}: ${translated}`;
  };

  /** Several sentences in one line. */
  const inParts = (text: string): string | null => {
    const parts = text.split('; ');
    if (parts.length === 1) return null;
    const translated = parts.map(translate);
    return translated.every((part, i) => part === parts[i]) ? null : translated.join('؛ ');
  };

  const translate = (text: string): string =>
    words.sentences[text] ?? byTemplate(text) ?? inParts(text) ?? afterColon(text) ?? text;
  return translate;
};
