import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createApiClient } from '../../support/api-client.ts';
import { createCertificateAuthority } from '../../support/certificates.ts';
import { sendMail } from '../../support/send-mail.ts';
import { createServeFolder, type ServeFolder } from '../../support/serve-program.ts';
import { until } from '../../support/until.ts';

const folders: ServeFolder[] = [];
const newFolder = (): ServeFolder => {
  const folder = createServeFolder();
  folders.push(folder);
  return folder;
};
afterEach(async () => {
  for (const folder of folders.splice(0)) await folder.remove();
});

const preset = { ALERTFLOW_ADMIN_PASSWORD: 'preset for this test' };
const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

describe('the headless program', () => {
  it('says when it is ready, takes mail, answers its administrator, and ends in order', async () => {
    const folder = newFolder();
    const served = folder.run([], preset);
    const { smtpPort, httpUrl } = await served.ready();
    await until(() => served.output() !== '', 'it says that it is ready');
    expect(served.output()).toBe(
      `AlertFlow ${createVersion()} ready: SMTP 127.0.0.1:${smtpPort}, console ${httpUrl}\n`,
    );
    expect([modeOf(folder.dataDir), modeOf(join(folder.dataDir, 'runtime.json'))]).toEqual(['700', '600']);

    const admin = await createApiClient(httpUrl).as('admin', preset.ALERTFLOW_ADMIN_PASSWORD);
    const id = await sendMail(smtpPort, { subject: 'through the whole program' });
    await until(
      async () => (await admin.get(`/api/alerts/${id}`)).body?.status === 'unrouted',
      'the alert has gone its way',
    );
    // The product's own ports are no target, the console's included.
    const own = await admin.post('/api/providers', { name: 'x', baseUrl: `${httpUrl}/v1`, model: 'm' });
    expect([own.body.code, own.body.field]).toEqual(['target_refused', 'baseUrl']);
    expect(folder.redisPid()).not.toBe(null);

    const startedAt = performance.now();
    // As where it is sent to the whole process group, and comes again through the command that started it.
    served.signal('SIGTERM');
    served.signal('SIGTERM');
    expect(await served.ended).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(existsSync(join(folder.dataDir, 'runtime.json'))).toBe(false);
    expect(folder.redisPid()).toBe(null);
    expect(served.errors()).not.toContain(preset.ALERTFLOW_ADMIN_PASSWORD);
  });

  it('prints a password of chance at the first start, once, and never into the log', async () => {
    const folder = newFolder();
    const first = folder.run();
    const { httpUrl } = await first.ready();
    const password = /password (\S+)/.exec(first.output())?.[1] ?? '';
    expect(password.length).toBeGreaterThanOrEqual(16);
    await createApiClient(httpUrl).as('admin', password);
    first.signal('SIGINT');
    expect(await first.ended).toBe(0);

    const second = folder.run();
    const again = await second.ready();
    await createApiClient(again.httpUrl).as('admin', password);
    expect(second.output()).not.toContain('password');
    second.signal('SIGTERM');
    await second.ended;
    const log = readFileSync(join(folder.dataDir, 'logs', 'alertflow.log'), 'utf8');
    expect(log.length).toBeGreaterThan(100);
    for (const text of [log, first.errors(), second.errors()]) expect(text).not.toContain(password);
  });

  it('serves TLS on an address that others reach', async () => {
    const folder = newFolder();
    const authority = createCertificateAuthority();
    const { cert, key } = authority.issue(['127.0.0.1']);
    const [certFile, keyFile] = [join(folder.dir, 'cert.pem'), join(folder.dir, 'key.pem')];
    writeFileSync(certFile, cert);
    writeFileSync(keyFile, key);
    const served = folder.run(
      ['--http-host', '0.0.0.0', `--tls-cert=${certFile}`, `--tls-key=${keyFile}`],
      preset,
    );
    const { httpUrl } = await served.ready();
    expect(httpUrl).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    const answer = await new Promise<{ status: number; headers: Record<string, unknown> }>(
      (resolve, reject) => {
        request(`${httpUrl}/api/health`, { ca: authority.certificate }, (response) => {
          response.resume();
          resolve({ status: response.statusCode ?? 0, headers: response.headers });
        })
          .on('error', reject)
          .end();
      },
    );
    expect(answer.status).toBe(200);
    expect(answer.headers['strict-transport-security']).toContain('max-age=');
  });

  it('takes mail while Redis cannot be reached, and ends in order all the same', async () => {
    const folder = newFolder();
    const served = folder.run(['--redis', 'redis://127.0.0.1:1'], preset);
    const { smtpPort, httpUrl } = await served.ready();
    expect(await sendMail(smtpPort, { subject: 'kept in the spool' })).not.toBe('');
    const health = await createApiClient(httpUrl).get('/api/health');
    expect(health.body).toMatchObject({
      status: 'degraded',
      redis: { state: 'down' },
      spool: { unsettled: 1 },
    });
    const startedAt = performance.now();
    served.signal('SIGTERM');
    expect(await served.ended).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });

  it('keeps its data directory to itself', async () => {
    const folder = newFolder();
    const first = folder.run([], preset);
    await first.ready();
    const second = folder.run([], preset);
    expect(await second.ended).toBe(1);
    expect(second.errors()).toContain(String(first.child.pid));
    expect(first.child.exitCode).toBe(null);
  });
});

