import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseSync, Visitor } from 'vite';
import { describe, expect, it } from 'vitest';

const renderer = resolve(import.meta.dirname, '..', '..', '..', 'src-renderer');
const locales = join(renderer, 'locales');
type Words = { [key: string]: string | Words };

const read = (language: string, file: string): Words =>
  JSON.parse(readFileSync(join(locales, language, file), 'utf8'));

const flat = (words: Words, prefix = ''): [string, string][] =>
  Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[`${prefix}${key}`, value] as [string, string]]
      : flat(value, `${prefix}${key}.`),
  );

const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{\{\s*([\w]+)/g)].map(([, name]) => name ?? '').sort();

const files = readdirSync(join(locales, 'en'));

describe('the locale files', () => {
  it('are the same in both languages', () => {
    // The server's sentences are English as they come; sentences.test.ts looks at their Persian.
    expect(readdirSync(join(locales, 'fa')).filter((file) => file !== 'server.json')).toEqual(files);
  });

  it.each(files)('%s holds the same keys and placeholders in both languages, none empty', (file) => {
    const [en, fa] = [flat(read('en', file)), flat(read('fa', file))];
    expect(fa.map(([key]) => key)).toEqual(en.map(([key]) => key));
    const persian = new Map(fa);
    for (const [key, text] of en) {
      expect(text, key).not.toBe('');
      expect(persian.get(key), key).not.toBe('');
      expect(placeholders(persian.get(key) ?? ''), key).toEqual(placeholders(text));
    }
  });

  it.each(files.filter((file) => file !== 'validation.json'))(
    '%s has every plural form that its language needs',
    (file) => {
      for (const language of ['en', 'fa']) {
        const keys = flat(read(language, file)).map(([key]) => key);
        const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
        const plurals = keys
          .filter((key) => /_(one|other)$/.test(key))
          .map((key) => key.replace(/_(one|other)$/, ''));
        for (const stem of plurals) for (const form of forms) expect(keys).toContain(`${stem}_${form}`);
      }
    },
  );
});

/** Attributes that people read or hear. */
const spoken =
  /^(title|label|aria-label|placeholder|description|alt|lead|next|hint|header|error|nothingFound|confirmLabel)$/;
/** Names and examples that are the same in every language. */
const sameEverywhere = new Set(['AlertFlow', 'admin', '*@db*.example.org']);
const hasWord = /\p{L}{2}/u;
/** Mail addresses as examples, alone or in a list. */
const onlyAddresses = /^[\w.*-]+@[\w.*-]+(, [\w.*-]+@[\w.*-]+)*$/;

const wordsIn = (file: string): string[] => {
  const source = readFileSync(file, 'utf8');
  const { program } = parseSync(file, source);
  const found: string[] = [];
  const add = (text: string): void => {
    const words = text.trim();
    if (hasWord.test(words) && !sameEverywhere.has(words) && !onlyAddresses.test(words)) found.push(words);
  };
  new Visitor({
    JSXText: ({ value }) => add(value),
    JSXAttribute: ({ name, value }) => {
      if (name.type !== 'JSXIdentifier' || !spoken.test(name.name) || value === null) return;
      if (value.type === 'Literal') add(String(value.value));
      if (value.type === 'JSXExpressionContainer' && value.expression.type === 'Literal')
        add(String(value.expression.value));
    },
  }).visit(program);
  return found;
};

describe('the sources of the console', () => {
  const sources = readdirSync(renderer, { recursive: true })
    .map(String)
    .filter((path) => path.endsWith('.tsx'));

  it.each(sources)('%s says nothing that stands in no locale file', (path) => {
    expect(wordsIn(join(renderer, path))).toEqual([]);
  });
});
