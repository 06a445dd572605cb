/**
 * A storm through the whole program: 10,000 mails of 200 conditions in a minute, 5 % of the conditions critical, a model
 * that takes a second for each answer, and a Telegram group and a webhook to be told (Q6). Measures when each condition is
 * first named to the group, how many calls a minute it takes, and whether the ledger balances at every look.
 * `node test/bench/storm.bench.ts [--json] [--quick | --short] [--mails N] [--conditions N] [--seconds N]
 * [--critical-every N] [--detail]`; with `--detail`, the way of each critical condition, in ms after it was accepted.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { createApiClient } from '../support/api-client.ts';
import { createServeFolder } from '../support/serve-program.ts';
import { openSmtpWire } from '../support/smtp-wire.ts';
import { startTelegramStub } from '../support/telegram-stub.ts';
import { until } from '../support/until.ts';
import { startWebhookSink } from '../support/webhook-sink.ts';
import { problemMail } from '../support/zabbix-mails.ts';
import { keepResult } from './support/keep-result.ts';

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean' },
    quick: { type: 'boolean' },
    short: { type: 'boolean' },
    mails: { type: 'string' },
    conditions: { type: 'string' },
    seconds: { type: 'string' },
    'critical-every': { type: 'string' },
    detail: { type: 'boolean' },
  },
});
const isShort = flags.quick === true || flags.short === true;
const mailCount = Number(flags.mails ?? (isShort ? 1_000 : 10_000));
const conditionCount = Number(flags.conditions ?? (isShort ? 60 : 200));
const spanMs = Number(flags.seconds ?? (isShort ? 10 : 60)) * 1000;
const connections = 8;
const criticalEvery = Number(flags['critical-every'] ?? 20);
const modelMs = 1_000;
const chatId = '-100200300';
const lookMs = 200;
const longestMs = 15 * 60_000;
/** The mails are paced to come within `spanMs`: whoever falls behind is later than that. */
const TARGETS = { acceptedMs: spanMs + 1_000, toldMs: 300_000, criticalMs: 30_000, callsPerMinute: 20 };
const environment = { ALERTFLOW_ADMIN_PASSWORD: 'a password for the bench' };

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
const seconds = (ms: number): number => Number((ms / 1000).toFixed(1));

interface Condition {
  host: string;
  isCritical: boolean;
  acceptedAt: number | null;
  groupAt: number | null;
  webhookAt: number | null;
  /** The alert that the webhook told first. */
  alertId: string | null;
}

const makeConditions = (): Condition[] =>
  Array.from({ length: conditionCount }, (_, i) => ({
    host: `srv${String(i).padStart(4, '0')}.example.net`,
    isCritical: i % criticalEvery === 0,
    acceptedAt: null,
    groupAt: null,
    webhookAt: null,
    alertId: null,
  }));

/** Each condition again and again, in an order that looks like chance but is the same every time. */
const orderOf = (): number[] => {
  const order = Array.from({ length: mailCount }, (_, i) => i % conditionCount);
  let state = 42;
  for (let i = order.length - 1; i > 0; i--) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    const j = state % (i + 1);
    [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
  }
  return order;
};

const mailText = ({ host, isCritical }: Condition, n: number): string => {
  const mail = problemMail({
    host,
    name: 'Service is not answering',
    severity: isCritical ? 'Disaster' : 'Average',
    data: `Response time: ${n} ms`,
  });
  return [
    `From: ${mail.headers?.From}`,
    `To: ${mail.to?.[0]}`,
    `Subject: ${mail.subject}`,
    '',
    mail.body ?? '',
  ].join('\r\n');
};

/** Sends at an even pace over a few connections that stay open; answers how many were accepted. */
const sendAll = async (port: number, conditions: Condition[]): Promise<number> => {
  const order = orderOf();
  const startedAt = performance.now();
  let next = 0;
  let accepted = 0;
  const one = async () => {
    const wire = await openSmtpWire(port);
    await wire.reply();
    await wire.ask('HELO bench.example');
    for (let n = next++; n < order.length; n = next++) {
      const dueAt = startedAt + (n / order.length) * spanMs;
      const early = dueAt - performance.now();
      if (early > 1) await pause(early);
      const condition = conditions[order[n] ?? 0];
      if (condition === undefined) continue;
      await wire.ask('MAIL FROM:<zabbix@zbx.example.net>');
      await wire.ask('RCPT TO:<noc@alerts.example.net>');
      await wire.ask('DATA');
      wire.send(`${mailText(condition, n)}\r\n.\r\n`);
      const answer = await wire.reply(30_000);
      if (answer?.startsWith('250') === true) {
        accepted += 1;
        condition.acceptedAt ??= performance.now();
      }
    }
    wire.close();
  };
  await Promise.all(Array.from({ length: connections }, one));
  return accepted;
};

