/**
 * The spool: every accepted message with its envelope, durable before the client is told so, and the account of what
 * became of each. One journal of segments on the local disk, large bodies in files beside it; owned by one process
 * (the data folder is locked elsewhere).
 */
import { join } from 'node:path';
import type { Envelope } from '../message.ts';
import type { Clock, Ids, Logger } from '../ports.ts';
import { acceptBody, type Kept } from './spool/accept.ts';
import { createAccounts } from './spool/accounts.ts';
import { createBody } from './spool/body.ts';
import type { Checkpoint } from './spool/checkpoint.ts';
import { createJoins, JOIN_WINDOW_MS, joinKey } from './spool/joins.ts';
import { createJournal, type Failure } from './spool/journal.ts';
import { formatLocation, type Place, parseLocation } from './spool/location.ts';
import { createReader } from './spool/reader.ts';
import { rebuild } from './spool/rebuild.ts';
import { createRetention } from './spool/retention.ts';
import { noCounts, type Segment } from './spool/segment.ts';
import { createSpace } from './spool/space.ts';
import { nodeSpoolFs, type SpoolFs } from './spool/spool-fs.ts';
import type { AcceptedMessage, Spool, SpoolState } from './spool/types.ts';

export type { AcceptedMessage, Spool } from './spool/types.ts';

export interface SpoolDeps {
  /** Made when missing. */
  dir: string;
  nodeId: string;
  clock: Clock;
  /** Left out: it always is. While it is not, nothing is removed for its age. */
  isClockSettled?: () => boolean;
  ids: Ids;
  logger: Logger;
  files?: SpoolFs;
  /** Called at named points of every write, awaited: for fault tests. */
  onStep?: (name: string) => void | Promise<void>;
}

export interface SpoolOptions {
  /** How long segments with settled messages are kept. */
  retentionMs: number;
  segmentBytes: number;
  segmentAgeMs: number;
  /** Messages up to this size are held in memory and stored in the journal; larger ones in files. */
  heldBytes: number;
  /** Free room below which nothing is accepted; the larger of both. */
  reserveBytes: number;
  reservePercent: number;
  /** 0: only when `removeOld` is called. */
  maintenanceMs: number;
}

export const spoolDefaults: SpoolOptions = {
  retentionMs: 7 * 24 * 3_600_000,
  segmentBytes: 32 * 1024 * 1024,
  segmentAgeMs: 3_600_000,
  heldBytes: 256 * 1024,
  reserveBytes: 500_000_000,
  reservePercent: 5,
  maintenanceMs: 60_000,
};

