/**
 * K3, the secrets there are beside the channels' tokens: proxy passwords, signing secrets, accounts of monitoring tools, API
 * tokens, the key file. Everything is made to fail, by remotes that quote what they were sent, and then looked at.
 */
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiClient, createApiClient, plainRequest } from '../../support/api-client.ts';
import { type ProxyStub, startConnectProxy, startSocks5Proxy } from '../../support/proxies.ts';
import { SmtpRefused, sendMail } from '../../support/send-mail.ts';
import { createServeFolder, type Served, type ServeFolder } from '../../support/serve-program.ts';
import { openSmtpWire } from '../../support/smtp-wire.ts';
import { until } from '../../support/until.ts';

const word = 'canarybird';
const secret = (what: string): string => `${word}-${what}-${randomBytes(6).toString('hex')}`;
const planted = {
  administrator: secret('administrator'),
  telegram: `1:${secret('telegram')}`,
  connectProxy: secret('connect-proxy'),
  socksProxy: secret('socks-proxy'),
  matrix: secret('matrix'),
  signing: `whsec_${Buffer.from(secret('signing')).toString('base64')}`,
  header: secret('header'),
  sms: secret('sms'),
  provider: secret('provider'),
  smtpUser: secret('smtp-user'),
  smtpGuess: secret('smtp-guess'),
  consoleGuess: secret('console-guess'),
  passphrase: secret('passphrase'),
  passphraseGuess: secret('passphrase-guess'),
};

/** As it may be written down: as it is, in Base64 at each of the three places it can begin at, as hex, in a URL. */
const formsOf = (value: string): string[] => {
  const shifted = ['', 'x', 'xx'].map((before) =>
    Buffer.from(`${before}${value}`)
      .toString('base64')
      .slice(before.length === 0 ? 0 : 4, -4),
  );
  const hex = Buffer.from(value).toString('hex');
  return [value, encodeURIComponent(value), ...shifted, hex];
};

/** Quotes what it was sent in its refusal, as careless servers do: address, headers and body. */
const startQuotingRemote = async (): Promise<{ server: Server; url: string; asked: string[] }> => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      asked.push(request.url ?? '');
      const quoted = `refused ${request.url} ${JSON.stringify(request.headers)} ${body.slice(0, 300)}`;
      const json = { ok: false, error_code: 403, errcode: 'M_FORBIDDEN', description: quoted, error: quoted };
      response.writeHead(403, { 'content-type': 'application/json', 'x-quoted': encodeURIComponent(quoted) });
      response.end(JSON.stringify({ ...json, message: quoted, return: { status: 403, message: quoted } }));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { server, asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
};

let folder: ServeFolder;
let served: Served;
let remote: Awaited<ReturnType<typeof startQuotingRemote>>;
let proxies: { connect: ProxyStub; socks: ProxyStub };
let admin: ApiClient;
let ports: { smtpPort: number; httpUrl: string };
beforeEach(async () => {
  remote = await startQuotingRemote();
  const credentials = { username: 'somebody', password: 'else' };
  proxies = {
    connect: await startConnectProxy({ credentials }),
    socks: await startSocks5Proxy({ credentials }),
  };
  folder = createServeFolder();
  served = folder.run([], {
    ALERTFLOW_ADMIN_PASSWORD: planted.administrator,
    ALERTFLOW_LOG_LEVEL: 'debug',
  });
  ports = await served.ready();
  admin = await until(
    () =>
      createApiClient(ports.httpUrl)
        .as('admin', planted.administrator)
        .catch(() => null),
    'the administrator can sign in',
  );
});
afterEach(async () => {
  await folder.remove();
  await Promise.all([proxies.connect.stop(), proxies.socks.stop()]);
  remote.server.closeAllConnections();
  remote.server.close();
});

const away = 'http://127.0.0.1:9';

