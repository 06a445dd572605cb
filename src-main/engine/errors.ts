/**
 * Every error the product answers with: its code, its HTTP status, whether asking again can help, and its words.
 * The console translates codes; logs carry them. Detail that a person needs is added by whoever throws.
 */
const table = {
  invalid_input: { status: 400, retry: false, message: 'The request is not valid.' },
  unauthenticated: { status: 401, retry: false, message: 'Sign in first.' },
  credentials_refused: { status: 401, retry: false, message: 'User name or password is wrong.' },
  forbidden: { status: 403, retry: false, message: 'Your role does not allow this.' },
  origin_refused: { status: 403, retry: false, message: 'The request came from another site.' },
  not_found: { status: 404, retry: false, message: 'There is no such thing.' },
  conflict: { status: 409, retry: false, message: 'It conflicts with what is there.' },
  in_use: { status: 409, retry: false, message: 'It is still in use.' },
  too_large: { status: 413, retry: false, message: 'It is larger than allowed.' },
  too_many_requests: { status: 429, retry: true, message: 'Too many tries. Wait, then try again.' },
  target_refused: { status: 400, retry: false, message: 'This address may not be connected to.' },
  secret_unreadable: { status: 500, retry: false, message: 'A stored secret cannot be read with this key.' },
  internal: { status: 500, retry: true, message: 'Something went wrong on our side.' },
  store_unavailable: {
    status: 503,
    retry: true,
    message: 'Redis does not answer; mail is kept in the spool.',
  },
  unavailable: { status: 503, retry: true, message: 'Not available on this node.' },
} as const satisfies Record<string, { status: number; retry: boolean; message: string }>;

export type ErrorCode = keyof typeof table;

export const errorTable: Record<ErrorCode, { status: number; retry: boolean; message: string }> = table;

export interface ErrorDetail {
  /** What is wrong and what is allowed, for a person. Replaces the table's sentence. Never holds secrets. */
  message?: string;
  /** The input field at fault, dotted: `match.glob`. */
  field?: string;
  /** Seconds after which asking again can help. */
  retryAfterSeconds?: number;
  cause?: unknown;
}

/** The one error class that crosses a door (API, CLI). Anything else that is thrown is a bug and answers `internal`. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly field: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, detail: ErrorDetail = {}) {
    super(detail.message ?? table[code].message, { cause: detail.cause });
    this.name = 'AppError';
    this.code = code;
    this.field = detail.field;
    this.retryAfterSeconds = detail.retryAfterSeconds;
  }

  get status(): number {
    return table[this.code].status;
  }

  get retry(): boolean {
    return table[this.code].retry;
  }
}
