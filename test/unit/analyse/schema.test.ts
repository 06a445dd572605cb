import { describe, expect, it } from 'vitest';
import {
  answerFields,
  answerJsonSchema,
  answerSchemaName,
  maxSummaryChars,
  readAnswer,
} from '../../../src-main/engine/analyse/schema.ts';

const base = { severity: 'high', state: 'firing', summary: 'disk full' };

const read = (changes: Record<string, unknown>) => {
  const reading = readAnswer({ ...base, ...changes });
  if (reading.kind === 'invalid') throw new Error(reading.issues.join('; '));
  return reading.answer;
};

describe('readAnswer', () => {
  it.each([
    ['warning', 'medium'],
    ['WARN', 'medium'],
    ['error', 'high'],
    ['Major', 'high'],
    ['fatal', 'critical'],
    ['Disaster', 'critical'],
    ['minor', 'low'],
    ['informational', 'info'],
    ['ok', 'info'],
    ['P1', 'critical'],
    ['هشدار', 'medium'],
  ])('takes the severity %s as %s', (word, severity) => {
    expect(read({ severity: word }).severity).toBe(severity);
  });

  it.each([
    ['ok', 'resolved'],
    ['recovered', 'resolved'],
    ['Problem', 'firing'],
    ['alerting', 'firing'],
    ['unknown', 'info'],
  ])('takes the state %s as %s', (word, state) => {
    expect(read({ state: word }).state).toBe(state);
  });

  it.each([
    ['disk', 'storage'],
    ['Database', 'database'],
    ['cpu', 'system'],
    ['nonsense', 'other'],
    [undefined, 'other'],
  ])('takes the category %s as %s', (word, category) => {
    expect(read({ category: word }).category).toBe(category);
  });

  it.each([
    [0.7, 0.7],
    ['0.7', 0.7],
    [85, 0.85],
    [46e30, 1],
    [-3, 0],
    [Number.NaN, 0.5],
    [null, 0.5],
  ])('reads the confidence %s as %s', (given, expected) => {
    expect(read({ confidence: given }).confidence).toBe(expected);
  });

  it('takes words for unknown as nothing known', () => {
    expect(read({ host: 'N/A', system: 'unknown', resource: 'None' })).toMatchObject({
      host: '',
      system: '',
      resource: '',
    });
  });

  it('cuts what is too long and takes out control and direction characters', () => {
    const answer = read({
      summary: `a\u202e\n\u0000b${'x'.repeat(1_000)}`,
      details: Array.from({ length: 40 }, () => 'd'.repeat(999)),
    });
    expect(answer.summary.startsWith('a bxx')).toBe(true);
    expect(answer.summary.length).toBe(maxSummaryChars);
    expect(answer.details.every((detail) => detail.length <= 300)).toBe(true);
    expect(answer.details.length).toBeGreaterThan(0);
  });

  it('drops fields that do not belong', () => {
    expect(Object.keys(read({ command: 'restart all', route: 'none' })).sort()).toEqual(
      [...answerFields].sort(),
    );
  });

  it.each([
    ['severity', { severity: 'banana' }],
    ['severity', { severity: undefined }],
    ['state', { state: 3 }],
    ['summary', { summary: '' }],
    ['summary', { summary: ['x'] }],
  ])('names %s when it is not clear, and repeats nothing of the value', (field, changes) => {
    const reading = readAnswer({ ...base, ...changes });
    expect(reading.kind).toBe('invalid');
    if (reading.kind !== 'invalid') return;
    expect(reading.issues.some((issue) => issue.startsWith(field))).toBe(true);
    expect(reading.issues.join()).not.toContain('banana');
  });

  it.each([[null], ['text'], [[]], [7], [undefined]])('refuses %j as an answer', (value) => {
    expect(readAnswer(value).kind).toBe('invalid');
  });
});

describe('the JSON schema', () => {
  it('requires every property, allows no others and has a name that OpenAI takes', () => {
    expect(answerJsonSchema).toMatchObject({
      type: 'object',
      additionalProperties: false,
      required: answerFields,
    });
    expect(JSON.stringify(answerJsonSchema)).not.toMatch(/maxLength|minimum|maxItems|\$schema/);
    expect(answerSchemaName).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
  });
});