const channels = () => [
  {
    name: 'telegram, quoted',
    kind: 'telegram',
    config: { botToken: planted.telegram, apiBaseUrl: remote.url },
    address: { chatId: '1' },
  },
  {
    name: 'telegram over a proxy that refuses',
    kind: 'telegram',
    config: {
      botToken: planted.telegram,
      proxyUrl: `http://alertflow:${planted.connectProxy}@127.0.0.1:${proxies.connect.port}`,
    },
    address: { chatId: '1' },
  },
  {
    name: 'telegram over a SOCKS proxy that refuses',
    kind: 'telegram',
    config: {
      botToken: planted.telegram,
      proxyUrl: `socks5://alertflow:${planted.socksProxy}@127.0.0.1:${proxies.socks.port}`,
    },
    address: { chatId: '1' },
  },
  {
    name: 'telegram over a proxy that is not there',
    kind: 'telegram',
    config: {
      botToken: planted.telegram,
      proxyUrl: `http://alertflow:${planted.connectProxy}@127.0.0.1:9`,
    },
    address: { chatId: '1' },
  },
  {
    name: 'matrix, quoted',
    kind: 'matrix',
    config: { homeserverUrl: remote.url, accessToken: planted.matrix },
    address: { roomId: '!a:b.example' },
  },
  {
    name: 'webhook, quoted',
    kind: 'webhook',
    config: { signingSecret: planted.signing, headers: { authorization: `Bearer ${planted.header}` } },
    address: { url: `${remote.url}/hook` },
  },
  {
    name: 'webhook that is not there',
    kind: 'webhook',
    config: { signingSecret: planted.signing },
    address: { url: `${away}/` },
  },
  {
    name: 'sms, quoted',
    kind: 'sms',
    config: { provider: 'kavenegar', apiKey: planted.sms, apiBaseUrl: remote.url },
    address: { phone: '+15550100' },
  },
];

const must = async (answer: ReturnType<ApiClient['post']>, status: number) => {
  const { status: got, body, text } = await answer;
  if (got !== status) throw new Error(`${got} ${text}`);
  return body;
};

/** Channels, models and tests of them; answers the destinations. */
const setUp = async (): Promise<string[]> => {
  const made: string[] = [];
  for (const { name, kind, config, address } of channels()) {
    const { id } = await must(admin.post('/api/channels', { name, kind, config }), 201);
    const fields = { name, channelId: id, address };
    made.push((await must(admin.post('/api/destinations', fields), 201)).id);
    const tried = await admin.post(`/api/channels/${id}/test`, { address });
    expect([name, tried.status, tried.body.ok]).toEqual([name, 200, false]);
  }
  for (const baseUrl of [`${remote.url}/v1`, `${away}/v1`]) {
    const fields = {
      name: `model at ${new URL(baseUrl).port}`,
      baseUrl,
      model: 'm',
      apiKey: planted.provider,
    };
    const { id } = await must(admin.post('/api/providers', { ...fields, local: true }), 201);
    const tried = await admin.post(`/api/providers/${id}/test`, {});
    expect([baseUrl, tried.body.ok]).toEqual([baseUrl, false]);
  }
  await must(
    admin.patch('/api/settings', {
      defaultDestinationIds: made,
      retryDelaysMs: [10],
      smtpClearAuthNetworks: ['127.0.0.0/8'],
    }),
    200,
  );
  return made;
};

const plain = (user: string, password: string): string =>
  `AUTH PLAIN ${Buffer.from(`\0${user}\0${password}`).toString('base64')}`;

/** Right, wrong, in both forms, broken off in the middle, and where it is no command. */
const signInOverSmtp = async (): Promise<string[]> => {
  await must(admin.post('/api/smtp-users', { username: 'zabbix', password: planted.smtpUser }), 201);
  const replies: string[] = [];
  const converse = async (lines: string[]): Promise<void> => {
    const wire = await openSmtpWire(ports.smtpPort);
    await wire.reply();
    for (const line of ['EHLO x.example', ...lines]) replies.push((await wire.ask(line)) ?? 'closed');
    wire.close();
  };
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  await until(async () => {
    await converse([plain('zabbix', planted.smtpUser)]);
    return replies.at(-1)?.startsWith('235') === true;
  }, 'the account is known');
  await converse([plain('zabbix', planted.smtpGuess)]);
  await converse(['AUTH LOGIN', base64('zabbix'), base64(planted.smtpUser)]);
  await converse(['AUTH LOGIN', base64('zabbix'), base64(planted.smtpGuess)]);
  await converse(['AUTH LOGIN', base64('zabbix')]);
  await converse([`AUTH CRAM-MD5 ${base64(planted.smtpUser)}`, `AUTH ${plain('zabbix', planted.smtpGuess)}`]);
  await converse(['AUTH LOGIN', `${base64(planted.smtpUser)} rest of it`]);
  return replies;
};

