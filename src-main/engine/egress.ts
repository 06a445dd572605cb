/**
 * The only way out of the engine: fetch under the rules of `egress-policy.ts`. Names are resolved once, every address
 * is checked, and the connection goes to a checked one. Redirects are never followed, TLS is always verified, answers
 * and time are bounded, and no error names more of a URL than host and port.
 */
import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { createSecureContext, getCACertificates } from 'node:tls';
import { Agent, type RequestInit as UndiciInit, fetch as undiciFetch } from 'undici';
import { type Lookup, openConnection, systemLookup } from './egress-connect.ts';
import { boundedBody, type Exchange, noteStart, outwardError } from './egress-exchange.ts';
import { hostAndPort, judgeProxyUrl, judgeUrl, type OwnPort, type Surroundings } from './egress-policy.ts';
import type { ProxyHop } from './egress-tunnel.ts';
import { AppError } from './errors.ts';
import { joinSignals } from './joined-signal.ts';
import type { Logger } from './ports.ts';

export interface EgressOptions {
  /** http://, https://, socks5:// or socks5h:// proxy; credentials allowed, never logged. It resolves the names. */
  proxyUrl?: string | undefined;
  /** Bound of the whole exchange, the answer's body included. Default 30,000. */
  timeoutMs?: number;
  /** Bound of name look-up, TCP connect, proxy and TLS together. Default 10,000. */
  connectTimeoutMs?: number;
  /** Reading more of the answer than this, decompressed, fails. Default 5 MB. */
  maxResponseBytes?: number;
}

export interface Egress {
  /**
   * WHATWG fetch. Throws `AppError('target_refused')` for what may not be connected to and `EgressError` for what the
   * network does, also while the body is read. Redirects come back as their 3xx.
   */
  fetch(url: string, init: RequestInit, options?: EgressOptions): Promise<Response>;
  /** A fetch for libraries that take one (openai, grammy). */
  fetchWith(options: EgressOptions): typeof fetch;
  /** Answers why this URL may not be connected to as far as its text tells, or null. Used to validate input. */
  refusalFor(url: string): string | null;
  /** The same for the URL of a proxy. */
  proxyRefusalFor(url: string): string | null;
  /** Breaks what is under way and closes all connections. Twice is harmless. */
  stop(): Promise<void>;
}

export interface EgressDeps {
  logger: Logger;
  /** The product's own listeners and its Redis: refused as targets, always. Asked anew at every connection. */
  ownPorts: () => OwnPort[];
  /** Setting `outboundPrivateHosts`: `host` or `host:port`. Asked anew at every connection. */
  allowedPrivateHosts: () => string[];
  /** PEM file of further certificate authorities to trust. Read once. */
  caFile?: string | undefined;
  /** For tests: the resolver. */
  lookup?: Lookup;
  /** For tests: addresses of this machine. */
  ownAddresses?: () => string[];
}

const defaultTimeoutMs = 30_000;
const defaultConnectTimeoutMs = 10_000;
const defaultMaxResponseBytes = 5 * 1024 * 1024;
const maxAgents = 32;
const connectionsPerOrigin = 16;

/** Statuses that have no body (WHATWG fetch: null body status). */
const bodilessStatuses = new Set([101, 103, 204, 205, 304]);

const interfacesKeptMs = 5_000;

/** Addresses of this machine; asking the system for them at every connection is dear. */
const createInterfaceAddresses = (): (() => string[]) => {
  let known: string[] = [];
  let askedAt = Number.NEGATIVE_INFINITY;
  return () => {
    if (performance.now() - askedAt > interfacesKeptMs) {
      askedAt = performance.now();
      known = Object.values(networkInterfaces()).flatMap((list) =>
        (list ?? []).map(({ address }) => address),
      );
    }
    return known;
  };
};