const createVersion = (): string =>
  JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', '..', 'package.json'), 'utf8')).version;

describe('a start that is refused', () => {
  const taken: Server[] = [];
  afterEach(() => {
    for (const server of taken.splice(0)) server.close();
  });
  const takePort = async (): Promise<number> => {
    const server = createServer();
    taken.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  };

  it.each(['--http-port', '--smtp-port'])(
    'for %s in use says which and what to do, and leaves nothing running',
    async (flag) => {
      const folder = newFolder();
      const port = await takePort();
      const served = folder.run([flag, String(port)], preset);
      expect(await served.ended).toBe(1);
      expect(served.errors()).toContain(String(port));
      expect(served.errors()).toMatch(/in use/);
      expect(folder.redisPid()).toBe(null);
      expect(existsSync(join(folder.dataDir, 'runtime.json'))).toBe(false);
    },
  );

  it.each<[string[], Record<string, string>, RegExp]>([
    [['--http-host', '0.0.0.0'], {}, /--http-host 0\.0\.0\.0.*--tls-cert.*--behind-proxy/],
    [['--http-host', '192.0.2.7'], {}, /--tls-cert/],
    [['--tls-cert', '/nowhere.pem', '--tls-key', '/nowhere.pem'], {}, /--tls-cert: \/nowhere\.pem/],
    [['--tls-cert', '/nowhere.pem'], {}, /--tls-key/],
    [['--smtp-tls-key', '/nowhere.pem'], {}, /--smtp-tls-cert/],
    [[], { NODE_TLS_REJECT_UNAUTHORIZED: '0' }, /NODE_TLS_REJECT_UNAUTHORIZED/],
    [[], { ALERTFLOW_ADMIN_PASSWORD: 'too short' }, /ALERTFLOW_ADMIN_PASSWORD.*12/],
    [[], { ALERTFLOW_ROLE: 'boss' }, /ALERTFLOW_ROLE: "boss"/],
    [['--redis-server', '/nowhere/redis-server'], {}, /\/nowhere\/redis-server/],
    [['--key-file', '/dev/null/key'], {}, /--key-file: \/dev\/null\/key/],
    [['--ca-file', '/nowhere.pem'], {}, /--ca-file: \/nowhere\.pem/],
    [['--data-dir', '/proc/nowhere'], {}, /--data-dir: the folder \/proc\/nowhere/],
  ])('with %j and %j says why', async (args, environment, reason) => {
    const folder = newFolder();
    const served = folder.run(args, environment);
    expect(await served.ended).not.toBe(0);
    expect(served.errors()).toMatch(reason);
    expect(served.output()).toBe('');
    expect(folder.redisPid()).toBe(null);
  });
});
