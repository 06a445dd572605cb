/** H1: a fresh start on an address that others reach tells nobody there who its administrator is. */
import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { freePort } from '../../fault/support/product.ts';
import { type ApiAnswer, createApiClient, plainRequest } from '../../support/api-client.ts';
import { createServeFolder, type Served, type ServeFolder } from '../../support/serve-program.ts';
import { until } from '../../support/until.ts';

/** An address of this machine that is not loopback, as others call it. */
const ownAddress = Object.values(networkInterfaces())
  .flat()
  .find((one) => one !== undefined && one.family === 'IPv4' && !one.internal)?.address;

let folder: ServeFolder;
afterEach(() => folder.remove());

/** Behind a proxy that is not there: asked without TLS, at all its addresses. */
const startOpen = async (args: string[] = []): Promise<{ served: Served; port: number }> => {
  folder = createServeFolder();
  const port = await freePort();
  const served = folder.run([
    ...['--http-host', '0.0.0.0', '--http-port', String(port), '--behind-proxy'],
    ...args,
  ]);
  return { served, port };
};

/** Every operation of the API, with an id that is none; those of health and signing in are for anyone. */
const operationsOf = (document: { paths: Record<string, object> }): { method: string; path: string }[] =>
  Object.entries(document.paths)
    .flatMap(([path, item]) =>
      Object.keys(item).map((method) => ({
        method: method.toUpperCase(),
        path: `/api${path.replaceAll(/\{\w+\}/g, '0')}`,
      })),
    )
    .filter(({ method, path }) => !['GET /api/health', 'POST /api/auth/login'].includes(`${method} ${path}`));

/** What somebody else on the network may try: everything the API has, and what others' consoles have. */
const askAll = async (at: string, headers: Record<string, string> = {}): Promise<Map<string, ApiAnswer>> => {
  const answers = new Map<string, ApiAnswer>();
  const ask = async (method: string, path: string, body?: string): Promise<void> => {
    const json = { 'content-type': 'application/json', ...headers };
    answers.set(`${method} ${path}`, await plainRequest(`${at}${path}`, method, json, body));
  };
  const { body } = await plainRequest(`${at}/api/openapi.json`, 'GET', headers);
  for (const { method, path } of operationsOf(body))
    await ask(method, path, ['GET', 'DELETE'].includes(method) ? undefined : '{}');
  for (const path of ['/metrics', '/rpc/users/list', '/rpc/auth/me']) await ask('GET', path);
  for (const path of ['/rpc/users/list', '/rpc/users/create', '/rpc/backup/export'])
    await ask('POST', path, '{"json":{}}');
  return answers;
};

const open = ['/', '/api/health', '/api/docs', '/api/docs.css', '/api/openapi.json'];
const strayed = ['/setup', '/install', '/api/setup', '/api/auth/setup', '/runtime.json', '/.env', '/logs'];

describe.skipIf(ownAddress === undefined)('a first start, asked from an address that is not loopback', () => {
  it('gives its password to nobody, and nobody anything', async () => {
    const { served, port } = await startOpen();
    const far = `http://${ownAddress}:${port}`;
    // From the first moment at which it answers at all.
    const early: ApiAnswer[] = [];
    let isReady = false;
    const asking = (async () => {
      while (!isReady) {
        for (const path of ['/api/users', '/api/settings']) {
          const answer = await plainRequest(`${far}${path}`, 'GET', {}).catch(() => null);
          if (answer !== null) early.push(answer);
        }
        await sleep(5);
      }
    })();
    await served.ready();
    const password = await until(
      () => /with the password (\S+)/.exec(served.output())?.[1] ?? null,
      'it has printed the password',
    );
    isReady = true;
    await asking;
    expect(password.length).toBeGreaterThanOrEqual(16);
    for (const { status } of early) expect([401, 503]).toContain(status);

    const answers = await askAll(far);
    // As if a proxy had it from this very machine.
    const spoofed = await askAll(far, { 'x-forwarded-for': '127.0.0.1', forwarded: 'for=127.0.0.1' });
    const own = await askAll(`http://127.0.0.1:${port}`);
    expect(answers.size).toBeGreaterThan(50);
    for (const [what, { status, body }] of [...answers, ...spoofed, ...own]) {
      expect([what, status]).toEqual([what, 401]);
      expect([what, (body.json ?? body).code.toLowerCase()]).toEqual([what, 'unauthenticated']);
    }
    const others: ApiAnswer[] = [];
    for (const path of open) others.push(await plainRequest(`${far}${path}`, 'GET', {}));
    for (const path of strayed) {
      const answer = await plainRequest(`${far}${path}`, 'GET', {});
      expect([path, answer.status]).toEqual([path, 404]);
      others.push(answer);
    }
    const health = await createApiClient(far).get('/api/health');
    expect(health.body).toMatchObject({ version: '', nodeId: '', problems: [], nodes: [] });
    const guessed = ['admin', 'alertflow', 'password', ''];
    for (const guess of guessed) {
      const answer = await createApiClient(far).post('/api/auth/login', {
        username: 'admin',
        password: guess,
      });
      expect([guess, answer.status]).toEqual([guess, 401]);
      others.push(answer);
    }

    const seen = [...early, ...answers.values(), ...spoofed.values(), ...own.values(), ...others, health];
    const leaks = seen.filter(
      ({ text, headers }) =>
        `${JSON.stringify(headers)}\n${text}`.match(/\$argon2/) !== null ||
        `${JSON.stringify(headers)}\n${text}`.includes(password),
    );
    expect(leaks).toEqual([]);
    const log = readFileSync(join(folder.dataDir, 'logs', 'alertflow.log'), 'utf8');
    expect(log.length).toBeGreaterThan(100);
    expect(log).not.toContain(password);
    // It is the right one all the same, and printed once.
    expect(served.output().split(password)).toHaveLength(2);
    await createApiClient(far).as('admin', password);
  });

  it('lets nobody in while it cannot know its users yet', async () => {
    const { served, port } = await startOpen(['--redis', 'redis://127.0.0.1:1']);
    await served.ready();
    const far = `http://${ownAddress}:${port}`;
    for (const [what, { status }] of await askAll(far)) {
      expect([what, status]).toEqual([what, 401]);
    }
    for (const guess of ['admin', 'a password of twelve and more']) {
      const answer = await createApiClient(far).post('/api/auth/login', {
        username: 'admin',
        password: guess,
      });
      expect([401, 503]).toContain(answer.status);
      expect(answer.body.token).toBeUndefined();
    }
    expect(served.output()).not.toContain('password');
  });
});
