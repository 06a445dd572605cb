import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extractJson, maxScanChars } from '../../../src-main/engine/analyse/extract-json.ts';
import {
  answerFields,
  answerSchema,
  maxAnswerChars,
  readAnswer,
} from '../../../src-main/engine/analyse/schema.ts';
import { cpuMs } from '../../support/cpu-time.ts';

const fields = ['severity', 'state', 'summary', 'details', 'confidence'];
const full = { severity: 'high', state: 'firing', summary: 'x } " {', details: ['a', 'b'], confidence: 1 };
const json = JSON.stringify(full);

describe('extractJson', () => {
  const cases: [string, string, unknown][] = [
    ['bare', json, full],
    ['with space around', `\n\n ${json}\n`, full],
    ['in prose with braces', `I use {braces} and "quotes: ${json} done }`, full],
    ['in a code fence', `\`\`\`json\n${json}\n\`\`\``, full],
    [
      'after thinking that holds JSON',
      `<think>maybe {"severity":"info","state":"info"}?</think>${json}`,
      full,
    ],
    ['inside unclosed thinking', `<think>so the answer is ${json}`, full],
    ['before an empty tail of thinking', `${json}<think></think>`, full],
    ['the fuller of two', `The mail says {"severity":"info"}. ${json}`, full],
    ['the later of equals', '{"severity":"info"} or rather {"severity":"high"}', { severity: 'high' }],
    ['inside a wrapper', `{"analysis": ${json}}`, full],
    ['with trailing commas', '{"severity":"high","details":["a",],}', { severity: 'high', details: ['a'] }],
    ['with capitals in its keys', '{"Severity":"high"}', { Severity: 'high' }],
    ['cut off in a list', '{"severity":"high","details":["a","b', { severity: 'high', details: ['a'] }],
    ['cut off in a string', '{"severity":"high","summary":"the di', { severity: 'high' }],
    ['no JSON at all', 'OK '.repeat(20_000), undefined],
    ['an array', '["severity"]', undefined],
    ['foreign JSON', '{"a":1}', undefined],
    ['nothing', '', undefined],
  ];
  it.each(cases)('reads JSON: %s', (_name, text, expected) => {
    expect(extractJson(text, fields)).toEqual(expected);
  });

  it('reads hostile nesting of the longest text it takes in bounded time', () => {
    for (const text of [
      '{'.repeat(maxScanChars),
      '{"a":'.repeat(maxScanChars / 5),
      '{"'.repeat(maxScanChars / 2),
      ',\t'.repeat(maxScanChars / 2),
    ]) {
      expect(cpuMs(() => extractJson(`{"severity": ${text}`, fields))).toBeLessThan(4_000);
    }
  });
});

describe('answers of a model (L2)', () => {
  const anyAnswer = fc.oneof(
    fc.string({ maxLength: 400 }),
    fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.stringify(value)),
    fc
      .record(Object.fromEntries(answerFields.map((field) => [field, fc.jsonValue({ maxDepth: 2 })])))
      .map((value) => JSON.stringify(value)),
    fc
      .record({
        severity: fc.constantFrom('high', 'WARNING', 'P1', 'nope', 7, null),
        state: fc.constantFrom('firing', 'OK', 'problem', 'nope', null),
        category: fc.anything(),
        summary: fc.string({ unit: 'binary', maxLength: 900 }),
        details: fc.array(fc.string({ unit: 'binary', maxLength: 700 }), { maxLength: 30 }),
        actions: fc.array(fc.anything(), { maxLength: 30 }),
        confidence: fc.oneof(fc.double(), fc.string()),
        command: fc.string(),
        __proto__: fc.constant({ polluted: true }),
      })
      .map(
        (value) =>
          JSON.stringify(value, (_key, inner: unknown) =>
            typeof inner === 'bigint' ? String(inner) : inner,
          ) ?? '',
      ),
    fc.tuple(fc.string(), fc.nat(300)).map(([before, cut]) => `${before}${json.slice(0, cut)}`),
  );

  it('never throw and never leave the schema, over 1,000 of them', () => {
    let fitting = 0;
    fc.assert(
      fc.property(anyAnswer, (text) => {
        const reading = readAnswer(extractJson(text, answerFields));
        if (reading.kind === 'invalid') return reading.issues.length > 0;
        fitting += 1;
        const { answer } = reading;
        expect(answerSchema.parse(answer)).toEqual(answer);
        expect(Object.keys(answer).sort()).toEqual([...answerFields].sort());
        const size = [
          answer.system,
          answer.host,
          answer.resource,
          answer.summary,
          ...answer.details,
          ...answer.actions,
        ].join('').length;
        expect(size).toBeLessThanOrEqual(maxAnswerChars);
        return true;
      }),
      { numRuns: 1_000 },
    );
    expect(fitting).toBeGreaterThan(20);
  });
});
