/** From whatever was thrown to the one error that is answered: code, status, message, field. Nothing else gets out. */

import { ValidationError } from '@orpc/contract';
import { ORPCError } from '@orpc/server';
import type { z } from 'zod';
import { AppError, errorTable } from '../errors.ts';
import type { Logger } from '../ports.ts';
import { describeRedisError } from '../store/redis-error.ts';

/** An issue of zod or of any standard schema. */
export interface InputIssue {
  message: string;
  path?: readonly (PropertyKey | { key: PropertyKey })[] | undefined;
  code?: string | undefined;
  keys?: readonly string[] | undefined;
  errors?: readonly (readonly InputIssue[])[] | undefined;
  values?: readonly unknown[] | undefined;
}

/** The first issue as a refusal that names the field, dotted, and says what is allowed. Never repeats the value. */
export const inputRefusal = (issues: readonly InputIssue[], prefix: readonly string[] = []): AppError => {
  const issue = deepest(issues[0]);
  if (issue === undefined) return new AppError('invalid_input');
  const path = [...prefix, ...(issue.path ?? []).map(keyOf)];
  if (issue.code === 'unrecognized_keys') path.push(issue.keys?.[0] ?? '');
  const field = path.filter((key) => key !== '').join('.');
  const words = wordsOf(issue);
  return new AppError('invalid_input', {
    message: field === '' ? words : `${field}: ${words}`,
    ...(field === '' ? {} : { field }),
  });
};

const keyOf = (segment: PropertyKey | { key: PropertyKey }): string =>
  String(typeof segment === 'object' ? segment.key : segment);

/** Of a union, what the alternative that came furthest says. */
const deepest = (issue: InputIssue | undefined): InputIssue | undefined => {
  const alternatives = (issue?.errors ?? []).filter((errors) => errors.length > 0);
  if (issue === undefined || alternatives.length === 0) return issue;
  const chosen = alternatives
    .map((errors) => errors[0])
    .filter((one) => one !== undefined)
    .sort((a, b) => Number(isOfType(a)) - Number(isOfType(b)))[0];
  const inner = deepest(chosen);
  return inner === undefined ? issue : { ...inner, path: [...(issue.path ?? []), ...(inner.path ?? [])] };
};

/** Says only that the kind of value is wrong: the weakest of all hints. */
const isOfType = (issue: InputIssue): boolean => issue.code === 'invalid_type';

/** zod's own words in the product's; those of the contract stand as they are. */
const rewordings: readonly [RegExp, string][] = [
  [/received undefined$/, 'is required'],
  [/^Too big: expected number to be <=?(.+)$/, 'must be at most $1'],
  [/^Too small: expected number to be >=?(.+)$/, 'must be at least $1'],
  [/^Too big: expected (\w+) to have <=1 (\w+?)s?$/, 'must have at most 1 $2'],
  [/^Too small: expected (\w+) to have >=1 (\w+?)s?$/, 'must have at least 1 $2'],
  [/^Too big: expected (\w+) to have <=(.+)$/, 'must have at most $2'],
  [/^Too small: expected (\w+) to have >=(.+)$/, 'must have at least $2'],
  [/^Invalid (?:input|option): expected /, 'must be '],
  [/^Invalid input$/, 'is not valid'],
];

const wordsOf = (issue: InputIssue): string => {
  if (issue.code === 'unrecognized_keys') return 'there is no such field';
  const found = rewordings.find(([pattern]) => pattern.test(issue.message));
  if (found === undefined) return issue.message;
  const [pattern, words] = found;
  return words === 'is required' ? words : issue.message.replace(pattern, words);
};

/** Parses with a schema and refuses as `inputRefusal` does, the field below `prefix`. */
export const parseInput = <T extends z.ZodType>(schema: T, value: unknown, prefix: string): z.output<T> => {
  const result = schema.safeParse(value);
  if (!result.success) throw inputRefusal(result.error.issues as readonly InputIssue[], [prefix]);
  return result.data;
};

/** What Redis says of itself when asking again can help. */
const passingRedisCodes = new Set([
  'TIMEOUT',
  'NOT_CONNECTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'OOM',
  'LOADING',
  'MISCONF',
  'READONLY',
  'NOAUTH',
  'WRONGPASS',
  'CLUSTERDOWN',
  'MASTERDOWN',
  'BUSY',
  'TRYAGAIN',
  'NOREPLICAS',
]);

export const isStoreError = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === 'MaxRetriesPerRequestError' || passingRedisCodes.has(describeRedisError(error).code));

/** Any thrown thing as an AppError. What is no AppError, no input issue and not Redis is a bug, and is logged as such. */
export const toAppError = (error: unknown, logger: Logger, operation: string): AppError => {
  if (error instanceof AppError) return error;
  if (error instanceof ORPCError) return fromOrpc(error, logger, operation);
  if (isStoreError(error)) return new AppError('store_unavailable', { cause: error });
  const { message } = describeRedisError(error);
  logger.error(
    { operation, error: error instanceof Error ? error.name : typeof error, reason: message },
    'a request failed for a reason of our own',
  );
  return new AppError('internal', { cause: error });
};

const fromOrpc = (error: ORPCError<string, unknown>, logger: Logger, operation: string): AppError => {
  if (error.code === 'BAD_REQUEST' && error.cause instanceof ValidationError) {
    return inputRefusal(error.cause.issues as readonly InputIssue[]);
  }
  if (error.code === 'BAD_REQUEST') {
    return new AppError('invalid_input', { message: 'The request body must be JSON (application/json).' });
  }
  if (error.code === 'METHOD_NOT_SUPPORTED')
    return new AppError('not_found', { message: 'This needs another method.' });
  const issues = error.cause instanceof ValidationError ? error.cause.issues : [];
  logger.error(
    {
      operation,
      code: error.code,
      fields: issues
        .slice(0, 5)
        .map((issue) => (issue.path ?? []).map((key) => keyOf(key as PropertyKey)).join('.')),
    },
    'an answer did not fit the contract',
  );
  return new AppError('internal', { cause: error });
};

export interface ErrorBody {
  code: string;
  message: string;
  field?: string;
  retryAfterSeconds?: number;
}

export const errorBody = (error: AppError): ErrorBody => ({
  code: error.code,
  message: error.message,
  ...(error.field === undefined ? {} : { field: error.field }),
  ...(error.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: error.retryAfterSeconds }),
});

/** For the typed client, which carries errors in a form of its own; `data` has what `errorBody` has. */
export const toOrpcError = (error: AppError): ORPCError<string, ErrorBody> =>
  new ORPCError(error.code, {
    status: errorTable[error.code].status,
    message: error.message,
    data: errorBody(error),
    cause: error,
  });
