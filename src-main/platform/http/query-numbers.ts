/** Query strings hold text only: what the contract takes as a number and looks like one becomes one. GET requests only. */
import { z } from 'zod';

const numeric = /^-?\d{1,16}$/;

const takesNumber = (schema: unknown): boolean => {
  if (schema instanceof z.ZodNumber) return true;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable) {
    return takesNumber(schema.unwrap());
  }
  return schema instanceof z.ZodUnion && schema.options.some(takesNumber);
};

export const withQueryNumbers = (schema: unknown, input: unknown): unknown => {
  if (!(schema instanceof z.ZodObject) || typeof input !== 'object' || input === null) return input;
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => {
      const isNumber = typeof value === 'string' && numeric.test(value) && takesNumber(schema.shape[name]);
      return [name, isNumber ? Number(value) : value];
    }),
  );
};
