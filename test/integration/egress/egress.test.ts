import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { queryObjects } from 'node:v8';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createEgress, type Egress, type EgressDeps } from '../../../src-main/engine/egress.ts';
import { EgressError } from '../../../src-main/engine/egress-error.ts';
import { AppError } from '../../../src-main/engine/errors.ts';
import type { Logger } from '../../../src-main/engine/ports.ts';
import { createCertificateAuthority } from '../../support/certificates.ts';
import { startConnectProxy, startSocks5Proxy } from '../../support/proxies.ts';

const secretPath = '/bot123456:SECRET-TOKEN/sendMessage?key=SECRET-QUERY';
const logLines: string[] = [];
const note = (fields: Record<string, unknown>, message: string) => {
  logLines.push(JSON.stringify({ ...fields, message }));
};
const logger: Logger = { debug: note, info: note, warn: note, error: note, child: () => logger };

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Running {
  port: number;
  connections: () => number;
  requests: string[];
}

const listen = async (server: Server, requests: string[] = []): Promise<Running> => {
  let connections = 0;
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(
    () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(resolve);
      }),
  );
  return { port: (server.address() as AddressInfo).port, connections: () => connections, requests };
};

const recording = (requests: string[], answer: RequestListener): RequestListener => {
  return (request, response) => {
    requests.push(`${request.method} ${request.headers.host} ${request.url}`);
    answer(request, response);
  };
};
const ok: RequestListener = (_request, response) => response.end('fine');

const startHttp = (answer: RequestListener = ok): Promise<Running> => {
  const requests: string[] = [];
  return listen(createHttpServer(recording(requests, answer)), requests);
};

const authority = createCertificateAuthority();
let directory = '';
let caFile = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'alertflow-egress-'));
  caFile = join(directory, 'authority.pem');
  writeFileSync(caFile, authority.certificate);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const startHttps = (names: string[], answer: RequestListener = ok): Promise<Running> => {
  const requests: string[] = [];
  return listen(createHttpsServer(authority.issue(names), recording(requests, answer)), requests);
};

/** Closed by the end of each test. */
const newEgress = (deps: Partial<EgressDeps> = {}): Egress => {
  const egress = createEgress({ logger, ownPorts: () => [], allowedPrivateHosts: () => [], ...deps });
  closers.push(() => egress.stop());
  return egress;
};

