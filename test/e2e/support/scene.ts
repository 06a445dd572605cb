/**
 * A week of an estate that is at work: history in Redis, then mails of this hour through the real SMTP port, told over
 * stand-ins for what lies outside the machine. One delivery is retried, one is a dead letter, one sender is muted.
 */
import { Redis } from 'ioredis';
import { keys } from '../../../src-main/engine/store/keys.ts';
import { mixedAlerts } from '../../bench/support/alert-mix.ts';
import { fillHistory } from '../../bench/support/fill-history.ts';
import { startModelStub } from '../../support/model-stub.ts';
import { startRedisServer } from '../../support/redis-server.ts';
import { sendMail } from '../../support/send-mail.ts';
import { startTelegramStub } from '../../support/telegram-stub.ts';
import { until } from '../../support/until.ts';
import { startWebhookSink } from '../../support/webhook-sink.ts';
import { type Api, signedInApi } from './api.ts';
import { type RunningServer, startServer } from './server.ts';

export interface Scene {
  server: RunningServer;
  /** The alert that shows most: analysed by a model, told on two channels. */
  alertId: string;
  /** Its incident: reported again, and taken on by somebody. */
  incidentId: string;
  ruleId: string;
  channelId: string;
  stop(): Promise<void>;
}

const hour = 3_600_000;
const week = 7 * 24 * hour;
const historyLength = 640;
const nowhere = 'http://127.0.0.1:9';

export const startScene = async (): Promise<Scene> => {
  const redis = await startRedisServer();
  await fillPast(redis.url);
  const server = await startServer(['--redis', redis.url]);
  const stubs = {
    telegram: await startTelegramStub(),
    hook: await startWebhookSink({ key: null }),
    model: await startModelStub({ apiKey: null }),
  };
  stubs.telegram.addChat('-1001');
  stubs.telegram.addChat('-1002');
  const api = await signedInApi(server);
  const ids = await configure(api, stubs);
  const alertId = await sendMails(server, api, stubs.model);
  const incidentId = await takeOn(api, alertId);
  return {
    server,
    alertId,
    incidentId,
    ruleId: ids.rule,
    channelId: ids.channel,
    async stop() {
      await server.stop();
      for (const stub of Object.values(stubs)) await stub.stop();
      await redis.stop();
    },
  };
};

const fillPast = async (url: string): Promise<void> => {
  const redis = new Redis(url);
  const past = [...mixedAlerts(historyLength, Date.now() - hour / 4, week)]
    // More by day than by night.
    .filter(({ receivedAt }, i) => i % 3 === 0 || Math.sin((receivedAt / (24 * hour)) * 2 * Math.PI) > -0.3)
    .map((alert) => ({
      ...alert,
      status: alert.status === 'suppressed' ? ('suppressed' as const) : ('delivered' as const),
    }));
  await fillHistory(redis, past);
  // As if this Redis had been at work all week: its counts are taken for true.
  await redis.set(keys.epoch, 'scene');
  redis.disconnect();
};

