import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SendOutcome, SendRequest } from '../../../src-main/engine/notify/channel.ts';
import { createSelfAlarm, type SelfAlarm } from '../../../src-main/engine/self-alarm.ts';
import { emptyConfig } from '../../../src-main/engine/store/config-document.ts';
import type { Health } from '../../../src-shared/contract/operations.ts';
import type { ChannelKind } from '../../../src-shared/vocabulary.ts';
import { createQuietLogger } from '../../support/quiet-logger.ts';

let now: number;
let problems: Health['problems'];
let sent: SendRequest<ChannelKind>[];
let outcome: SendOutcome;
let alarm: SelfAlarm;

const stamps = { createdAt: 1, updatedAt: 1 };

beforeEach(() => {
  now = 0;
  problems = [];
  sent = [];
  outcome = { kind: 'sent', remoteId: null, answer: '' };
  const config = emptyConfig();
  for (const id of ['told', 'other']) {
    config.destinations.push({ id, name: id, channelId: 'c', address: {}, enabled: true, ...stamps });
  }
  config.settings.defaultDestinationIds = ['told'];
  alarm = createSelfAlarm({
    health: async () => ({ problems }) as Health,
    channels: {
      channelOf: () => ({
        kind: 'webhook',
        isIdempotent: true,
        afterUnclear: 'retry',
        configSchema: undefined as never,
        addressSchema: undefined as never,
        send: async (request) => {
          sent.push(request);
          return outcome;
        },
      }),
      open: () => ({ kind: 'opened', config: {}, address: {} }),
    },
    config: () => config,
    hostName: 'mon1',
    clock: { now: () => now, monotonic: () => now },
    logger: createQuietLogger(),
  });
});
afterEach(() => {
  expect(new Set(sent.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(
    outcome.kind === 'sent' ? sent.length : 1,
  );
});

const problem = (part: string, severity: 'warning' | 'critical'): Health['problems'][number] =>
  ({
    part,
    severity,
    message: `${part} is in trouble`,
  }) as Health['problems'][number];
const look = async (afterMs: number) => {
  now += afterMs;
  await alarm.look();
};
const states = () => sent.map(({ notification }) => `${notification.resource} ${notification.state}`);

describe('own alarms', () => {
  it('tell a lack of room at once, before mail is refused, and to the default destinations alone', async () => {
    problems = [problem('disk', 'warning')];
    await look(0);
    await look(60_000);
    expect(states()).toEqual(['disk firing']);
    expect(sent[0]?.notification).toMatchObject({ severity: 'high', subject: 'AlertFlow on mon1: disk' });
  });

  it('tell what lasts, once, and its end', async () => {
    problems = [problem('redis', 'critical')];
    await look(0);
    await look(29_000);
    expect(states()).toEqual([]);
    await look(1000);
    await look(60_000);
    problems = [];
    await look(1000);
    await look(1000);
    expect(states()).toEqual(['redis firing', 'redis resolved']);
  });

  it('say nothing of what is over soon, nor of other warnings', async () => {
    problems = [problem('redis', 'critical'), problem('routing', 'warning')];
    await look(0);
    problems = [problem('routing', 'warning')];
    await look(20_000);
    await look(60_000);
    expect(sent).toEqual([]);
  });

  it('try again what could not be sent', async () => {
    outcome = { kind: 'failed', retry: true, reason: 'down' };
    problems = [problem('spool', 'critical')];
    await look(0);
    await look(5000);
    expect(states()).toEqual(['spool firing', 'spool firing']);
  });
});
