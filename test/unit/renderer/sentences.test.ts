import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createTranslator } from '../../../src-renderer/i18n/sentences.ts';

const root = resolve(import.meta.dirname, '..', '..', '..');
const locale = (name: string) =>
  JSON.parse(readFileSync(join(root, 'src-renderer', 'locales', 'fa', `${name}.json`), 'utf8'));
const sentences: Record<string, string> = locale('server');
const { severity, state, kind, delivery, role } = locale('words');
const translate = createTranslator({
  sentences,
  vocabularies: { severity, state, kind, delivery, role },
  number: (value) => new Intl.NumberFormat('fa').format(value),
});
/** Without the marks that keep the direction of names. */
const said = (text: string) => translate(text).replace(/[\u2068\u2069]/g, '');

describe('sentences of the server in Persian', () => {
  it.each([
    ['nobody to tell', 'کسی نیست که خبردار شود'],
    ['given up after 8 attempts; last: HTTP 500 boom', 'پس از ۸ تلاش رها شد؛ آخرین پاسخ: HTTP 500 boom'],
    ['db.example:9 did not answer within 1500 ms (timed out)', 'db.example:9 ظرف ۱٬۵۰۰ میلی‌ثانیه پاسخ نداد'],
    ['problem, firing, critical, not below high', 'مشکل، فعال، بحرانی، نه پایین‌تر از زیاد'],
    ['rule "DB": to ops@x.example matches ops@*', 'قاعدهٔ «DB»: گیرنده ops@x.example با ops@* جور است'],
    [
      'This destination is still used by rule "A", rule "B" and 3 more.',
      'این مقصد هنوز در قاعدهٔ «A»، قاعدهٔ «B» و ۳ مورد دیگر به کار رفته است.',
    ],
    ['baseUrl: must name a host', 'baseUrl: باید نام میزبان داشته باشد'],
    ['10.0.0.7 leads to a private address', '10.0.0.7 به نشانی خصوصی می‌رسد'],
  ])('%s', (english, persian) => {
    expect(said(english)).toBe(persian);
  });

  it.each([
    'Forbidden: bot is not a member of the chat',
    'chat is deactivated',
    'HTTP 500 {"error":"no"}',
    'high, low and in between',
    '',
  ])('leaves what a remote said as it came: %s', (text) => {
    expect(translate(text)).toBe(text);
  });

  it('keeps names of either direction together', () => {
    expect(translate('sent again by admin')).toContain('\u2068admin\u2069');
  });

  it('holds the placeholders of each sentence', () => {
    const names = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();
    for (const [english, persian] of Object.entries(sentences)) {
      expect(persian, english).not.toBe('');
      expect(names(persian), english).toEqual(names(english));
    }
  });
});

describe('what the engine says', () => {
  const engine = join(root, 'src-main', 'engine');
  const literal = String.raw`(\`(?:[^\`\\]|\\.)*\`|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")`;
  /** Where a sentence for people is made. */
  const sayings = [
    new RegExp(String.raw`\b(?:reason|detail|message)\s*[:=]\s*(?:\([^()]*\) => )?${literal}`, 'g'),
    new RegExp(String.raw`\b(?:refused|refuse|notes\.push|now)\(\s*${literal}`, 'g'),
  ];
  /** Not shown in the console, or words of others with nothing of ours. */
  const elsewhere = [
    /^ingest\/(?:smtp-|loopback|spool\/accept)/,
    /^recognise\//,
    /^store\/(?!config)/,
    /^redis-/,
    /^self-alarm|^message\.ts|^health/,
    /^analyse\/(?:injection|redact|template)/,
  ];
  const ofOthers = new Set([
    // Ids, values and other people's words alone.
    '{}',
    '{} ({})',
    '{} {}',
    '{} {} {}',
    'HTTP {} {}',
    'HTTP {} {}: {}',
    'HTTP {}',
    '{} -> {}: {}',
    'unknown error',
    // Cursors and versions that only a program of its own sends.
    'after: must be the cursor of an earlier event',
    'after: must be the cursor of an earlier record',
    'cursor must be the nextCursor of an earlier answer.',
    'The request body must be JSON (application/json).',
    'This needs another method.',
  ]);
  const shapeOf = (text: string) =>
    text
      .replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}|\{\{\w+\}\}/g, '{}')
      // A plural, and what is there or not.
      .replace('{}s ', '{} ')
      .replace(/(?<=\S)\{\}(?=\.?$)/, '');
  const known = new Set(Object.keys(sentences).map(shapeOf));
  const isKnown = (shape: string): boolean =>
    known.has(shape) ||
    ofOthers.has(shape) ||
    (shape.includes('; ') && shape.split('; ').every(isKnown)) ||
    (/^[\w.{}]+: /.test(shape) && isKnown(shape.replace(/^[\w.{}]+: /, '')));

  const files = readdirSync(engine, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !elsewhere.some((pattern) => pattern.test(file)))
    .sort();
  const found = files.flatMap((file) => {
    const source = readFileSync(join(engine, file), 'utf8');
    return sayings.flatMap((pattern) =>
      [...source.matchAll(pattern)].flatMap(([, text = '']) => {
        const words = text.slice(1, -1).replace(/\\(['"`])/g, '$1');
        // One with another inside is tried above.
        const isNested = words.lastIndexOf('${') > words.lastIndexOf('}');
        return words.includes(' ') && !isNested ? [[file, words] as const] : [];
      }),
    );
  });

  it('is looked through', () => {
    expect(found.length).toBeGreaterThan(120);
  });

  it.each(found)('%s: %s', (_, words) => {
    expect(isKnown(shapeOf(words)), 'has no words in locales/fa/server.json').toBe(true);
  });
});
