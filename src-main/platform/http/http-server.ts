/**
 * The console's HTTP side: the REST API at /api, the typed client's at /rpc, the API's documentation, live events,
 * figures at /metrics, and the console's own files.
 */
import { existsSync } from 'node:fs';
import { createServer as createPlainServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import fastifyCookie from '@fastify/cookie';
import fastifyHelmet from '@fastify/helmet';
import fastifyRateLimit from '@fastify/rate-limit';
import fastifyStatic from '@fastify/static';
import { OpenAPIHandler } from '@orpc/openapi/fastify';
import { RPCHandler } from '@orpc/server/fastify';
import { ResponseHeadersPlugin } from '@orpc/server/plugins';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { ApiContext, ApiParts, Caller } from '../../engine/api/context.ts';
import { createLoginLimit } from '../../engine/api/login-limit.ts';
import type { Passwords } from '../../engine/api/passwords.ts';
import { errorBody, toAppError, toOrpcError } from '../../engine/api/refusals.ts';
import { apiRouter } from '../../engine/api/router.ts';
import { createSessions } from '../../engine/api/sessions.ts';
import { AppError } from '../../engine/errors.ts';
import { compileNetworks, LOCAL_NETWORKS } from '../../engine/ingest/smtp-networks.ts';
import type { Services } from '../../engine/services.ts';
import { docsPage, docsStyle } from './docs-page.ts';
import { createMetrics } from './metrics.ts';
import { createOpenApiDocument } from './openapi.ts';
import { withQueryNumbers } from './query-numbers.ts';
import { csrfTokenOf, requireCsrfToken, requireKnownHost, requireOwnOrigin } from './request-guard.ts';

export interface HttpServerOptions {
  host: string;
  /** 0: any free one. */
  port: number;
  tls: { cert: string; key: string } | null;
  /** A reverse proxy stands before it: its X-Forwarded headers are believed. */
  behindProxy: boolean;
  /** Further names this console goes by. */
  allowedHosts: readonly string[];
  /** The built console; left out or missing: a page that says so. */
  consoleDir?: string | undefined;
}

export interface HttpServer {
  /** Resolves when connections are taken. Rejects with `AppError('unavailable')` where the port cannot be had. */
  start(): Promise<{ host: string; port: number; url: string }>;
  /** Ends live views, lets answers in hand finish for a moment, closes. Twice is harmless. */
  stop(): Promise<void>;
}

const maxBodyBytes = 1024 * 1024;
const requestTimeoutMs = 30_000;
const headersTimeoutMs = 10_000;
const slowCheckMs = 2_000;
const keepAliveTimeoutMs = 65_000;
const stopGraceMs = 2_000;
const maxRequestsPerMinute = 3_000;
const maxConnections = 2_000;
const sessionCookieName = 'alertflow_session';
const csrfCookieName = 'alertflow_csrf';

export const createHttpServer = (
  services: Services,
  passwords: Passwords,
  options: HttpServerOptions,
): HttpServer => {
  const { clock, logger } = services.ports;
  const stopping = new AbortController();
  const parts: ApiParts = {
    services,
    passwords,
    sessions: createSessions({ redis: services.redis, config: services.config, clock }),
    loginLimit: createLoginLimit({ redis: services.redis, clock }),
    liveStreams: { open: 0, stopping: stopping.signal },
  };
  const metrics = createMetrics(services);
  let app: FastifyInstance | null = null;
  let stopped: Promise<void> | null = null;

  const refuse = (reply: FastifyReply, error: AppError): FastifyReply => {
    if (error.retryAfterSeconds !== undefined) reply.header('retry-after', String(error.retryAfterSeconds));
    return reply.status(error.status).send(errorBody(error));
  };

  // --- who asks

  const isSecure = (request: FastifyRequest): boolean => options.tls !== null || request.protocol === 'https';
  const cookieName = (request: FastifyRequest, name: string) => (isSecure(request) ? `__Host-${name}` : name);

  /** Through a tunnel or proxy that says nothing of itself this cannot be told; one that does is no local caller. */
  const isLocal = (request: FastifyRequest): boolean =>
    !options.behindProxy &&
    request.headers['x-forwarded-for'] === undefined &&
    request.headers.forwarded === undefined &&
    ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(request.socket.remoteAddress ?? '');

  /** Host as the client wrote it; a proxy hands it on. */
  const hostOf = (request: FastifyRequest): string | undefined =>
    options.behindProxy ? request.host : request.headers.host;

  const bearerOf = (request: FastifyRequest): string | null =>
    /^Bearer ([^\s]{1,200})$/i.exec(request.headers.authorization ?? '')?.[1] ?? null;

  const tokenOf = (request: FastifyRequest): string | null => {
    if (request.headers.authorization !== undefined) return bearerOf(request);
    const cookie = request.cookies[cookieName(request, sessionCookieName)];
    if (cookie === undefined) return null;
    const isLogin = /^\/(api|rpc)\/auth\/login$/.test(pathOf(request));
    if (changes(request) && !isLogin) requireCsrfToken(request.headers['x-alertflow-csrf'], cookie);
    return cookie;
  };

  const callerOf = async (request: FastifyRequest): Promise<Caller | null> => {
    const token = tokenOf(request);
    return token === null ? null : parts.sessions.check(token);
  };

  /** With Redis away, a session that this node does not know cannot be looked up: no reason to refuse a login or health. */
  const callerIfTold = async (
    request: FastifyRequest,
  ): Promise<Pick<ApiContext, 'caller' | 'callerFault'>> => {
    try {
      return { caller: await callerOf(request) };
    } catch (error) {
      if (error instanceof AppError && error.code === 'store_unavailable')
        return { caller: null, callerFault: error };
      throw error;
    }
  };

  const contextOf = async (request: FastifyRequest, reply: FastifyReply): Promise<ApiContext> => {
    const { caller, callerFault } = await callerIfTold(request);
    return {
      ...parts,
      caller,
      callerFault,
      remoteAddress: request.ip,
      isLocal: isLocal(request),
      async isStillCaller() {
        const token = tokenOf(request);
        const now = token === null ? null : await parts.sessions.check(token, false);
        return now?.role === caller?.role;
      },
      keepSession: (session) => writeCookies(request, reply, session),
    };
  };

  const writeCookies = (request: FastifyRequest, reply: FastifyReply, session: { token: string } | null) => {
    const common = { path: '/', sameSite: 'strict', secure: isSecure(request) } as const;
    const put = (name: string, value: string, httpOnly: boolean) =>
      session === null
        ? reply.clearCookie(cookieName(request, name), { ...common, httpOnly })
        : reply.setCookie(cookieName(request, name), value, { ...common, httpOnly });
    put(sessionCookieName, session?.token ?? '', true);
    put(csrfCookieName, session === null ? '' : csrfTokenOf(session.token), false);
  };

  // --- the API

  /** Errors leave as the product's own; Retry-After is a header too. */
  const answerErrors = async <T>(
    operation: string,
    run: () => Promise<T>,
    headers: () => Headers | undefined,
  ) => {
    try {
      return await run();
    } catch (thrown) {
      const error = toAppError(thrown, logger, operation);
      if (error.retryAfterSeconds !== undefined)
        headers()?.set('retry-after', String(error.retryAfterSeconds));
      throw toOrpcError(error);
    }
  };

  const rest = new OpenAPIHandler(apiRouter, {
    plugins: [new ResponseHeadersPlugin<ApiContext>()],
    interceptors: [
      (call) => answerErrors(call.request.url.pathname, call.next, () => call.context.resHeaders),
    ],
    clientInterceptors: [
      (call) => {
        const { route, inputSchema } = call.procedure['~orpc'];
        return call.next(
          route.method === 'GET' ? { ...call, input: withQueryNumbers(inputSchema, call.input) } : call,
        );
      },
    ],
    customErrorResponseBodyEncoder: (error) => error.data,
  });
  const rpc = new RPCHandler(apiRouter, {
    plugins: [new ResponseHeadersPlugin<ApiContext>()],
    interceptors: [
      (call) => answerErrors(call.request.url.pathname, call.next, () => call.context.resHeaders),
    ],
  });

  const serve = async (
    handler: Pick<typeof rest, 'handle'>,
    prefix: '/api' | '/rpc',
    request: FastifyRequest,
    reply: FastifyReply,
  ) => {
    const { matched } = await handler.handle(request, reply, {
      prefix,
      context: await contextOf(request, reply),
    });
    if (!matched) refuse(reply, notFound(request));
    return reply;
  };

  // --- the server

  const build = async (): Promise<FastifyInstance> => {
    const instance = Fastify({
      logger: false,
      bodyLimit: maxBodyBytes,
      trustProxy: options.behindProxy ? isNextProxy : false,
      forceCloseConnections: true,
      exposeHeadRoutes: false,
      routerOptions: { ignoreTrailingSlash: true },
      serverFactory: (handler) => {
        const times = {
          requestTimeout: requestTimeoutMs,
          headersTimeout: headersTimeoutMs,
          connectionsCheckingInterval: slowCheckMs,
        };
        const server =
          options.tls === null
            ? createPlainServer(times, handler)
            : (createTlsServer(
                { ...times, ...options.tls, minVersion: 'TLSv1.2' },
                handler,
              ) as unknown as Server);
        server.keepAliveTimeout = keepAliveTimeoutMs;
        server.maxConnections = maxConnections;
        return server;
      },
    });
    instance.setErrorHandler((thrown, request, reply) => refuse(reply, requestError(thrown, request)));
    instance.setNotFoundHandler((request, reply) => refuse(reply, notFound(request)));
    acceptJsonOnly(instance);

    await instance.register(fastifyHelmet, securityHeaders(options.tls !== null));
    await instance.register(fastifyCookie);
    await instance.register(fastifyRateLimit, {
      max: maxRequestsPerMinute,
      timeWindow: 60_000,
      allowList: (request) => isLocal(request),
      errorResponseBuilder: (_request, { ttl }) =>
        new AppError('too_many_requests', { retryAfterSeconds: Math.ceil(ttl / 1000) }),
    });

    instance.addHook('onRequest', async (request) => {
      requireKnownHost(hostOf(request), { boundHost: options.host, names: knownNames() });
      if (changes(request) || isGuardedRead(pathOf(request))) {
        requireOwnOrigin(request.headers, hostOf(request), changes(request));
      }
    });

    const document = await createOpenApiDocument(services.version);
    const page = docsPage(document);
    instance.get('/api/openapi.json', () => document);
    instance.get('/api/docs', (_request, reply) => reply.type('text/html; charset=utf-8').send(page));
    instance.get('/api/docs.css', (_request, reply) => reply.type('text/css; charset=utf-8').send(docsStyle));
    instance.get('/metrics', async (request, reply) => {
      if (!isLocal(request) && (await callerOf(request)) === null) throw new AppError('unauthenticated');
      return reply.type(metrics.contentType).send(await metrics.text());
    });
    const method = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
    instance.route({
      method,
      url: '/api/*',
      handler: (request, reply) => serve(rest, '/api', request, reply),
    });
    // Monitors and balancers ask so (RFC 9110 section 9.3.2): the answer to GET, whose body Node leaves out.
    instance.head('/api/health', (request, reply) => {
      request.raw.method = 'GET';
      return serve(rest, '/api', request, reply);
    });
    instance.route({
      method,
      url: '/rpc/*',
      handler: (request, reply) => serve(rpc, '/rpc', request, reply),
    });

    if (options.consoleDir !== undefined && existsSync(options.consoleDir)) {
      await instance.register(fastifyStatic, {
        root: options.consoleDir,
        wildcard: false,
        // The build puts the compressed forms beside the files.
        preCompressed: true,
        globIgnore: ['**/*.{br,gz}'],
        cacheControl: false,
        setHeaders: (reply, path) => void reply.header('cache-control', cacheControlOf(path)),
      });
    } else {
      instance.get('/', (_request, reply) => reply.type('text/html; charset=utf-8').send(noConsolePage));
    }
    return instance;
  };

  const knownNames = (): string[] => {
    const { consoleUrl } = services.config.current().settings;
    return [...options.allowedHosts, ...(URL.canParse(consoleUrl) ? [new URL(consoleUrl).hostname] : [])];
  };

  /** What Fastify itself refuses, in the product's words. */
  const requestError = (thrown: unknown, request: FastifyRequest): AppError => {
    if (thrown instanceof AppError) return thrown;
    const status = thrown instanceof Error && 'statusCode' in thrown ? thrown.statusCode : undefined;
    if (status === 413)
      return new AppError('too_large', { message: `The body is larger than ${maxBodyBytes} bytes.` });
    if (status === 415 || status === 400) {
      return new AppError('invalid_input', { message: 'The request body must be JSON (application/json).' });
    }
    if (status === 404) return notFound(request);
    return toAppError(thrown, logger, pathOf(request));
  };

  return {
    async start() {
      app = await build();
      try {
        await app.listen({ host: options.host, port: options.port });
      } catch (error) {
        await app.close();
        throw portError(error, options);
      }
      const { port } = app.server.address() as AddressInfo;
      const scheme = options.tls === null ? 'http' : 'https';
      return { host: options.host, port, url: `${scheme}://${urlHost(options.host)}:${port}` };
    },
    stop() {
      stopped ??= (async () => {
        stopping.abort();
        const server = app?.server;
        const cut = setTimeout(() => server?.closeAllConnections(), stopGraceMs);
        await app?.close().finally(() => clearTimeout(cut));
      })();
      return stopped;
    },
  };
};

/**
 * Of what a proxy says of its client the last word alone counts, which it added itself: clients may write what they like
 * before it. And only a proxy in a network of the house is believed.
 */
const isInHouse = compileNetworks(LOCAL_NETWORKS, 'proxy');
const isNextProxy = (address: string, hop: number): boolean => hop === 0 && isInHouse(address);

const pathOf = (request: FastifyRequest): string => request.url.split('?', 1)[0] ?? '/';

const changes = (request: FastifyRequest): boolean => request.method !== 'GET' && request.method !== 'HEAD';

/** Reads that answer data: no other site may have a browser send them. The documentation may be linked to. */
const isGuardedRead = (path: string): boolean =>
  /^\/(api|rpc|metrics)(\/|$)/.test(path) && !/^\/api\/(docs|docs\.css|openapi\.json)\/?$/.test(path);

const notFound = (request: FastifyRequest): AppError =>
  new AppError('not_found', { message: `There is no ${request.method} ${pathOf(request).slice(0, 200)}.` });

/** JSON and nothing else, so that no form of another site fits; an empty body counts as none. */
const acceptJsonOnly = (instance: FastifyInstance): void => {
  const parseJson = instance.getDefaultJsonParser('error', 'error');
  instance.removeAllContentTypeParsers();
  instance.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else parseJson(request, body as string, done);
  });
};