const trustedAuthorities = (caFile: string | undefined) => {
  if (caFile === undefined) return createSecureContext({ minVersion: 'TLSv1.2' });
  try {
    const further = readFileSync(caFile, 'utf8');
    return createSecureContext({ ca: [...getCACertificates('default'), further], minVersion: 'TLSv1.2' });
  } catch {
    throw new AppError('invalid_input', {
      field: 'caFile',
      message: `${caFile} cannot be read as a PEM file of certificates`,
    });
  }
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const proxyOf = (proxyUrl: string | undefined, surroundings: Surroundings): ProxyHop | null => {
  if (proxyUrl === undefined) return null;
  const verdict = judgeProxyUrl(proxyUrl, surroundings);
  if (verdict.kind === 'refused')
    throw new AppError('target_refused', { message: `proxy: ${verdict.reason}` });
  const url = new URL(proxyUrl);
  return {
    target: verdict.target,
    kind: url.protocol.startsWith('socks5') ? 'socks5' : 'connect',
    isTls: url.protocol === 'https:',
    username: decoded(url.username),
    password: decoded(url.password),
  };
};

export const createEgress = (deps: EgressDeps): Egress => {
  const secureContext = trustedAuthorities(deps.caFile);
  const lookup = deps.lookup ?? systemLookup;
  const ownAddresses = deps.ownAddresses ?? createInterfaceAddresses();
  const surroundings = (): Surroundings => ({
    ownPorts: deps.ownPorts(),
    ownAddresses: ownAddresses(),
    allowedPrivateHosts: deps.allowedPrivateHosts(),
  });

  /** One per way out: a connection opened through one proxy must not serve another. */
  const agents = new Map<string, Agent>();
  const stopped = new AbortController();

  const newAgent = (proxyUrl: string | undefined, connectTimeoutMs: number): Agent =>
    new Agent({
      connections: connectionsPerOrigin,
      pipelining: 1,
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: (options, callback) => {
        const origin = `${options.protocol}//${options.host ?? hostAndPort(options.hostname, Number(options.port))}`;
        const opened = async () => {
          const verdict = judgeUrl(origin, surroundings());
          if (verdict.kind === 'refused') {
            throw new AppError('target_refused', { message: verdict.reason });
          }
          const proxy = proxyOf(proxyUrl, surroundings());
          return openConnection(
            { lookup, surroundings, secureContext },
            { target: verdict.target, proxy, timeoutMs: connectTimeoutMs },
          );
        };
        opened().then(
          (socket) => callback(null, socket),
          // Wrapped, because undici gives some codes (a certificate for another name) a meaning of its own.
          (error: unknown) => callback(new Error('no connection', { cause: error }), null),
        );
      },
    });

  const agentFor = (proxyUrl: string | undefined, connectTimeoutMs: number): Agent => {
    const key = `${connectTimeoutMs} ${proxyUrl ?? ''}`;
    const known = agents.get(key);
    if (known !== undefined) return known;
    const [oldestKey, oldest] = agents.entries().next().value ?? [];
    if (agents.size >= maxAgents && oldestKey !== undefined) {
      agents.delete(oldestKey);
      oldest?.close().catch(() => {});
    }
    const agent = newAgent(proxyUrl, connectTimeoutMs);
    agents.set(key, agent);
    return agent;
  };

  const send = async (url: string, init: RequestInit, options: EgressOptions = {}): Promise<Response> => {
    const verdict = judgeUrl(url, surroundings());
    if (verdict.kind === 'refused') throw new AppError('target_refused', { message: verdict.reason });
    proxyOf(options.proxyUrl, surroundings());
    const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
    const outer = joinSignals([init.signal, stopped.signal]);
    const exchange: Exchange = {
      target: verdict.target,
      requestLeft: false,
      timedOut: false,
      timeoutMs,
      signal: outer.signal,
    };
    const tooLate = new AbortController();
    const either = joinSignals([tooLate.signal, outer.signal]);
    const timer = setTimeout(() => {
      exchange.timedOut = true;
      tooLate.abort();
      finish();
    }, timeoutMs);
    const finish = () => {
      clearTimeout(timer);
      either.release();
      outer.release();
    };
    try {
      if (outer.signal.aborted) throw outwardError(null, exchange);
      const agent = agentFor(options.proxyUrl, options.connectTimeoutMs ?? defaultConnectTimeoutMs);
      const inner = {
        ...init,
        redirect: 'manual',
        signal: either.signal,
        dispatcher: agent.compose(noteStart(exchange)),
      } as UndiciInit;
      const answer = await undiciFetch(url, inner);
      const hasBody = answer.body !== null && !bodilessStatuses.has(answer.status);
      if (!hasBody) finish();
      const body =
        hasBody && answer.body !== null
          ? boundedBody(answer.body, exchange, options.maxResponseBytes ?? defaultMaxResponseBytes, finish)
          : null;
      return new Response(body, {
        status: answer.status,
        statusText: answer.statusText,
        headers: [...answer.headers],
      });
    } catch (error) {
      finish();
      throw outwardError(error, exchange);
    }
  };

  const logged = async (url: string, init: RequestInit, options?: EgressOptions): Promise<Response> => {
    try {
      return await send(url, init, options);
    } catch (error) {
      if (error instanceof AppError) deps.logger.warn({ reason: error.message }, 'target refused');
      throw error;
    }
  };

  return {
    fetch: logged,
    fetchWith: (options) => async (input, init) => {
      if (!(input instanceof Request)) return logged(String(input), init ?? {}, options);
      const { method, headers, signal } = input;
      const body = input.body === null ? null : await input.arrayBuffer();
      return logged(input.url, { method, headers, signal, body, ...init }, options);
    },
    refusalFor: (url) => {
      const verdict = judgeUrl(url, surroundings());
      return verdict.kind === 'refused' ? verdict.reason : null;
    },
    proxyRefusalFor: (url) => {
      const verdict = judgeProxyUrl(url, surroundings());
      return verdict.kind === 'refused' ? verdict.reason : null;
    },
    stop: async () => {
      stopped.abort();
      const open = [...agents.values()];
      agents.clear();
      await Promise.allSettled(open.map((agent) => agent.destroy()));
    },
  };
};