const configure = async (
  api: Api,
  {
    telegram,
    hook,
    model,
  }: { telegram: { token: string; url: string }; hook: { url: string }; model: { baseUrl: string } },
) => {
  const add = async (path: string, body: object): Promise<string> => (await api.post(path, body)).id;
  const bot = await add('channels', {
    name: 'Ops bot',
    kind: 'telegram',
    config: { botToken: telegram.token, apiBaseUrl: telegram.url },
  });
  const pager = await add('channels', { name: 'Pager', kind: 'webhook', config: {} });
  const broken = await add('channels', { name: 'Ticket system', kind: 'webhook', config: {} });
  const dba = await add('destinations', {
    name: 'DBA on call',
    channelId: bot,
    address: { chatId: '-1001' },
  });
  const noc = await add('destinations', { name: 'NOC', channelId: bot, address: { chatId: '-1002' } });
  const duty = await add('destinations', {
    name: 'Duty phone',
    channelId: pager,
    address: { url: `${hook.url}/duty` },
  });
  const tickets = await add('destinations', {
    name: 'Tickets',
    channelId: broken,
    address: { url: `${nowhere}/tickets` },
  });
  await api.patch('settings', { defaultDestinationIds: [noc], summaryLanguage: 'en', retryDelaysMs: [50] });
  const provider = await add('providers', {
    name: 'Rack GPU',
    baseUrl: model.baseUrl,
    model: 'stub-model',
    local: true,
  });
  await add('providers', { name: 'Spare', baseUrl: `${nowhere}/v1`, model: 'qwen3:8b', enabled: false });
  const rule = await add('rules', {
    name: 'Databases to the DBA on call',
    match: { field: 'from', glob: '*@db*.example' },
    destinationIds: [dba],
    severityOverrides: { critical: { mode: 'add', destinationIds: [duty] } },
  });
  await add('rules', {
    name: 'Backups',
    match: { field: 'from', glob: '{backup,proxmox}@*' },
    destinationIds: [tickets],
  });
  await add('rules', {
    name: 'Payments',
    match: { field: 'to', glob: 'payments@*' },
    destinationIds: [noc, duty],
    providerId: provider,
  });
  await add('rules', {
    name: 'Old network gear',
    enabled: false,
    match: { field: 'from', glob: '*@sw??.example' },
    destinationIds: [noc],
  });
  await add('mutes', {
    glob: 'cron@build*.example',
    scope: 'sender',
    until: Date.now() + 5 * hour,
    reason: 'Build hosts are being moved',
  });
  await add('mutes', { glob: 'lab.example', scope: 'domain', reason: 'The lab may burn' });
  return { rule, channel: bot };
};

/** Answers the id of the last one. */
const sendMails = async (
  server: RunningServer,
  api: Api,
  model: Awaited<ReturnType<typeof startModelStub>>,
): Promise<string> => {
  const isAccounted = async (id: string): Promise<boolean> =>
    api.get<{ status: string }>(`alerts/${id}`).then(
      ({ status }) => status !== 'waiting',
      () => false,
    );
  let last = '';
  for (const { answer, ...mail } of mails) {
    model.behave({ kind: 'answers', answer });
    last = await sendMail(server.smtpPort, mail);
    await until(() => isAccounted(last), `${mail.subject} is told`, 30_000);
  }
  // From here on attempts are hours apart: what fails now waits for its next one.
  await api.patch('settings', { retryDelaysMs: [1_800_000, 7_200_000] });
  model.behave({ kind: 'answers', answer: lastMailAnswer });
  await sendMail(server.smtpPort, {
    from: 'proxmox@pve2.example',
    subject: 'vzdump backup status (pve2): backup failed',
    body: 'VM 204 (mail) FAILED 00:03:11 volume is full: no space left on device',
  });
  await until(
    async () =>
      (await api.get<{ items: { state: string }[] }>('deliveries')).items.some(
        ({ state }) => state === 'retrying',
      ),
    'a delivery is retried',
    30_000,
  );
  const { id } = await api.get<{ id: string }>(`alerts/${last}`);
  await until(
    async () =>
      (await api.get<{ analysis: { by: { kind: string } } }>(`alerts/${id}`)).analysis.by.kind === 'provider',
    'a model has read it',
    30_000,
  );
  return id;
};

const takeOn = async (api: Api, alertId: string): Promise<string> => {
  const id = await until(
    async () => (await api.get<{ incidentId: string | null }>(`alerts/${alertId}`)).incidentId,
    'the alert belongs to an incident',
    30_000,
  );
  await api.post(`incidents/${id}/acknowledge`, { note: 'Looking at the WAL receiver' });
  await api.post(`incidents/${id}/note`, { note: 'Restarted it at 15:09; the lag shrinks.' });
  return id;
};

const lastMailAnswer = {
  severity: 'high',
  category: 'backup',
  state: 'firing',
  system: 'Proxmox VE',
  host: 'pve2',
  resource: 'VM 204',
  summary: 'Backup of VM 204 (mail) on pve2 failed: no space left on device',
  details: ['VM 204 (mail) failed after 3 min 11 s'],
  actions: ['Free space on the backup storage of pve2'],
};

