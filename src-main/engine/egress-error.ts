/** Why an exchange with a remote end came to nothing. */
export type EgressFailure =
  | 'dns'
  | 'connect'
  | 'tls'
  | 'proxy'
  | 'timeout'
  | 'aborted'
  | 'broken'
  | 'answer_too_large';

const names: Partial<Record<EgressFailure, string>> = { timeout: 'TimeoutError', aborted: 'AbortError' };

export interface EgressErrorDetail {
  /** At most host and port: never path, query, headers or credentials. */
  message: string;
  /** The system's or TLS library's own code, like ECONNREFUSED. */
  code?: string | undefined;
  /** True: bytes of the request may have reached the remote, which may have acted on them. */
  requestLeft: boolean;
}

/**
 * A network failure on the way out. It has no `cause` on purpose: errors of HTTP libraries carry URLs and headers,
 * and a Telegram bot's token is part of its URL.
 */
export class EgressError extends Error {
  readonly failure: EgressFailure;
  readonly code: string;
  readonly requestLeft: boolean;

  constructor(failure: EgressFailure, detail: EgressErrorDetail) {
    super(detail.message);
    this.name = names[failure] ?? 'EgressError';
    this.failure = failure;
    this.code = detail.code ?? `EGRESS_${failure.toUpperCase()}`;
    this.requestLeft = detail.requestLeft;
  }
}
