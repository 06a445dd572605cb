/** The real engine on a real Redis with real sockets, in a folder of its own; nothing in it is replaced. */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine, type Engine, type Role } from '../../src-main/engine/engine.ts';
import type { DesktopNotifier, Logs } from '../../src-main/engine/ports.ts';
import { externalRedis } from '../../src-main/engine/redis-source.ts';
import type { Services } from '../../src-main/engine/services.ts';
import { sealConfig } from '../../src-main/engine/store/channel-secrets.ts';
import type { ConfigDocument, RuleRecord } from '../../src-main/engine/store/config-document.ts';
import { providerSecretName } from '../../src-main/engine/store/provider-records.ts';
import { systemClock } from '../../src-main/platform/clock.ts';
import { uuidIds } from '../../src-main/platform/ids.ts';
import { createSecretBox } from '../../src-main/platform/secret-box.ts';
import { type ChannelConfig, channelConfigSchemas } from '../../src-shared/contract/channels.ts';
import type { ChannelKind } from '../../src-shared/vocabulary.ts';
import { createQuietLogger } from './quiet-logger.ts';
import { type MailToSend, sendMail } from './send-mail.ts';
import { until } from './until.ts';

export interface EngineRig {
  engine: Engine;
  services: Services;
  smtpPort: number;
  dataDir: string;
  logger: ReturnType<typeof createQuietLogger>;
  change(change: (draft: ConfigDocument) => void): Promise<void>;
  addChannel(kind: ChannelKind, config: Record<string, unknown>): Promise<string>;
  addDestination(channelId: string, address: Record<string, unknown>): Promise<string>;
  addRule(rule: Partial<RuleRecord> & Pick<RuleRecord, 'match' | 'destinationIds'>): Promise<string>;
  addProvider(
    baseUrl: string,
    more?: {
      apiKey?: string;
      timeoutMs?: number;
      model?: string;
      local?: boolean;
      maxCallsPerMinute?: number;
      maxTokensPerDay?: number;
    },
  ): Promise<string>;
  /** Sends a mail over SMTP and answers the id of `250 queued as <id>`. */
  mail(mail: MailToSend): Promise<string>;
  /** Waits until an alert is settled one way or another and answers its record. */
  settled(
    id: string,
    timeoutMs?: number,
  ): Promise<NonNullable<Awaited<ReturnType<Services['records']['get']>>>>;
  stop(): Promise<void>;
  /** Stops it, and removes its folder. */
  remove(): Promise<void>;
}

export interface RigOptions {
  redisUrl: string;
  dataDir?: string;
  nodeId?: string;
  key?: Buffer;
  roles?: Role[];
  desktop?: DesktopNotifier;
  logs?: Logs;
  settings?: Partial<ConfigDocument['settings']>;
  /** Named points of the work, awaited. */
  onStep?: (step: string) => void | Promise<void>;
}

/** Waits in tests are short: what takes minutes in life takes milliseconds here. */
const quickSettings: Partial<ConfigDocument['settings']> = { retryDelaysMs: [50, 100, 150] };
const sharedKey = randomBytes(32);

export const startEngine = async (options: RigOptions): Promise<EngineRig> => {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'alertflow-data-')));
  const secrets = createSecretBox({ key: options.key ?? sharedKey });
  const logger = createQuietLogger();
  const engine = createEngine(
    {
      dataDir,
      nodeId: options.nodeId ?? 'node-1',
      hostName: 'test',
      version: '0.0.0-test',
      roles: options.roles ?? ['ingest', 'worker', 'console'],
      smtp: { host: '127.0.0.1', port: 0, name: 'alertflow.test', certificate: null },
      redis: externalRedis(options.redisUrl, () => Date.now()),
      onStep: options.onStep,
    },
    {
      clock: systemClock,
      ids: uuidIds,
      secrets,
      logger,
      logs: options.logs,
      desktop: options.desktop ?? { available: false, notify: async () => 'shown' },
    },
  );
  const services = await engine.start();
  if (!(await engine.ready(10_000))) throw new Error('the engine did not link to Redis');

  const now = Date.now();
  const stamps = { createdAt: now, updatedAt: now };
  const change = (how: (draft: ConfigDocument) => void) => services.config.change('test', how);
  await change((draft) => {
    Object.assign(draft.settings, quickSettings, options.settings);
  });

  return {
    engine,
    services,
    smtpPort: engine.smtpAddress()?.port ?? 0,
    dataDir,
    logger,
    change,
    async addChannel(kind, config) {
      const id = randomUUID();
      const checked = channelConfigSchemas[kind].parse(config) as ChannelConfig;
      await change((draft) => {
        draft.channels.push({
          id,
          name: `${kind} ${id.slice(0, 4)}`,
          kind,
          enabled: true,
          ...sealConfig(secrets, id, kind, checked),
          ...stamps,
        });
      });
      return id;
    },
    async addDestination(channelId, address) {
      const id = randomUUID();
      await change((draft) => {
        draft.destinations.push({
          id,
          name: `destination ${id.slice(0, 4)}`,
          channelId,
          address,
          enabled: true,
          ...stamps,
        });
      });
      return id;
    },
    async addRule(rule) {
      const id = randomUUID();
      await change((draft) => {
        draft.rules.push({
          id,
          name: `rule ${id.slice(0, 4)}`,
          enabled: true,
          severityOverrides: {},
          providerId: null,
          ...stamps,
          ...rule,
        });
      });
      return id;
    },
    async addProvider(baseUrl, more = {}) {
      const id = randomUUID();
      const { apiKey, timeoutMs = 5000, model = 'stub-model', local = true } = more;
      const { maxCallsPerMinute = 0, maxTokensPerDay = 0 } = more;
      await change((draft) => {
        draft.providers.push({
          id,
          name: `provider ${id.slice(0, 4)}`,
          baseUrl,
          model,
          enabled: true,
          timeoutMs,
          concurrency: 4,
          local,
          maxCallsPerMinute,
          maxCallsPerDay: 0,
          maxTokensPerDay,
          sealedApiKey: apiKey === undefined ? null : secrets.seal(providerSecretName(id), apiKey),
          ...stamps,
        });
      });
      return id;
    },
    mail: (mail) => sendMail(engine.smtpAddress()?.port ?? 0, mail),
    settled: (id, timeoutMs = 15_000) =>
      until(
        async () => {
          const record = await services.records.get(id);
          return record !== null && record.status !== 'waiting' ? record : null;
        },
        `alert ${id} is settled`,
        timeoutMs,
      ),
    stop: () => engine.stop(),
    async remove() {
      await engine.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
};