const mails = [
  {
    from: 'cron@build07.example',
    subject: 'Cron <root@build07> /usr/local/bin/nightly',
    body: 'nightly: 2 of 214 tests failed',
    answer: {
      severity: 'low',
      category: 'service',
      state: 'info',
      system: 'cron',
      host: 'build07',
      resource: 'nightly',
      summary: 'Nightly run on build07: 2 of 214 tests failed',
      details: [],
      actions: [],
    },
  },
  {
    from: 'proxmox@pve1.example',
    subject: 'vzdump backup status (pve1): backup failed',
    body: 'VM 101 (db03) FAILED 00:11:40 storage nas2 is not online',
    answer: {
      severity: 'high',
      category: 'backup',
      state: 'firing',
      system: 'Proxmox VE',
      host: 'pve1',
      resource: 'VM 101',
      summary: 'Backup of VM 101 (db03) on pve1 failed: storage nas2 is not online',
      details: ['VM 101 (db03) failed after 11 min 40 s'],
      actions: ['Check that nas2 is reachable from pve1'],
    },
  },
  {
    from: 'nagios@mon.example',
    to: ['payments@example.net'],
    subject: '** PROBLEM Service Alert: web03/HTTPS is CRITICAL **',
    body: 'Service: HTTPS\nHost: web03\nState: CRITICAL\nInfo: connect to address 192.0.2.33 and port 443: Connection refused',
    answer: {
      severity: 'critical',
      category: 'service',
      state: 'firing',
      system: 'HTTPS',
      host: 'web03',
      resource: 'port 443',
      summary: 'web03 refuses connections on port 443',
      details: ['Connection refused by 192.0.2.33'],
      actions: ['Look whether the web server on web03 runs'],
    },
  },
  {
    from: 'zabbix@mon.example',
    subject: 'هشدار: فضای دیسک db04 رو به پایان است، ۹۳ درصد',
    body: 'میزبان: db04\nشدت: High\nپارتیشن /var/lib/postgresql به ۹۳٪ رسیده است.',
    answer: {
      severity: 'high',
      category: 'storage',
      state: 'firing',
      system: 'Zabbix',
      host: 'db04',
      resource: '/var/lib/postgresql',
      summary: 'db04: /var/lib/postgresql is 93 % full',
      details: ['Used: 93 %'],
      actions: ['Free space or extend the volume'],
    },
  },
  {
    from: 'alertmanager@mon.example',
    subject: '[RESOLVED] HighLatency (api gateway eu-west)',
    body: 'Alert resolved: p99 latency of the api gateway is 180 ms',
    answer: {
      severity: 'info',
      category: 'network',
      state: 'resolved',
      system: 'API gateway',
      host: 'gw01',
      resource: 'latency',
      summary: 'Latency of the API gateway is normal again (p99 180 ms)',
      details: [],
      actions: [],
    },
  },
  {
    from: 'zabbix@db07.example',
    to: ['dba@example.net', 'noc@example.net'],
    subject: 'PROBLEM: Replication lag on db07 is 940 s',
    body: [
      'Problem started at 14:59:10 on 2026.11.22',
      'Problem name: Replication lag on db07 is 940 s',
      'Host: db07',
      'Severity: Disaster',
      'Operational data: lag 940 s, last WAL 2E/9A4400F8',
      'Original problem ID: 88213',
      '',
      'https://zabbix.example.net/tr_events.php?triggerid=4711&eventid=88213',
    ].join('\n'),
    answer: {
      severity: 'critical',
      category: 'database',
      state: 'firing',
      system: 'PostgreSQL',
      host: 'db07',
      resource: 'replication',
      summary: 'Replica db07 is 940 s behind its primary and falls further back',
      details: ['Replication lag: 940 s', 'Last WAL position: 2E/9A4400F8', 'Zabbix problem 88213'],
      actions: [
        'On db07: SELECT * FROM pg_stat_wal_receiver; and see whether the receiver runs',
        'Look at disk and network load of db07 since 14:55',
      ],
    },
  },
];
