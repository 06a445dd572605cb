import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseInput } from '../../../src-main/engine/api/refusals.ts';

const refusalOf = (schema: z.ZodType, value: unknown): string => {
  try {
    parseInput(schema, value, 'ids');
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
};

describe('a refusal', () => {
  it.each([
    [z.array(z.string()).min(1), [], 'ids: must have at least 1 item'],
    [z.array(z.string()).min(2), [], 'ids: must have at least 2 items'],
    [z.string().min(1), '', 'ids: must have at least 1 character'],
    [z.array(z.string()).max(1), ['a', 'b'], 'ids: must have at most 1 item'],
  ])('counts as people do', (schema, value, words) => {
    expect(refusalOf(schema, value)).toBe(words);
  });
});
