import { ORPCError } from '@orpc/client';

/** Codes of the engine's error table, and what can go wrong on the way to it. */
export const errorCodes = [
  'invalid_input',
  'unauthenticated',
  'credentials_refused',
  'forbidden',
  'origin_refused',
  'not_found',
  'conflict',
  'in_use',
  'too_large',
  'too_many_requests',
  'target_refused',
  'secret_unreadable',
  'internal',
  'store_unavailable',
  'unavailable',
  'unreachable',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

export interface ApiError {
  code: ErrorCode;
  /** The server's own words; empty where it gave none. */
  message: string;
  /** The input field at fault, dotted. */
  field: string | null;
  retryAfterSeconds: number | null;
}

/** What any thrown value means, as one of the codes. */
export const toApiError = (error: unknown): ApiError => {
  if (error instanceof ORPCError) {
    const data = isRecord(error.data) ? error.data : {};
    const code = errorCodes.find((known) => known === error.code) ?? codeOfStatus(error.status);
    return {
      code,
      message: error.message,
      field: typeof data.field === 'string' ? data.field : null,
      retryAfterSeconds: typeof data.retryAfterSeconds === 'number' ? data.retryAfterSeconds : null,
    };
  }
  // fetch throws TypeError where no answer came at all.
  const isNetwork =
    error instanceof TypeError || (error instanceof DOMException && error.name !== 'DataError');
  return {
    code: isNetwork ? 'unreachable' : 'internal',
    message: isNetwork ? '' : String(error instanceof Error ? error.message : error),
    field: null,
    retryAfterSeconds: null,
  };
};

const codeOfStatus = (status: number): ErrorCode => {
  if (status === 401) return 'unauthenticated';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'not_found';
  if (status === 413) return 'too_large';
  if (status === 429) return 'too_many_requests';
  if (status === 502 || status === 503 || status === 504) return 'unavailable';
  return status >= 400 && status < 500 ? 'invalid_input' : 'internal';
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** Asking again may help: nothing was refused, something was not there. */
export const isWorthRetrying = (error: unknown): boolean =>
  ['unreachable', 'unavailable', 'store_unavailable', 'internal'].includes(toApiError(error).code);