/** Used rightly, for what it may not, with nonsense, and after it was revoked. Answers the token. */
const useApiToken = async (): Promise<string> => {
  const quiet = await createApiClient(ports.httpUrl).as('admin', planted.administrator);
  const made = await must(
    quiet.post('/api/api-tokens', { name: 'grafana', role: 'operator', expiresInDays: null }),
    201,
  );
  const token: string = made.token;
  expect(token).toMatch(/^aft_/);
  const program = createApiClient(ports.httpUrl, token, admin.seen() as string[]);
  expect((await program.get('/api/alerts')).status).toBe(200);
  expect((await program.get('/api/users')).status).toBe(403);
  expect((await program.post('/api/auth/logout')).status).toBe(403);
  expect((await program.post('/api/rules/simulate', { nonsense: token })).status).toBe(400);
  // The answer may say what was asked for, to whom asked; the log may not.
  await createApiClient(ports.httpUrl, token).get(`/api/alerts/${token}`);
  await admin.get('/api/api-tokens');
  await must(admin.remove(`/api/api-tokens/${made.id}`), 200);
  expect((await program.get('/api/alerts')).status).toBe(401);
  return token;
};

/** What is asked for wrongly, so that it is refused with words. */
const askWrongly = async (): Promise<void> => {
  const login = { username: 'admin', password: planted.consoleGuess };
  expect((await admin.post('/api/auth/login', login)).status).toBe(401);
  const wrong: [string, unknown][] = [
    ['/api/channels', { name: 'x', kind: 'telegram', config: { botToken: `${planted.telegram} space` } }],
    [
      '/api/channels',
      { name: 'x', kind: 'telegram', config: { botToken: planted.telegram, proxyUrl: planted.connectProxy } },
    ],
    ['/api/channels', { name: 'x', kind: 'webhook', config: { signingSecret: { key: planted.signing } } }],
    ['/api/channels', { name: 'x', kind: 'webhook', config: { headers: { 'bad name': planted.header } } }],
    ['/api/providers', { name: 'x', baseUrl: `http://u:${planted.provider}@127.0.0.1/v1`, model: 'm' }],
    ['/api/smtp-users', { username: 'not a name!', password: planted.smtpUser }],
    ['/api/users', { username: 'x', password: planted.consoleGuess, role: 'boss' }],
    ['/api/auth/password', { current: planted.consoleGuess, next: planted.administrator }],
  ];
  for (const [path, body] of wrong) {
    const { status } = await admin.post(path, body);
    expect([path, [400, 403, 422].includes(status)]).toEqual([path, true]);
  }
  const broken = await plainRequest(
    `${ports.httpUrl}/api/channels`,
    'POST',
    { authorization: `Bearer ${admin.token}`, 'content-type': 'application/json' },
    `{"config":{"botToken":"${planted.telegram}"`,
  );
  expect(broken.status).toBe(400);
  (admin.seen() as string[]).push(broken.text);
};

/** Sealed, opened with the wrong passphrase, broken. */
const exportBackup = async (): Promise<void> => {
  const file = await admin.post('/api/backup/export', { passphrase: planted.passphrase });
  expect([file.status, file.body.madeBy]).toEqual([200, 'admin']);
  const guess = { passphrase: planted.passphraseGuess, backup: file.body };
  expect((await admin.post('/api/backup/preview', guess)).status).toBe(400);
  const right = await admin.post('/api/backup/preview', {
    passphrase: planted.passphrase,
    backup: file.body,
  });
  expect(right.status).toBe(200);
};

