/** What only the running program can show: whom it connects to, and what its process gives away. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { hasStrace } from '../../fault/cases/t05-sync-before-answer.ts';
import { setUp } from '../../fault/support/console.ts';
import { type Outside, startOutside } from '../../fault/support/outside.ts';
import { adminPassword, createProduct, type Product } from '../../fault/support/product.ts';
import { settle } from '../../fault/support/quiet.ts';
import { sendMail } from '../../support/send-mail.ts';
import { openSmtpWire } from '../../support/smtp-wire.ts';
import { until } from '../../support/until.ts';

let product: Product;
let outside: Outside;
const folders: string[] = [];
afterEach(async () => {
  await product.remove();
  await outside.remove();
  for (const dir of folders.splice(0)) rmSync(dir, { recursive: true, force: true });
});

const mailPorts = [25, 465, 587, 2525];

/** Ports of every internet address that the trace shows a connect to, and how many connects there are in all. */
const connectsIn = (trace: string): { ports: number[]; count: number } => {
  const calls = trace.split('\n').filter((line) => /\bconnect\(/.test(line));
  const ports = calls.flatMap((line) => {
    const port = /sin6?_port=htons\((\d+)\)/.exec(line)?.[1];
    return port === undefined ? [] : [Number(port)];
  });
  return { ports, count: calls.length };
};

describe('the running program', () => {
  it.skipIf(!hasStrace())('connects to no mail server, whomever the mails are for', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'alertflow-connects-'));
    folders.push(dir);
    const trace = join(dir, 'trace');
    outside = await startOutside();
    product = await createProduct({ wrapper: ['strace', '-f', '-qq', '-e', 'trace=connect', '-o', trace] });
    await product.start();
    const { api } = await setUp(product, outside, ['webhook']);
    const strangers = [
      'root@example.com',
      'ops@[192.0.2.1]',
      'a@127.0.0.1',
      'user%example.org@localhost',
      '@a.example:b@c.example',
    ];
    for (const to of strangers) {
      await sendMail(product.smtpPort, {
        from: 'sender@elsewhere.example',
        to: [to],
        subject: `to ${to.length}`,
      }).catch(() => {});
    }
    // A bounce, and a session that dies in the middle: nobody is to be told by mail.
    await sendMail(product.smtpPort, {
      from: '',
      to: ['noc@example.net'],
      subject: 'Undelivered Mail Returned',
    });
    const wire = await openSmtpWire(product.smtpPort);
    await wire.reply();
    for (const line of [
      'EHLO x',
      'MAIL FROM:<a@elsewhere.example>',
      'RCPT TO:<b@elsewhere.example>',
      'DATA',
    ]) {
      await wire.ask(line);
    }
    wire.send('Subject: half\r\n\r\nhalf');
    wire.close();
    expect(await settle(api, 60_000, 4)).not.toBeNull();
    const { ports, count } = connectsIn(readFileSync(trace, 'utf8'));
    const sinkPort = Number(new URL(outside.sinks.webhook.url).port);
    expect(count).toBeGreaterThan(0);
    expect(ports).toContain(sinkPort);
    expect(ports.filter((port) => mailPorts.includes(port) || port === product.smtpPort)).toEqual([]);
    expect([...new Set(ports)].filter((port) => port !== sinkPort)).toEqual([]);
  });

  it('shows no secret in its process list, environment of children, log, files or answers, whatever fails', async () => {
    outside = await startOutside();
    product = await createProduct({ env: { ALERTFLOW_LOG_LEVEL: 'debug' } });
    await product.start();
    const { api } = await setUp(product, outside, ['webhook']);
    const word = 'canarybird';
    const away = 'http://127.0.0.1:9';
    const made: string[] = [];
    const configs = [
      {
        kind: 'telegram',
        config: { botToken: `1:${word}-telegram`, apiBaseUrl: away },
        address: { chatId: '1' },
      },
      {
        kind: 'matrix',
        config: { homeserverUrl: away, accessToken: `${word}-matrix` },
        address: { roomId: '!a:b.example' },
      },
      {
        kind: 'webhook',
        config: { headers: { authorization: `Bearer ${word}-hook` } },
        address: { url: `${away}/` },
      },
      {
        kind: 'sms',
        config: { provider: 'kavenegar', apiKey: `${word}-sms`, apiBaseUrl: away },
        address: { phone: '+15550100' },
      },
    ];
    for (const { kind, config, address } of configs) {
      const channel = await api.post('/api/channels', { name: `a ${kind}`, kind, config });
      expect([kind, channel.status]).toEqual([kind, 201]);
      const destination = await api.post('/api/destinations', {
        name: kind,
        channelId: channel.body.id,
        address,
      });
      made.push(destination.body.id);
      for (let tries = 0; tries < 10; tries++)
        await api.post(`/api/channels/${channel.body.id}/test`, { address });
    }
    await api.post('/api/providers', {
      name: 'model',
      baseUrl: `${away}/v1`,
      model: 'm',
      apiKey: `${word}-provider`,
    });
    await api.patch('/api/settings', { defaultDestinationIds: made, retryDelaysMs: [10] });
    for (let n = 0; n < 10; n++)
      await sendMail(product.smtpPort, { subject: `error ${'abcdefghij'[n]}`, to: ['x@y.example'] });
    await until(
      async () => (await api.get('/api/dead-letters/ids')).body.ids.length >= 10,
      'deliveries were given up',
      120_000,
    );
    for (const path of [
      '/api/dead-letters',
      '/api/channels',
      '/api/providers',
      '/api/health',
      '/api/logs',
      '/metrics',
    ]) {
      await api.get(path);
    }

    const texts = new Map<string, string>();
    const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    for (const pid of children) {
      try {
        const parent = Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
        if (Number(pid) !== product.pid() && parent !== product.pid()) continue;
        texts.set(`cmdline of ${pid}`, readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
        // Its own was given by whoever started it; what it hands on is its doing.
        if (parent === product.pid())
          texts.set(`environ of ${pid}`, readFileSync(`/proc/${pid}/environ`, 'utf8'));
      } catch {
        // Ended meanwhile.
      }
    }
    expect(texts.size).toBeGreaterThan(2);
    for (const entry of readdirSync(product.dataDir, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      texts.set(path, readFileSync(path, 'latin1'));
    }
    for (const [n, answer] of api.seen().entries()) texts.set(`answer ${n}`, answer);
    texts.set('standard error', product.errors());
    const leaks = [...texts].filter(([, text]) => text.includes(word) || text.includes(adminPassword));
    expect(leaks.map(([where]) => where)).toEqual([]);
  });
});
