/**
 * AlertFlow's own troubles, told to the default destinations directly: no spool, no Redis and no queue stands between,
 * since these are what may be in trouble (D5). Each trouble is told once when it lasts and once when it is over. What
 * cannot be sent is logged and tried again at the next look.
 */
import { createHash } from 'node:crypto';
import type { Health } from '../../src-shared/contract/operations.ts';
import type { ChannelAccess } from './notify/channel-access.ts';
import type { Notification } from './notify/notification.ts';
import type { Clock, Logger } from './ports.ts';
import type { ConfigDocument } from './store/config-document.ts';

export interface SelfAlarm {
  /** Looks once. Called every few seconds; never throws. */
  look(): Promise<void>;
}

type Problem = Health['problems'][number];

interface Trouble {
  problem: Problem;
  since: number;
  isTold: boolean;
}

/** A trouble shorter than this is nobody's business: Redis that restarts, a ledger in motion. */
const lastsFromMs = 30_000;
/** Warnings worth waking somebody for; what is critical always is. */
const tellingWarnings: readonly string[] = ['disk'];
/** Told at once: soon there may be no room to wait. */
const urgentParts: readonly string[] = ['disk', 'spool'];
const sendTimeoutMs = 20_000;

export const createSelfAlarm = (deps: {
  health: () => Promise<Health>;
  channels: ChannelAccess;
  config: () => ConfigDocument;
  hostName: string;
  clock: Clock;
  logger: Logger;
}): SelfAlarm => {
  const { health, channels, config, hostName, clock, logger } = deps;
  const troubles = new Map<string, Trouble>();

  const notificationOf = (problem: Problem, isOver: boolean): Notification => {
    const { settings } = config();
    return {
      alertId: 'alertflow',
      revision: 0,
      severity: isOver ? 'info' : problem.severity === 'critical' ? 'critical' : 'high',
      state: isOver ? 'resolved' : 'firing',
      kind: isOver ? 'recovery' : 'problem',
      category: 'service',
      system: 'AlertFlow',
      host: hostName,
      resource: problem.part,
      summary: problem.message,
      details: [],
      actions: [],
      subject: `AlertFlow on ${hostName}: ${problem.part}${isOver ? ' is well again' : ''}`,
      from: 'AlertFlow',
      to: [],
      receivedAt: clock.now(),
      excerpt: '',
      analysedBy: { label: 'AlertFlow', isModel: false },
      link: settings.consoleUrl === '' ? null : settings.consoleUrl,
      language: settings.summaryLanguage,
      timeZone: settings.timeZone,
      isTest: false,
    };
  };

  /** Answers whether anybody was told. */
  const tell = async (problem: Problem, since: number, isOver: boolean): Promise<boolean> => {
    const { destinations, settings } = config();
    const sends = destinations
      .filter(({ id }) => settings.defaultDestinationIds.includes(id))
      .map(async (destination) => {
        const channel = channels.channelOf(destination.channelId);
        const opened = channels.open(destination.channelId, destination.id);
        if (channel === null || opened.kind === 'refused') return false;
        const outcome = await channel.send({
          config: opened.config,
          address: opened.address,
          notification: notificationOf(problem, isOver),
          idempotencyKey: createHash('sha256')
            .update(`${destination.id} ${problem.part} ${since} ${isOver}`)
            .digest('hex'),
          possibleRepeat: false,
          signal: AbortSignal.timeout(sendTimeoutMs),
        });
        if (outcome.kind === 'failed') {
          logger.warn(
            { destination: destination.name, reason: outcome.reason },
            'an own alarm could not be sent',
          );
        }
        return outcome.kind === 'sent';
      });
    const told = await Promise.all(sends.map((send) => send.catch(() => false)));
    return told.includes(true);
  };

  const raise = async (part: string, problem: Problem) => {
    const known = troubles.get(part);
    const trouble: Trouble = known
      ? { ...known, problem }
      : { problem, since: clock.monotonic(), isTold: false };
    troubles.set(part, trouble);
    const isDue = urgentParts.includes(part) || clock.monotonic() - trouble.since >= lastsFromMs;
    if (trouble.isTold || !isDue) return;
    logger.error({ part, problem: problem.message }, 'own alarm');
    trouble.isTold = await tell(problem, trouble.since, false);
  };

  return {
    async look() {
      try {
        const worthTelling = (await health()).problems.filter(
          ({ part, severity }) => severity === 'critical' || tellingWarnings.includes(part),
        );
        const now = new Map(worthTelling.map((problem) => [problem.part, problem]));
        for (const [part, problem] of now) await raise(part, problem);
        for (const [part, trouble] of [...troubles]) {
          if (now.has(part)) continue;
          if (!trouble.isTold || (await tell(trouble.problem, trouble.since, true))) troubles.delete(part);
        }
      } catch (error) {
        logger.error(
          { error: error instanceof Error ? error.message : 'unknown error' },
          'own troubles could not be looked at',
        );
      }
    },
  };
};