/** Answers each call after a second, with the severity that the mail states. */
const startSlowModel = async () => {
  let calls = 0;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      calls += 1;
      const host = /srv\d{4}\.example\.net/.exec(body)?.[0] ?? '';
      const content = JSON.stringify({
        severity: body.includes('Disaster') ? 'critical' : 'medium',
        category: 'service',
        state: 'firing',
        system: 'Zabbix',
        host,
        resource: '',
        summary: `A service on ${host} does not answer`,
        details: [],
        actions: [],
        confidence: 0.9,
      });
      setTimeout(() => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(
          JSON.stringify({
            id: 'c',
            object: 'chat.completion',
            created: 1,
            model: 'stub-model',
            choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
            usage: { prompt_tokens: 700, completion_tokens: 80, total_tokens: 780 },
          }),
        );
      }, modelMs);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    calls: () => calls,
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
};

/** Most calls within any minute. */
const busiestMinute = (times: number[]): number =>
  times.reduce((most, at, i) => {
    const from = times.findIndex((one) => one > at - 60_000);
    return Math.max(most, i - from + 1);
  }, 0);

const worst = (conditions: Condition[], which: 'groupAt' | 'webhookAt'): number =>
  Math.max(
    ...conditions.map((one) => {
      const at = one[which];
      return at === null || one.acceptedAt === null ? Number.POSITIVE_INFINITY : at - one.acceptedAt;
    }),
  );

interface AlertShown {
  receivedAt: number;
  trace: { stage: string; at: number }[];
  deliveries: {
    channelName: string;
    note: string;
    createdAt: number;
    finishedAt: number | null;
    attempts: { at: number; durationMs: number; outcome: string }[];
  }[];
}

/** When it was accepted, read, owed, sent and seen, in ms after the first of them; by the program's own record. */
const wayOf = (condition: Condition, { receivedAt, trace, deliveries }: AlertShown) => {
  const delivery = deliveries.find(({ channelName }) => channelName === 'group');
  const after = (at: number | null | undefined) => (at === null || at === undefined ? null : at - receivedAt);
  const seen = (at: number | null) =>
    at === null || condition.acceptedAt === null ? null : Math.round(at - condition.acceptedAt);
  return {
    host: condition.host,
    acceptedAt: new Date(receivedAt).toISOString().slice(14, 23),
    read: after(trace.find(({ stage }) => stage === 'parse')?.at),
    routed: after(trace.find(({ stage }) => stage === 'route')?.at),
    owed: after(delivery?.createdAt),
    calls: delivery?.attempts.map(({ at, durationMs }) => `${after(at)}+${durationMs}`).join(' ') ?? '',
    finished: after(delivery?.finishedAt),
    note: delivery?.note ?? '',
    webhook: seen(condition.webhookAt),
    group: seen(condition.groupAt),
  };
};