/** H6. Trusted Types are asked for; the console's framework works with them. */
const securityHeaders = (isTls: boolean) => ({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      manifestSrc: ["'self'"],
      frameSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      requireTrustedTypesFor: ["'script'"],
    },
  },
  xFrameOptions: { action: 'deny' as const },
  referrerPolicy: { policy: 'no-referrer' as const },
  crossOriginOpenerPolicy: { policy: 'same-origin' as const },
  crossOriginResourcePolicy: { policy: 'same-origin' as const },
  strictTransportSecurity: isTls ? { maxAge: 31_536_000, includeSubDomains: false } : false,
});

const portError = (error: unknown, { host, port }: HttpServerOptions): Error => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const place = `${host}:${port}`;
  const messages: Record<string, string> = {
    EADDRINUSE: `The console's port ${place} is in use by another program. Stop that one, or choose another port with --http-port.`,
    EACCES: `The console's port ${place} may not be opened by this user. Choose one above 1023 with --http-port.`,
    EADDRNOTAVAIL: `${host} is no address of this machine. Choose another with --http-host.`,
    ENOTFOUND: `${host} is no known host name. Choose another with --http-host.`,
  };
  const message = typeof code === 'string' ? messages[code] : undefined;
  return message === undefined && error instanceof Error
    ? error
    : new AppError('unavailable', {
        message: message ?? `The console's port ${place} cannot be opened.`,
        cause: error,
      });
};

/** The host as people reach it from this machine. */
const urlHost = (host: string): string => {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
};

/** Files below assets carry a hash of their content in their names. */
const cacheControlOf = (path: string): string =>
  /[\\/]assets[\\/]/.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache';

const noConsolePage = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>AlertFlow</title><link rel="stylesheet" href="/api/docs.css"></head>
<body><main><h1>AlertFlow is running</h1><p>The console is not built here. The API is at <a href="/api/docs">/api/docs</a>.</p></main></body></html>
`;
