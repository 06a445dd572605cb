import {
  type ChannelConfig,
  type ChannelView,
  channelConfigSchemas,
  channelOriginFields,
  channelSecretFields,
  type TestResult,
} from '../../../src-shared/contract/channels.ts';
import { type Address, addressSchemas } from '../../../src-shared/contract/destinations.ts';
import { isSameOrigin } from '../../../src-shared/origin.ts';
import type { ChannelKind } from '../../../src-shared/vocabulary.ts';
import type { Egress } from '../egress.ts';
import { AppError } from '../errors.ts';
import { joinSignals } from '../joined-signal.ts';
import type { Channel } from '../notify/channel.ts';
import { testNotification } from '../notify/notification-of.ts';
import type { Secrets } from '../ports.ts';
import type { Services } from '../services.ts';
import { openConfig, openSecrets, sealConfig } from '../store/channel-secrets.ts';
import type { ChannelRecord, ConfigDocument } from '../store/config-document.ts';
import { admin, user } from './access.ts';
import { found, removeFrom, requireRoom, requireUnused } from './config-changes.ts';
import { requireChannelTargets, requireTarget } from './origins.ts';
import { type InputIssue, inputRefusal, parseInput } from './refusals.ts';

const viewOf = (config: Pick<ConfigDocument, 'destinations'>, record: ChannelRecord): ChannelView => {
  const { sealed, ...seen } = record;
  return {
    ...seen,
    secretsSet: Object.keys(sealed).sort(),
    usedBy: {
      destinations: config.destinations.filter(({ channelId }) => channelId === record.id).length,
    },
  };
};

const checkConfig = (kind: ChannelKind, config: Record<string, unknown>): ChannelConfig => {
  const result = channelConfigSchemas[kind].safeParse(config);
  if (result.success) return result.data;
  const issues = result.error.issues as readonly InputIssue[];
  if (kind === 'sms' && issues[0]?.path?.[0] === 'provider') {
    throw new AppError('invalid_input', {
      field: 'config.provider',
      message: 'config.provider: must be kavenegar, twilio or http',
    });
  }
  throw inputRefusal(issues, ['config']);
};

/** Secrets that go to the address itself; a proxy's password does not. */
const boundSecrets = (kind: ChannelKind): string[] =>
  channelSecretFields[kind].filter((field) => field !== 'proxyUrl');

/**
 * The configuration after a change: fields left out stay, null removes one. Where the address changed, secrets must be
 * entered anew: none is ever sent to a server it was not entered for (X5).
 */
const changedConfig = (
  secrets: Secrets,
  record: ChannelRecord,
  patch: Record<string, unknown>,
): ChannelConfig => {
  const isOtherProvider = 'provider' in patch && patch.provider !== record.config.provider;
  const before = isOtherProvider ? {} : record.config;
  const staying = Object.fromEntries(Object.entries(record.sealed).filter(([field]) => !(field in patch)));
  const moved = channelOriginFields[record.kind].find(
    (field) => field in patch && !isSameOrigin(record.config[field], patch[field] ?? undefined),
  );
  const bound = boundSecrets(record.kind).filter((field) => field in staying);
  const [first] = bound;
  if (moved !== undefined && first !== undefined) {
    throw new AppError('invalid_input', {
      field: `config.${first}`,
      message: `config.${moved} changes: enter ${bound.join(' and ')} again, for it is sent to no address it was not entered for`,
    });
  }
  const merged = { ...before, ...openStaying(secrets, { ...record, sealed: staying }), ...patch };
  return checkConfig(
    record.kind,
    Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null && value !== undefined)),
  );
};

const openStaying = (secrets: Secrets, record: ChannelRecord): Record<string, unknown> => {
  try {
    return openSecrets(secrets, record);
  } catch (cause) {
    const [field = ''] = Object.keys(record.sealed);
    throw new AppError('invalid_input', {
      field: `config.${field}`,
      message: `config.${field}: what is stored cannot be read with this node's key; enter it again`,
      cause,
    });
  }
};