const failureOf = async (
  promise: Promise<unknown>,
): Promise<Error & { failure?: string; requestLeft?: boolean }> => {
  const error = await promise.then(
    () => new Error('it succeeded'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error('not an error');
  return error;
};

const everythingIn = (error: unknown): string => {
  const parts: string[] = [];
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    parts.push(at.message, at.stack ?? '', JSON.stringify(at, Object.getOwnPropertyNames(at)));
  }
  return parts.join('\n');
};

describe('egress', () => {
  it('fetches from a private address that the URL names', async () => {
    const server = await startHttp();
    const response = await newEgress().fetch(`http://127.0.0.1:${server.port}/a?b`, {
      method: 'POST',
      body: 'x',
    });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('fine');
    expect(server.requests).toEqual([`POST 127.0.0.1:${server.port} /a?b`]);
  });

  it('reaches localhost without asking a resolver', async () => {
    const server = await startHttp();
    const lookup = () => Promise.reject(new Error('asked'));
    const response = await newEgress({ lookup }).fetch(`http://localhost:${server.port}/`, {});
    expect(response.status).toBe(200);
  });

  it('refuses its own ports with no connection made', async () => {
    const server = await startHttp();
    const egress = newEgress({
      ownPorts: () => [{ port: server.port }],
      allowedPrivateHosts: () => ['evil.example'],
    });
    const lookups = newEgress({
      ownPorts: () => [{ port: server.port }],
      allowedPrivateHosts: () => ['evil.example'],
      lookup: async () => [{ address: '127.0.0.1', family: 4 }],
    });
    for (const host of ['127.0.0.1', 'localhost', '127.1', '[::ffff:127.0.0.1]', '0.0.0.0']) {
      const error = await failureOf(egress.fetch(`http://${host}:${server.port}${secretPath}`, {}));
      expect(error).toMatchObject({ code: 'target_refused' });
    }
    expect(await failureOf(lookups.fetch(`http://evil.example:${server.port}/`, {}))).toMatchObject({
      code: 'target_refused',
    });
    expect(server.connections()).toBe(0);
  });

  it('does not follow a redirect to loopback', async () => {
    const inner = await startHttp();
    const outer = await startHttp((_request, response) => {
      response.writeHead(302, { location: `http://127.0.0.1:${inner.port}/` }).end();
    });
    const response = await newEgress().fetch(`http://127.0.0.1:${outer.port}/`, { redirect: 'follow' });
    expect(response.status).toBe(302);
    expect(inner.connections()).toBe(0);
  });

  it('connects to the address it checked when the resolver changes its mind', async () => {
    const server = await startHttp();
    const answers = ['127.0.0.1', '169.254.169.254', '127.0.0.1'];
    let asked = 0;
    const lookup = async () => [{ address: answers[asked++ % answers.length] ?? '', family: 4 }];
    const egress = newEgress({ lookup, allowedPrivateHosts: () => ['rebind.example'] });
    const url = `http://rebind.example:${server.port}/`;
    const init = { headers: { connection: 'close' } };
    // Looked up twice, once to check and once to connect, the first request would go to the second answer.
    expect((await egress.fetch(url, init)).status).toBe(200);
    expect(asked).toBe(1);
    expect(await failureOf(egress.fetch(url, init))).toMatchObject({ code: 'target_refused' });
    expect(asked).toBe(2);
    // A name that nobody listed leads to no private address, whatever it led to before.
    const unlisted = newEgress({ caFile, lookup: async () => [{ address: '127.0.0.1', family: 4 }] });
    const refused = await failureOf(unlisted.fetch(`https://rebind.example:${server.port}/`, {}));
    expect(refused).toMatchObject({ code: 'target_refused' });
    expect(server.connections()).toBe(1);
  });

  it('uses only the checked addresses of a listed name, by https with the private authority', async () => {
    const server = await startHttps(['hooks.internal']);
    const egress = newEgress({
      caFile,
      allowedPrivateHosts: () => [`hooks.internal:${server.port}`],
      lookup: async () => [
        { address: '169.254.169.254', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ],
    });
    expect((await egress.fetch(`https://hooks.internal:${server.port}/`, {})).status).toBe(200);
    expect(server.requests).toEqual([`GET hooks.internal:${server.port} /`]);
  });

  it('takes a change of the private hosts at once', async () => {
    const server = await startHttp();
    let listed: string[] = [];
    const egress = newEgress({
      allowedPrivateHosts: () => listed,
      lookup: async () => [{ address: '127.0.0.1', family: 4 }],
    });
    const url = `http://hooks.internal:${server.port}/`;
    expect(egress.refusalFor(url)).toMatch(/https/);
    listed = ['hooks.internal'];
    expect(egress.refusalFor(url)).toBeNull();
    expect((await egress.fetch(url, {})).status).toBe(200);
    listed = [];
    expect(await failureOf(egress.fetch(url, {}))).toBeInstanceOf(AppError);
  });

  it('fails closed on a certificate of an unknown authority, even with verification turned off by environment', async () => {
    const server = await startHttps(['localhost', '127.0.0.1']);
    const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    try {
      for (const host of ['localhost', '127.0.0.1']) {
        const error = await failureOf(newEgress().fetch(`https://${host}:${server.port}${secretPath}`, {}));
        expect(error).toMatchObject({ failure: 'tls', requestLeft: false });
      }
    } finally {
      if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
      else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
    }
    expect(server.requests).toEqual([]);
  });

  it('fails closed on a certificate for another name', async () => {
    const server = await startHttps(['other.example']);
    for (const host of ['localhost', '127.0.0.1']) {
      const error = await failureOf(newEgress({ caFile }).fetch(`https://${host}:${server.port}/`, {}));
      expect(error).toMatchObject({ failure: 'tls', code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    }
  });

  it('verifies the certificate of an address', async () => {
    const server = await startHttps(['127.0.0.1']);
    expect((await newEgress({ caFile }).fetch(`https://127.0.0.1:${server.port}/`, {})).status).toBe(200);
  });

  it('says which file of authorities it cannot read', () => {
    const missing = join(directory, 'missing.pem');
    expect(() => newEgress({ caFile: missing })).toThrow(/missing\.pem/);
  });

  it('bounds the answer while it is read', async () => {
    const server = await startHttp((_request, response) => {
      const chunk = Buffer.alloc(64_000, 'x');
      const write = () => {
        while (response.write(chunk));
        response.once('drain', write);
      };
      write();
    });
    const response = await newEgress().fetch(
      `http://127.0.0.1:${server.port}/`,
      {},
      { maxResponseBytes: 200_000 },
    );
    expect(await failureOf(response.text())).toMatchObject({
      failure: 'answer_too_large',
      requestLeft: true,
    });
  });

  it('ends a silent exchange in time and says that the request left', async () => {
    const server = await startHttp(() => {});
    const error = await failureOf(
      newEgress().fetch(`http://127.0.0.1:${server.port}${secretPath}`, {}, { timeoutMs: 150 }),
    );
    expect(error).toMatchObject({ name: 'TimeoutError', failure: 'timeout', requestLeft: true });
  });

  it('ends an answer that trickles for ever', async () => {
    const server = await startHttp((_request, response) => {
      response.write('x');
    });
    const response = await newEgress().fetch(`http://127.0.0.1:${server.port}/`, {}, { timeoutMs: 150 });
    expect(await failureOf(response.text())).toMatchObject({ failure: 'timeout', requestLeft: true });
  });

  it('ends a connect that hangs in time and says that nothing left', async () => {
    const silent = await listen(createTcpServer());
    const error = await failureOf(
      newEgress({ caFile }).fetch(`https://127.0.0.1:${silent.port}/`, {}, { connectTimeoutMs: 150 }),
    );
    expect(error).toMatchObject({ failure: 'timeout', requestLeft: false });
  });

  it('tells a refused connection from one that broke after the request', async () => {
    const closed = await listen(createTcpServer());
    await closers.pop()?.();
    expect(await failureOf(newEgress().fetch(`http://127.0.0.1:${closed.port}/`, {}))).toMatchObject({
      failure: 'connect',
      code: 'ECONNREFUSED',
      requestLeft: false,
    });
    const breaking = await startHttp((request) => request.socket.destroy());
    expect(await failureOf(newEgress().fetch(`http://127.0.0.1:${breaking.port}/`, {}))).toMatchObject({
      failure: 'broken',
      requestLeft: true,
    });
  });

  it('says that a name was not found', async () => {
    const lookup = () => Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }));
    expect(await failureOf(newEgress({ lookup }).fetch('https://gone.example/', {}))).toMatchObject({
      failure: 'dns',
      code: 'ENOTFOUND',
      requestLeft: false,
    });
  });

  it("stops at the caller's signal", async () => {
    const controller = new AbortController();
    const server = await startHttp(() => controller.abort());
    const init = { signal: controller.signal };
    expect(await failureOf(newEgress().fetch(`http://127.0.0.1:${server.port}/`, init))).toMatchObject({
      name: 'AbortError',
      failure: 'aborted',
      requestLeft: true,
    });
  });

  it('keeps nothing of a request that is over', async () => {
    const { port } = await startHttp();
    const egress = newEgress();
    const caller = new AbortController();
    const ask = async () => {
      const response = await egress.fetch(`http://127.0.0.1:${port}/`, { signal: caller.signal });
      await response.text();
    };
    for (let i = 0; i < 20; i++) await ask();
    const before = queryObjects(AbortSignal, { format: 'count' });
    for (let i = 0; i < 300; i++) await ask();
    // It collects garbage first. Those of the last requests may still be held by their connections.
    expect(queryObjects(AbortSignal, { format: 'count' }) - before).toBeLessThan(60);
  });

  it('breaks what is under way when it is stopped, and stops twice', async () => {
    const egress = newEgress();
    const server = await startHttp(() => void egress.stop());
    expect(await failureOf(egress.fetch(`http://127.0.0.1:${server.port}/`, {}))).toBeInstanceOf(EgressError);
    await egress.stop();
    expect(await failureOf(egress.fetch(`http://127.0.0.1:${server.port}/`, {}))).toBeInstanceOf(EgressError);
  });

  it('serves libraries that bring a Request', async () => {
    const bodies: string[] = [];
    const server = await startHttp((request, response) => {
      request.on('data', (chunk) => bodies.push(String(chunk))).on('end', () => response.end('{}'));
    });
    const fetchAs = newEgress().fetchWith({});
    const request = new Request(`http://127.0.0.1:${server.port}/`, { method: 'POST', body: 'text' });
    expect((await fetchAs(request)).status).toBe(200);
    expect(bodies).toEqual(['text']);
  });

  it('puts no path, query or credentials into errors and logs', async () => {
    logLines.length = 0;
    const closed = await listen(createTcpServer());
    await closers.pop()?.();
    const silent = await startHttp(() => {});
    const breaking = await startHttp((request) => request.socket.destroy());
    const proxy = await startConnectProxy({ credentials: { username: 'u', password: 'right' } });
    closers.push(proxy.stop);
    const egress = newEgress({ ownPorts: () => [{ port: 1 }] });
    const options = { timeoutMs: 150, connectTimeoutMs: 150 };
    const proxyUrl = `http://u:SECRET-PASSWORD@127.0.0.1:${proxy.port}`;
    const errors = [
      await failureOf(egress.fetch(`http://127.0.0.1:${closed.port}${secretPath}`, {}, options)),
      await failureOf(egress.fetch(`http://127.0.0.1:${silent.port}${secretPath}`, {}, options)),
      await failureOf(egress.fetch(`http://127.0.0.1:${breaking.port}${secretPath}`, {}, options)),
      await failureOf(egress.fetch(`http://127.0.0.1:1${secretPath}`, {}, options)),
      await failureOf(egress.fetch(`http://127.0.0.1:99999${secretPath}`, {}, options)),
      await failureOf(egress.fetch(`http://169.254.169.254${secretPath}`, {}, options)),
      await failureOf(egress.fetch(`http://localhost:6000${secretPath}`, {}, options)),
      await failureOf(egress.fetch(`https://localhost:9${secretPath}`, { method: 'BAD METHOD' }, options)),
      await failureOf(
        egress.fetch(`http://127.0.0.1:${silent.port}${secretPath}`, {}, { ...options, proxyUrl }),
      ),
    ];
    expect(proxy.refusedLogins).toBe(1);
    for (const error of errors) {
      expect(error instanceof AppError || error instanceof EgressError).toBe(true);
      expect(everythingIn(error)).not.toContain('SECRET');
    }
    expect(logLines.length).toBeGreaterThan(0);
    expect(logLines.join('\n')).not.toContain('SECRET');
  });
});

const proxies = [
  { name: 'HTTP CONNECT', scheme: 'http', start: startConnectProxy },
  { name: 'SOCKS5', scheme: 'socks5', start: startSocks5Proxy },
  { name: 'SOCKS5 with names', scheme: 'socks5h', start: startSocks5Proxy },
];

describe.each(proxies)('egress through $name', ({ scheme, start }) => {
  it("lets the proxy resolve the name and verifies the target's certificate", async () => {
    const server = await startHttps(['hidden.example']);
    const proxy = await start();
    closers.push(proxy.stop);
    const lookup = () => Promise.reject(new Error('asked'));
    const response = await newEgress({ caFile, lookup }).fetch(
      `https://hidden.example:${server.port}/x`,
      {},
      { proxyUrl: `${scheme}://127.0.0.1:${proxy.port}` },
    );
    expect(await response.text()).toBe('fine');
    expect(proxy.targets).toEqual([`hidden.example:${server.port}`]);
  });

  it('carries plain http to a named private address', async () => {
    const server = await startHttp();
    const proxy = await start();
    closers.push(proxy.stop);
    const options = { proxyUrl: `${scheme}://127.0.0.1:${proxy.port}` };
    const response = await newEgress().fetch(`http://127.0.0.1:${server.port}/`, {}, options);
    expect(await response.text()).toBe('fine');
    expect(proxy.targets).toEqual([`127.0.0.1:${server.port}`]);
  });

  it('gives credentials, and says so when they are wrong', async () => {
    const server = await startHttp();
    const proxy = await start({ credentials: { username: 'us er', password: 'p@ss:word' } });
    closers.push(proxy.stop);
    const url = `http://127.0.0.1:${server.port}/`;
    const at = (login: string) => ({ proxyUrl: `${scheme}://${login}127.0.0.1:${proxy.port}` });
    const egress = newEgress();
    expect((await egress.fetch(url, {}, at('us%20er:p%40ss%3Aword@'))).status).toBe(200);
    for (const login of ['us%20er:wrong@', '']) {
      const error = await failureOf(egress.fetch(url, {}, at(login)));
      expect(error).toMatchObject({ failure: 'proxy', requestLeft: false });
      expect(error.message).toMatch(/credentials/);
    }
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    { name: 'hangs up', options: { hangsUp: true }, failure: 'proxy' },
    { name: 'says nothing', options: { isSilent: true }, failure: 'timeout' },
  ])('ends when the proxy $name', async ({ options, failure }) => {
    const proxy = await start(options);
    closers.push(proxy.stop);
    const error = await failureOf(
      newEgress().fetch(
        'https://hidden.example/',
        {},
        { proxyUrl: `${scheme}://127.0.0.1:${proxy.port}`, connectTimeoutMs: 200 },
      ),
    );
    expect(error).toMatchObject({ failure, requestLeft: false });
  });

  it('reports a target that the proxy cannot reach', async () => {
    const closed = await listen(createTcpServer());
    await closers.pop()?.();
    const proxy = await start();
    closers.push(proxy.stop);
    const options = { proxyUrl: `${scheme}://127.0.0.1:${proxy.port}` };
    const error = await failureOf(newEgress().fetch(`https://hidden.example:${closed.port}/`, {}, options));
    expect(error).toMatchObject({ failure: 'proxy', requestLeft: false });
  });

  it('judges the proxy and the target like any other', async () => {
    const proxy = await start();
    closers.push(proxy.stop);
    const proxyUrl = `${scheme}://127.0.0.1:${proxy.port}`;
    const own = newEgress({ ownPorts: () => [{ port: proxy.port }] });
    expect(own.proxyRefusalFor(proxyUrl)).toMatch(/door of this program/);
    expect(await failureOf(own.fetch('https://hidden.example/', {}, { proxyUrl }))).toBeInstanceOf(AppError);
    const egress = newEgress({ lookup: async () => [{ address: '127.0.0.1', family: 4 }] });
    const named = { proxyUrl: `${scheme}://proxy.example:${proxy.port}` };
    expect(await failureOf(egress.fetch('https://hidden.example/', {}, named))).toBeInstanceOf(AppError);
    for (const url of [
      'http://169.254.169.254/',
      'https://metadata.google.internal/',
      'http://hidden.example/',
    ]) {
      expect(await failureOf(egress.fetch(url, {}, { proxyUrl }))).toBeInstanceOf(AppError);
    }
    expect(proxy.targets).toEqual([]);
  });
});