const main = async (): Promise<number> => {
  const conditions = makeConditions();
  const folder = createServeFolder();
  const group = await startTelegramStub();
  group.addChat(chatId);
  group.limit();
  const sink = await startWebhookSink({ key: null });
  const model = await startSlowModel();
  const isOver = new AbortController();
  try {
    const served = folder.run([], environment);
    const runtime = await served.ready();
    const admin = await createApiClient(runtime.httpUrl).as('admin', environment.ALERTFLOW_ADMIN_PASSWORD);
    const made = async (path: string, body: unknown): Promise<string> => {
      const answer = await admin.post(path, body);
      if (answer.status >= 300) throw new Error(`${path}: ${answer.text}`);
      return answer.body.id;
    };
    await made('/api/providers', {
      name: 'slow',
      baseUrl: model.baseUrl,
      model: 'stub-model',
      concurrency: 4,
      local: true,
    });
    const telegram = await made('/api/channels', {
      name: 'group',
      kind: 'telegram',
      config: { botToken: group.token, apiBaseUrl: group.url },
    });
    const webhook = await made('/api/channels', { name: 'hook', kind: 'webhook', config: {} });
    await admin.patch('/api/settings', {
      defaultDestinationIds: [
        await made('/api/destinations', { name: 'group', channelId: telegram, address: { chatId } }),
        await made('/api/destinations', {
          name: 'hook',
          channelId: webhook,
          address: { url: `${sink.url}/hook` },
        }),
      ],
    });

    const watchGroup = async () => {
      let seen = 0;
      while (!isOver.signal.aborted) {
        const at = performance.now();
        const shown = group.messages.map(({ text }) => text).join('\n');
        for (const one of conditions) if (one.groupAt === null && shown.includes(one.host)) one.groupAt = at;
        const bodies = [...sink.taken.values()];
        for (const body of bodies.slice(seen)) {
          const { host, alertId } = body as { host: string; alertId: string };
          const told = conditions.find((one) => one.host === host);
          if (told) told.webhookAt ??= at;
          if (told) told.alertId ??= alertId;
        }
        seen = bodies.length;
        await pause(lookMs);
      }
    };
    const looks = { all: 0, unbalanced: 0 };
    const watchLedger = async () => {
      while (!isOver.signal.aborted) {
        const { status, body } = await admin.get('/api/ledger').catch(() => ({ status: 0, body: null }));
        if (status === 200) {
          looks.all += 1;
          if (body.balanced !== true) looks.unbalanced += 1;
        }
        await pause(1_000);
      }
    };
    const watching = [watchGroup(), watchLedger()];

    const startedAt = performance.now();
    const accepted = await sendAll(runtime.smtpPort, conditions);
    const acceptedMs = performance.now() - startedAt;
    if (!flags.json) console.log(`${accepted} accepted in ${seconds(acceptedMs)} s`);
    await until(
      () => conditions.every(({ groupAt }) => groupAt !== null),
      'every condition is named to the group',
      longestMs,
    ).catch(() => {});
    const settled = await until(
      async () => {
        const { status, body } = await admin.get('/api/ledger').catch(() => ({ status: 0, body: null }));
        return status === 200 && body.accepted === accepted && body.waiting === 0 ? body : null;
      },
      'nobody waits any more',
      longestMs,
    ).catch(async () => (await admin.get('/api/ledger')).body);
    const settledMs = performance.now() - startedAt;
    const critical = conditions.filter(({ isCritical }) => isCritical);
    if (flags.detail) {
      const ways = [];
      for (const one of critical) {
        const { status, body } = await admin.get(`/api/alerts/${one.alertId}`);
        if (status === 200) ways.push(wayOf(one, body as AlertShown));
      }
      console.error(
        JSON.stringify(group.calls.map(({ at, method }) => `${seconds(at - startedAt)} ${method}`)),
      );
      console.table(ways);
    }
    isOver.abort();
    await Promise.all(watching);
    served.signal('SIGTERM');
    await served.ended;

    const result = {
      mails: accepted,
      conditions: conditionCount,
      criticalConditions: critical.length,
      acceptedSeconds: seconds(acceptedMs),
      named: conditions.filter(({ groupAt }) => groupAt !== null).length,
      lastNamedSeconds: seconds(worst(conditions, 'groupAt')),
      lastCriticalSeconds: seconds(worst(critical, 'groupAt')),
      lastCriticalAtWebhookSeconds: seconds(worst(critical, 'webhookAt')),
      lastAtWebhookSeconds: seconds(worst(conditions, 'webhookAt')),
      groupMessages: group.messages.length,
      groupCalls: group.calls.length,
      callsInBusiestMinute: busiestMinute(group.calls.map(({ at }) => at)),
      refusedAsTooFast: group.tooFast,
      webhookCalls: sink.taken.size,
      modelCalls: model.calls(),
      ledgerLooks: looks.all,
      ledgerUnbalanced: looks.unbalanced,
      settledSeconds: seconds(settledMs),
      ledger: settled,
    };
    const verdicts = [
      {
        target: `all accepted within ${seconds(spanMs)} s, as they are paced`,
        isMet: acceptedMs <= TARGETS.acceptedMs,
      },
      {
        target: 'every condition named within 5 minutes',
        isMet: worst(conditions, 'groupAt') <= TARGETS.toldMs,
      },
      { target: 'criticals within 30 s', isMet: worst(critical, 'groupAt') <= TARGETS.criticalMs },
      {
        target: "within the group's limits",
        isMet: group.tooFast === 0 && result.callsInBusiestMinute <= TARGETS.callsPerMinute,
      },
      {
        target: 'the ledger balances at every look',
        isMet: looks.unbalanced === 0 && settled.balanced === true && settled.waiting === 0,
      },
    ];
    const kept = keepResult('storm', { ...result, targets: verdicts });
    if (flags.json) console.log(kept);
    else {
      console.table(
        Object.fromEntries(Object.entries(result).map(([name, value]) => [name, JSON.stringify(value)])),
      );
      console.log(`load of the machine: ${loadavg()[0]?.toFixed(1)}`);
      for (const { target, isMet } of verdicts) console.log(`${isMet ? 'met   ' : 'MISSED'} ${target}`);
    }
    return verdicts.every(({ isMet }) => isMet) ? 0 : 1;
  } finally {
    isOver.abort();
    await folder.remove();
    await group.stop();
    await sink.stop();
    await model.stop();
  }
};

process.exitCode = await main();
