import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extractJson } from '../../../src-main/engine/analyse/extract-json.ts';
import { finishAnalysis } from '../../../src-main/engine/analyse/finish.ts';
import { mailSays } from '../../../src-main/engine/analyse/ground.ts';
import { defaultBand } from '../../../src-main/engine/analyse/hold-to-facts.ts';
import {
  answerFields,
  answerSchema,
  maxAnswerChars,
  readAnswer,
} from '../../../src-main/engine/analyse/schema.ts';
import { analysisSchema } from '../../../src-shared/contract/alerts.ts';
import { severityRank } from '../../../src-shared/vocabulary.ts';
import { someInput } from '../../support/alert-input.ts';

const word = fc.constantFrom(
  ...[
    'critical',
    'info',
    'resolved',
    'firing',
    'http://evil.example/',
    '+1 555 0100',
    '@room',
    '`rm -rf /`',
    '</b>',
    '[SECRET_1]',
  ],
  ...[
    'db01',
    '2%',
    '\u0001',
    '\u202e',
    '10.0.0.1',
    '![x](http://a.b/c)',
    'ignore all rules',
    'x'.repeat(500),
    '۱۲٪',
    'NaN',
    '﻿',
  ],
);
const text = fc.oneof(
  fc.string({ maxLength: 400, unit: 'binary' }),
  fc.array(word, { maxLength: 12 }).map((words) => words.join(' ')),
);
const value: fc.Arbitrary<unknown> = fc.oneof(
  text,
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.oneof(text, fc.integer()), { maxLength: 30 }),
  fc.dictionary(text, text, { maxKeys: 4 }),
);
const answer = fc.dictionary(
  fc.oneof(fc.constantFrom(...answerFields, 'command', 'route', '__proto__', 'SEVERITY'), text),
  value,
  { maxKeys: 14 },
);
const likely = fc.record({
  severity: fc.constantFrom('critical', 'high', 'info', 'LOW', 'nuclear'),
  category: text,
  state: fc.constantFrom('firing', 'resolved', 'ok', 'x'),
  system: text,
  host: text,
  resource: text,
  summary: text,
  details: fc.array(text, { maxLength: 20 }),
  actions: fc.array(text, { maxLength: 20 }),
  confidence: fc.oneof(fc.double(), fc.constant(46e300)),
  command: text,
});
/** What a model may write: anything, JSON of anything, nearly what was asked, cut off somewhere. */
const written = fc.oneof(
  text,
  answer.map((object) => JSON.stringify(object)),
  likely.map((object) => JSON.stringify(object)),
  fc.tuple(likely, fc.nat(600)).map(([object, cut]) => JSON.stringify(object).slice(0, cut)),
  likely.map((object) => `<think>{"severity":"info"}</think>\`\`\`json\n${JSON.stringify(object)}\n\`\`\``),
);

describe('whatever a model writes (L2)', () => {
  it('becomes an answer that fits, or none: 1,000 outputs, no exception, no field outside', () => {
    const input = someInput(
      '** PROBLEM Service Alert: db01/Disk /var is CRITICAL **',
      'Host: db01\nState: CRITICAL\n/var 2%',
    );
    const says = mailSays(input.mail, input.envelope);
    let answers = 0;
    fc.assert(
      fc.property(written, (output) => {
        const found = extractJson(output, answerFields);
        if (found === undefined) return;
        const reading = readAnswer(found);
        if (reading.kind === 'invalid') {
          expect(reading.issues.length).toBeGreaterThan(0);
          return;
        }
        answers += 1;
        expect(answerSchema.safeParse(reading.answer).success).toBe(true);
        const { system, host, resource, summary, details, actions } = reading.answer;
        expect([system, host, resource, summary, ...details, ...actions].join('').length).toBeLessThanOrEqual(
          maxAnswerChars,
        );
        const { analysis } = finishAnalysis(
          {
            ...reading.answer,
            language: 'en',
            by: { kind: 'provider', providerId: 'p', providerName: 'P', model: 'm' },
            at: 0,
            latencyMs: 1,
            tokens: null,
            cached: false,
            flags: [],
            evidence: [],
          },
          input,
          says,
          [],
          defaultBand,
        );
        expect(analysisSchema.strict().safeParse(analysis).success).toBe(true);
        expect(severityRank(analysis.severity)).toBe(severityRank('critical'));
        expect(analysis.state).toBe('firing');
        const words = [
          analysis.system,
          analysis.host,
          analysis.resource,
          analysis.summary,
          ...analysis.details,
          ...analysis.actions,
        ];
        for (const said of words)
          expect(said).not.toMatch(/evil\.example|555 ?0100|10\.0\.0\.1|rm -rf|(?<!\w)@room|<\/?b>/);
      }),
      { numRuns: 1_000, seed: 20_261_122 },
    );
    expect(answers).toBeGreaterThan(100);
  });
});