export const channels = {
  list: user.channels.list.handler(({ context }) => {
    const config = context.services.config.current();
    return { items: config.channels.map((record) => viewOf(config, record)) };
  }),

  get: user.channels.get.handler(({ context, input }) => {
    const config = context.services.config.current();
    return viewOf(config, found(config.channels, input.id, 'channel'));
  }),

  create: admin.channels.create.handler(({ context, input }) => {
    const { config, egress, ports } = context.services;
    const checked = checkConfig(input.kind, input.config);
    requireChannelTargets(egress, input.kind, { ...checked });
    const now = ports.clock.now();
    const id = ports.ids.next();
    const record: ChannelRecord = {
      id,
      name: input.name,
      kind: input.kind,
      enabled: input.enabled,
      ...sealConfig(ports.secrets, id, input.kind, checked),
      createdAt: now,
      updatedAt: now,
    };
    return config.change(context.caller.username, (draft) => {
      requireRoom(draft, 'channels');
      draft.channels.push(record);
      return viewOf(draft, record);
    });
  }),

  update: admin.channels.update.handler(({ context, input }) => {
    const { config, egress, ports } = context.services;
    return config.change(context.caller.username, (draft) => {
      const record = found(draft.channels, input.id, 'channel');
      if (input.config !== undefined) {
        const changed = changedConfig(ports.secrets, record, input.config);
        requireChannelTargets(egress, record.kind, { ...changed });
        Object.assign(record, sealConfig(ports.secrets, record.id, record.kind, changed));
      }
      if (input.name !== undefined) record.name = input.name;
      if (input.enabled !== undefined) record.enabled = input.enabled;
      record.updatedAt = ports.clock.now();
      return viewOf(draft, record);
    });
  }),

  remove: admin.channels.remove.handler(async ({ context, input }) => {
    const { config, outcomes } = context.services;
    await config.change(context.caller.username, (draft) => {
      found(draft.channels, input.id, 'channel');
      requireUnused(
        'channel',
        draft.destinations
          .filter(({ channelId }) => channelId === input.id)
          .map(({ name }) => `destination "${name}"`),
      );
      removeFrom(draft.channels, input.id, 'channel');
    });
    await outcomes.remove('channel', input.id).catch(() => {
      // A line in health about a channel that is gone; nothing shows it.
    });
    return { ok: true as const };
  }),

  test: admin.channels.test.handler(async ({ context, input, signal }) => {
    const { services } = context;
    const { config, ports, outcomes } = services;
    const record = found(config.current().channels, input.id, 'channel');
    const address = testAddress(services, record, input);
    const trial = {
      kind: record.kind,
      name: record.name,
      config: openForTest(ports.secrets, record),
      address,
    };
    const result = await sendTest(services, trial, signal);
    if (result.ok) outcomes.succeeded('channel', record.id, ports.clock.now());
    else outcomes.failed('channel', record.id, ports.clock.now(), result.answer);
    return result;
  }),

  pause: user.channels.pause.handler(async ({ context: { services, caller }, input }) => {
    const { name } = found(services.config.current().channels, input.id, 'channel');
    await services.deliveryQueues.setPaused(input.id, input.paused);
    const what = input.paused ? 'a channel is paused' : 'a paused channel goes on';
    services.ports.logger.info({ channel: name, by: caller.username }, what);
    return { ok: true as const };
  }),

  testUnsaved: admin.channels.testUnsaved.handler(({ context: { services }, input, signal }) => {
    const { kind, name, channelId } = input;
    const record =
      channelId === undefined ? null : found(services.config.current().channels, channelId, 'channel');
    if (record !== null && record.kind !== kind) {
      throw new AppError('invalid_input', {
        field: 'kind',
        message: `kind: the channel is of kind ${record.kind}`,
      });
    }
    const config =
      record === null
        ? checkConfig(kind, input.config)
        : changedConfig(services.ports.secrets, record, input.config);
    requireChannelTargets(services.egress, kind, { ...config });
    const address = checkTestAddress(services.egress, kind, input.address);
    return sendTest(services, { kind, name: name ?? record?.name ?? kind, config, address }, signal);
  }),
};

interface Trial {
  kind: ChannelKind;
  name: string;
  config: ChannelConfig;
  address: Address;
}

/** One real message, within the time of one attempt. */
const sendTest = async (
  { channels: byKind, config, ports }: Services,
  { kind, name, config: channelConfig, address }: Trial,
  signal: AbortSignal | undefined,
): Promise<TestResult> => {
  const { settings } = config.current();
  const startedAt = ports.clock.monotonic();
  const channel = byKind[kind] as unknown as Channel<ChannelKind>;
  const ends = joinSignals([signal], settings.attemptTimeoutMs);
  const sent = channel.send({
    config: channelConfig,
    address,
    notification: testNotification(name, ports.clock.now(), settings),
    idempotencyKey: ports.ids.next(),
    possibleRepeat: false,
    signal: ends.signal,
  });
  const outcome = await sent.finally(ends.release);
  const latencyMs = Math.round(ports.clock.monotonic() - startedAt);
  return outcome.kind === 'sent'
    ? { ok: true, latencyMs, answer: outcome.answer, remoteId: outcome.remoteId }
    : { ok: false, latencyMs, answer: outcome.reason, remoteId: null };
};

const openForTest = (secrets: Secrets, record: ChannelRecord): ChannelConfig => {
  try {
    return openConfig(secrets, record);
  } catch (cause) {
    throw new AppError('conflict', {
      message: `The secrets of "${record.name}" cannot be read with this node's key; enter them again.`,
      cause,
    });
  }
};

const checkTestAddress = (egress: Egress, kind: ChannelKind, given: Record<string, unknown>): Address => {
  const address = parseInput(addressSchemas[kind], given, 'address') as Address;
  if ('url' in address) requireTarget(egress, address.url, 'address.url');
  return address;
};

/** Where a test goes: the address given, the destination given, else the channel's first destination. */
const testAddress = (
  { config, egress }: Pick<Services, 'config' | 'egress'>,
  record: ChannelRecord,
  input: { destinationId?: string | undefined; address?: Record<string, unknown> | undefined },
): Address => {
  const schema = addressSchemas[record.kind];
  if (input.address !== undefined) return checkTestAddress(egress, record.kind, input.address);
  const own = config.current().destinations.filter(({ channelId }) => channelId === record.id);
  const destination =
    input.destinationId === undefined ? own[0] : own.find(({ id }) => id === input.destinationId);
  if (destination !== undefined) return parseInput(schema, destination.address, 'address') as Address;
  if (input.destinationId !== undefined) {
    throw new AppError('invalid_input', {
      field: 'destinationId',
      message: `destinationId: there is no destination ${input.destinationId} on this channel`,
    });
  }
  if (record.kind === 'desktop') return {};
  throw new AppError('invalid_input', {
    field: 'address',
    message: 'address: the channel has no destination yet; say where the test goes',
  });
};