export function createSpool(deps: SpoolDeps, overrides: Partial<SpoolOptions> = {}): Spool {
  const options = { ...spoolDefaults, ...overrides };
  const { dir, clock, logger, files = nodeSpoolFs } = deps;
  const largeDir = join(dir, 'large');
  const onStep = deps.onStep ?? (() => undefined);
  const segments = new Map<number, Segment>();
  const accounts = createAccounts(segments);
  const joins = createJoins<Kept>();
  const checkpoint: Checkpoint = { removedThrough: 0, removed: noCounts(), joined: 0 };
  const acceptedListeners = new Set<(message: AcceptedMessage) => void>();
  const stateListeners = new Set<(state: SpoolState, reason: string) => void>();
  let damaged = 0;
  let opened = false;
  let closing: Promise<void> | null = null;
  let removing: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;
  let lastState = '';

  const space = createSpace({ files, dir, logger, onChange: announceState }, options);
  const journal = createJournal(
    {
      files,
      dir,
      clock,
      logger,
      segments,
      onStep: deps.onStep,
      onChange: announceState,
      onBytes: space.spend,
    },
    options,
  );
  const reader = createReader({
    files,
    dir,
    largeDir,
    logger,
    segments,
    accounts,
    onDamage: () => damaged++,
  });
  const removeOldOnce = createRetention(
    {
      files,
      dir,
      largeDir,
      clock,
      isClockSettled: deps.isClockSettled ?? (() => true),
      logger,
      segments,
      accounts,
      journal,
      checkpoint,
      readRecord: reader.readRecord,
      onStep,
    },
    options.retentionMs,
  );

  const isFull = (): Failure | null => (space.full ? { code: 'no-space', reason: space.reason } : null);

  function state(): { state: SpoolState; reason: string } {
    const failure = journal.failure;
    if (failure) return { state: failure.code === 'no-space' ? 'full' : 'failing', reason: failure.reason };
    return space.full
      ? { state: 'full', reason: space.reason }
      : { state: 'accepting', reason: opened ? '' : 'not open' };
  }

  function announceState(): void {
    const { state: now, reason } = state();
    if (`${now} ${reason}` === lastState) return;
    lastState = `${now} ${reason}`;
    for (const listener of stateListeners) safely(() => listener(now, reason));
  }

  /** A listener's bug is logged and stays its own: the message is durable. */
  function safely(call: () => void): void {
    try {
      call();
    } catch (error) {
      logger.error({ error: String(error) }, 'A listener of the spool failed');
    }
  }

  /** Where a message is now; null when it is gone, or the location is not its own. */
  function placeOf(id: string, location: string): Place | null {
    const place = parseLocation(location);
    if (place?.id === id) return accounts.whereIs(place);
    logger.warn({ id }, 'A location that is not of this message was passed over');
    return null;
  }

  function rememberArrival(envelope: Envelope, place: Place): void {
    const age = Math.max(0, clock.now() - envelope.receivedAt);
    if (age >= JOIN_WINDOW_MS) return;
    joins.remember(joinKey(envelope), { at: clock.monotonic() - age, outcome: { ok: true, place } });
  }

  function removeOld(): Promise<void> {
    removing ??= removeOldOnce().finally(() => {
      removing = null;
    });
    return removing;
  }

  return {
    async open() {
      if (opened) return;
      const halfMoved: Place[] = [];
      const found = await rebuild({
        files,
        dir,
        largeDir,
        logger,
        segments,
        accounts,
        onStep,
        onJoinable: (message, place) => rememberArrival(message.envelope, place),
        onHalfMoved: (place) => halfMoved.push(place),
      });
      Object.assign(checkpoint, found.checkpoint);
      damaged += found.damaged;
      journal.start(found.nextSeq);
      for (const place of halfMoved) {
        for (const op of accounts.progressOf(place)) journal.addProgress(op);
      }
      await space.start();
      opened = true;
      announceState();
      if (options.maintenanceMs > 0) {
        timer = setInterval(() => {
          removeOld().catch((error) =>
            logger.warn({ error: String(error) }, 'Old segments were not removed'),
          );
        }, options.maintenanceMs);
        timer.unref();
      }
      const { accepted, unsettled } = this.summary();
      logger.info({ accepted, unsettled, segments: segments.size, damaged }, 'The spool is open');
    },

    begin() {
      const body = createBody(
        {
          files,
          largeDir,
          temporaryName: () => `${deps.ids.next()}.tmp`,
          spend: space.spend,
          isFull,
          onStep,
        },
        options.heldBytes,
      );
      let ended = false;
      return {
        get sizeBytes() {
          return body.sizeBytes;
        },
        write: (chunk) => (ended ? undefined : body.write(chunk)),
        async commit(facts, { messageId }) {
          if (ended) throw new Error('the message was ended before');
          ended = true;
          if (!opened || closing) {
            await body.discard();
            return { kind: 'refused', code: 'io', reason: 'the spool is not open' };
          }
          const accept = {
            nodeId: deps.nodeId,
            clock,
            ids: deps.ids,
            journal,
            accounts,
            joins,
            isFull,
            wantsRaw: () => acceptedListeners.size > 0,
            accepted: (message: AcceptedMessage) => {
              for (const listener of acceptedListeners) safely(() => listener(message));
            },
          };
          return acceptBody(accept, body, facts, messageId);
        },
        abort() {
          if (ended) return;
          ended = true;
          void body.discard();
        },
      };
    },

    read: (location) => reader.read(location),
    scan: (visit) => reader.scan(visit),

    *unsettled() {
      for (const entry of accounts.entries()) {
        const { place, status, copies } = entry;
        const { id, receivedAt, sizeBytes } = place;
        yield { id, location: formatLocation(place), receivedAt, sizeBytes, status, copies };
      }
    },

    mark(id, location, status) {
      const place = placeOf(id, location);
      if (place && accounts.mark(place, status) === 'changed') {
        journal.addProgress(['m', formatLocation(place), status]);
      }
    },

    noteDelivery(id, location, key) {
      const place = placeOf(id, location);
      if (place && accounts.noteKey(place, key)) journal.addProgress(['d', formatLocation(place), key]);
    },

    deliveredKeys: (id) => [...(accounts.open.get(id)?.keys ?? [])],

    summary() {
      let bytes = 0;
      for (const segment of segments.values()) {
        bytes += segment.sizeBytes;
        for (const largeBytes of segment.large.values()) bytes += largeBytes;
      }
      return {
        accepted: Object.values(accounts.counts).reduce((sum, count) => sum + count, 0),
        joined: accounts.joined,
        byStatus: { ...accounts.counts },
        unsettled: accounts.open.size,
        segments: segments.size,
        bytes,
        freeBytes: space.freeBytes,
        totalBytes: space.totalBytes,
        ...state(),
        damaged,
        ...journal.timings(),
      };
    },

    flush: () => journal.flush(),
    removeOld,

    onAccepted(listener) {
      acceptedListeners.add(listener);
      return () => acceptedListeners.delete(listener);
    },

    onState(listener) {
      stateListeners.add(listener);
      return () => stateListeners.delete(listener);
    },

    close() {
      closing ??= (async () => {
        clearInterval(timer);
        space.stop();
        await removing?.catch(() => undefined); // was logged by who started it
        await journal.close();
      })();
      return closing;
    },
  };
}
