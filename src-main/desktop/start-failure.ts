/** From what went wrong at a start to what the window says and offers. */
import type { FailureCode, RemedyKind, StartFailure } from '../../src-shared/contract/desktop.ts';
import { AppError } from '../engine/errors.ts';

/** Where in the start it happened, and what it was about. */
export type StartStep =
  | { at: 'data-dir'; place: string }
  | { at: 'redis'; place: string }
  | { at: 'key'; place: string }
  | { at: 'engine'; place: string };

export class StartError extends Error {
  readonly step: StartStep;

  constructor(step: StartStep, cause: unknown) {
    super(cause instanceof Error ? cause.message : 'unknown error', { cause });
    this.name = 'StartError';
    this.step = step;
  }
}

const remedies: Record<FailureCode, readonly RemedyKind[]> = {
  'port-taken': ['use-port', 'retry', 'open-logs', 'quit'],
  'port-forbidden': ['use-port', 'retry', 'open-logs', 'quit'],
  'port-address': ['use-port', 'retry', 'open-logs', 'quit'],
  'redis-missing': ['choose-redis', 'retry', 'open-logs', 'quit'],
  'redis-broken': ['choose-redis', 'retry', 'open-logs', 'quit'],
  'data-dir-unusable': ['choose-data-dir', 'default-data-dir', 'retry', 'open-logs', 'quit'],
  'data-dir-in-use': ['retry', 'choose-data-dir', 'open-logs', 'quit'],
  'key-unreadable': ['retry', 'open-logs', 'quit'],
  unknown: ['retry', 'open-logs', 'quit'],
};

/** `freePort`: one that could be had instead, or null. */
export const failureOf = (error: unknown, freePort: number | null): StartFailure => {
  const step = error instanceof StartError ? error.step : null;
  const code = codeOf(error);
  const offered = remedies[code].filter((kind) => kind !== 'use-port' || freePort !== null);
  return {
    code,
    message: error instanceof Error ? error.message.slice(0, 2_000) : 'unknown error',
    place: step?.place ?? '',
    freePort: code.startsWith('port-') ? freePort : null,
    remedies: [...offered],
  };
};

export const isPortFailure = (error: unknown): boolean => codeOf(error).startsWith('port-');

const codeOf = (error: unknown): FailureCode => {
  if (!(error instanceof StartError)) return 'unknown';
  const { cause } = error;
  switch (error.step.at) {
    case 'key':
      return 'key-unreadable';
    case 'data-dir':
      return cause instanceof AppError && cause.code === 'conflict' ? 'data-dir-in-use' : 'data-dir-unusable';
    case 'redis':
      return cause instanceof AppError && cause.code === 'unavailable' ? 'redis-missing' : 'redis-broken';
    case 'engine':
      return engineCode(cause);
    default:
      return error.step satisfies never;
  }
};

const engineCode = (error: unknown): FailureCode => {
  if (error instanceof AppError && error.code === 'conflict') return 'data-dir-in-use';
  if (!(error instanceof AppError) || error.field !== 'smtpPort') return 'unknown';
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'EADDRINUSE') return 'port-taken';
  return code === 'EACCES' ? 'port-forbidden' : 'port-address';
};
