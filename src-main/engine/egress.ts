/**
 * The only way out of the engine: fetch under the rules of X4 (what may be connected to), X5 and X6.
 * STUB TYPES: the implementation follows.
 */
export interface EgressOptions {
  /** http://, https://, socks5:// or socks5h:// proxy; credentials allowed, never logged. */
  proxyUrl?: string | undefined;
  /** Bound of the whole exchange. */
  timeoutMs?: number;
  /** Bound of the TCP and TLS connect. */
  connectTimeoutMs?: number;
  /** Answers are cut here. */
  maxResponseBytes?: number;
}

export interface Egress {
  /** WHATWG fetch; throws `AppError('target_refused')` for what may not be connected to. Redirects are not followed. */
  fetch(url: string, init: RequestInit, options?: EgressOptions): Promise<Response>;
  /** A fetch for libraries that take one (openai, grammy). */
  fetchWith(options: EgressOptions): typeof fetch;
  /** Answers why this URL may not be connected to as far as its text tells, or null. Used to validate input. */
  refusalFor(url: string): string | null;
  stop(): Promise<void>;
}
