/**
 * Removes segments that are older than the retention time, oldest first. Messages in them that are still waiting or
 * dead are copied to the newest segment first. The order makes a crash at any point safe:
 * copies synced -> their progress synced -> checkpoint (after it the segment does not count) -> file removed.
 */
import { join } from 'node:path';
import type { Clock, Logger } from '../../ports.ts';
import type { Accounts, OpenEntry } from './accounts.ts';
import { largeFileName } from './body.ts';
import { type Checkpoint, writeCheckpoint } from './checkpoint.ts';
import type { Journal } from './journal.ts';
import { formatLocation, type Place } from './location.ts';
import type { StoredParts } from './reader.ts';
import { recordFlags } from './record.ts';
import { countStatuses, type Segment, type StatusCounts } from './segment.ts';
import { removeIfThere, type SpoolFs } from './spool-fs.ts';
import { encodeMeta } from './stored-message.ts';

const COPY_AT_ONCE = 32;

export interface RetentionDeps {
  files: SpoolFs;
  dir: string;
  largeDir: string;
  clock: Clock;
  /** While the wall clock cannot be relied on nothing is old. */
  isClockSettled: () => boolean;
  logger: Logger;
  segments: Map<number, Segment>;
  accounts: Accounts;
  journal: Journal;
  /** Cumulative; updated here. */
  checkpoint: Checkpoint;
  readRecord: (place: Place) => Promise<StoredParts | null>;
  onStep: (name: string) => void | Promise<void>;
}

/** Rejects when the disk refuses; called again it goes on where it stopped. */
export function createRetention(deps: RetentionDeps, retentionMs: number): () => Promise<void> {
  const { files, segments, accounts, journal, checkpoint } = deps;
  let unremoved: Segment[] = [];

  return async function removeOld() {
    await journal.rollIfDue();
    for (;;) {
      await removeRetired();
      if (!deps.isClockSettled()) return;
      const oldest = segments.values().next().value;
      if (!oldest || oldest.seq === journal.activeSeq) return;
      if (oldest.lastAt !== null && deps.clock.now() - oldest.lastAt < retentionMs) return;
      await retire(oldest);
    }
  };

  async function retire(segment: Segment): Promise<void> {
    do {
      for (let open = openIn(segment); open.length > 0; open = openIn(segment)) {
        await copyForward(open.slice(0, COPY_AT_ONCE));
      }
      await deps.onStep('retire:copied');
      await journal.flush();
    } while (openIn(segment).length > 0);
    await deps.onStep('retire:flushed');

    // From here to the removal from the map nothing may be awaited: a mark in between would be counted twice.
    addCounts(checkpoint.removed, countStatuses(segment));
    for (const copies of segment.copies.values()) checkpoint.joined += copies - 1;
    checkpoint.removedThrough = segment.seq;
    segments.delete(segment.seq);
    accounts.forgetSegment(segment);
    unremoved.push(segment);
  }

  /** Also those that an earlier call left because the disk refused. */
  async function removeRetired(): Promise<void> {
    if (unremoved.length === 0) return;
    await writeCheckpoint(files, deps.dir, checkpoint, deps.onStep);
    await deps.onStep('retire:checkpointed');
    for (const segment of unremoved) {
      await removeIfThere(files, join(deps.dir, segment.name));
      await deps.onStep('retire:removed');
      for (const id of segment.large.keys()) {
        await removeIfThere(files, join(deps.largeDir, largeFileName(id)));
      }
    }
    unremoved = [];
  }

  function openIn(segment: Segment): OpenEntry[] {
    return [...accounts.open.values()].filter((entry) => entry.place.segment === segment.seq);
  }

  /** Read at once, appended in order. */
  async function copyForward(entries: OpenEntry[]): Promise<void> {
    const records = await Promise.all(entries.map((entry) => deps.readRecord(entry.place)));
    await Promise.all(entries.map((entry, index) => copyOne(entry, records[index] ?? null)));
  }

  async function copyOne(entry: OpenEntry, record: StoredParts | null): Promise<void> {
    const from = entry.place;
    if (!record) {
      deps.logger.error({ id: from.id }, 'An old open message cannot be read any more; it counts as dead');
      accounts.lose(entry);
      return;
    }
    const appended = await journal.appendMessage({
      flags: record.flags | recordFlags.moved,
      meta: encodeMeta({ envelope: record.message.envelope, from: formatLocation(from) }),
      body: [record.body],
    });
    if (!appended.ok) throw new Error(`an old message could not be copied: ${appended.reason}`);
    const to: Place = {
      ...from,
      segment: appended.segment.seq,
      offset: appended.offset,
      ordinal: appended.ordinal,
    };
    accounts.relocate(from, to);
    for (const op of accounts.progressOf(to)) journal.addProgress(op);
  }
}

function addCounts(sum: StatusCounts, counts: StatusCounts): void {
  for (const status of Object.keys(counts) as (keyof StatusCounts)[]) sum[status] += counts[status];
}