/** Everything that a person, another program or a thief of the disk gets to see. */
const everythingShown = (): Map<string, Buffer> => {
  const texts = new Map<string, Buffer>();
  const pid = served.child.pid ?? 0;
  for (const one of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const parent = Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${one}/status`, 'utf8'))?.[1]);
      if (Number(one) !== pid && parent !== pid) continue;
      texts.set(`cmdline of ${one}`, readFileSync(`/proc/${one}/cmdline`));
      if (parent === pid) texts.set(`environ of ${one}`, readFileSync(`/proc/${one}/environ`));
    } catch {
      // Ended meanwhile.
    }
  }
  for (const entry of readdirSync(folder.dir, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && path !== keyFile()) texts.set(path, readFileSync(path));
  }
  for (const [n, answer] of admin.seen().entries()) texts.set(`answer ${n}`, Buffer.from(answer));
  texts.set('standard output', Buffer.from(served.output()));
  texts.set('standard error', Buffer.from(served.errors()));
  return texts;
};

const keyFile = (): string => join(folder.dir, '.config', 'alertflow', 'secret.key');

const readings = [
  ...['/api/channels', '/api/providers', '/api/smtp-users', '/api/settings', '/api/health', '/metrics'],
  ...['/api/dead-letters?limit=100', '/api/deliveries', '/api/alerts?limit=100', '/api/logs?limit=1000'],
  ...['/api/queues', '/api/incidents', '/api/backup/versions'],
];

describe('the running program', () => {
  it('shows no secret anywhere, whatever fails', async () => {
    const destinations = await setUp();
    const mails = 6;
    for (let n = 0; n < mails; n++) {
      await sendMail(ports.smtpPort, { subject: `CRITICAL: unit ${'abcdef'[n]} is down` }).catch((error) => {
        if (!(error instanceof SmtpRefused)) throw error;
      });
    }
    const replies = await signInOverSmtp();
    const token = await useApiToken();
    await askWrongly();
    await exportBackup();
    await until(
      async () => (await admin.get('/api/dead-letters/ids')).body.ids.length >= mails * destinations.length,
      'every delivery was given up',
      120_000,
    );
    const answers = new Map<string, string>();
    for (const path of readings) {
      const { status, text } = await admin.get(path);
      expect([path, status]).toEqual([path, 200]);
      answers.set(path, text);
    }
    const { items } = (await admin.get('/api/dead-letters?limit=100')).body;
    const alert = await admin.get(`/api/alerts/${items[0].alertId}`);
    expect(alert.status).toBe(200);

    // That things did fail, each in its way, and that it was said.
    expect(replies.filter((line) => line.startsWith('235')).length).toBeGreaterThanOrEqual(2);
    expect(replies.filter((line) => line.startsWith('535')).length).toBeGreaterThanOrEqual(2);
    expect(proxies.connect.refusedLogins).toBeGreaterThan(1);
    expect(proxies.socks.refusedLogins).toBeGreaterThan(1);
    const quoted = remote.asked.filter(
      (path) => path.includes(planted.sms) || path.includes(planted.telegram),
    );
    expect(quoted.length).toBeGreaterThanOrEqual(2 * (mails + 1));
    const records: { level: string }[] = JSON.parse(answers.get('/api/logs?limit=1000') ?? '').items;
    const faults = records.filter(({ level }) => level === 'warn' || level === 'error');
    expect(faults.length).toBeGreaterThanOrEqual(50);
    expect(answers.get('/api/dead-letters?limit=100')).toContain('refused');

    const shown = everythingShown();
    const log = [...shown].find(([where]) => where.endsWith('alertflow.log'))?.[1];
    expect(log?.toString()).toContain('"level":"warn"');
    expect([...shown.keys()].filter((where) => where.startsWith('cmdline')).length).toBeGreaterThan(1);
    expect(shown.get('standard output')?.toString()).toContain('ready');

    const key = readFileSync(keyFile());
    expect(key).toHaveLength(32);
    const wanted = new Map<string, (string | Buffer)[]>([
      ...Object.entries(planted).map(([name, value]) => [name, formsOf(value)] as const),
      ['any of them', formsOf(word)],
      ['API token', formsOf(token)],
      ['session', formsOf(admin.token ?? '')],
      ['key', [key, key.toString('base64').slice(0, -2), key.toString('base64url'), key.toString('hex')]],
    ]);
    const leaks: string[] = [];
    for (const [where, bytes] of shown) {
      for (const [name, forms] of wanted)
        if (forms.some((form) => bytes.includes(form))) leaks.push(`${name}: ${where}`);
    }
    expect(leaks).toEqual([]);
  });
});
