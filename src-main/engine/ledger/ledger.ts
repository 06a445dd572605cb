/**
 * The account of promise 3: accepted = delivered + suppressed + waiting + dead + unrouted.
 *
 * Two books are kept apart on purpose. The spool counts what was accepted, on disk, before Redis hears of it. Redis
 * counts where each alert stands, in step with its record. The balance compares them, and the counters are compared
 * with the index of records; a difference that lasts is an alarm, never smoothed over.
 */
import type { Ledger } from '../../../src-shared/contract/operations.ts';
import { type AlertStatus, alertStatuses } from '../../../src-shared/vocabulary.ts';
import { AppError } from '../errors.ts';
import type { Feed } from '../ingest/feed.ts';
import type { Spool } from '../ingest/spool.ts';
import type { Clock } from '../ports.ts';
import { keys } from '../store/keys.ts';
import type { RedisCommands } from '../store/redis-commands.ts';

export type StatusCounts = Record<AlertStatus, number>;

/** One node's side of the account, as it tells the others with its heartbeat. */
export interface NodeBooks {
  accepted: number;
  joined: number;
  /** Accepted, and not known to be in Redis. */
  unfed: number;
  /** How many of the unfed may be in Redis already. */
  uncertain: number;
}

const noCounts = (): StatusCounts => ({ waiting: 0, delivered: 0, suppressed: 0, dead: 0, unrouted: 0 });

const countsFrom = (fields: Record<string, string>): StatusCounts => {
  const counts = noCounts();
  for (const status of alertStatuses) counts[status] = Number(fields[status] ?? 0);
  return counts;
};

const sumOf = (counts: StatusCounts): number =>
  alertStatuses.reduce((sum, status) => sum + counts[status], 0);

/**
 * The account over the given nodes. What the spools accepted and Redis does not know yet is waiting; it must be what the
 * feeds say they still hold, give or take the batches on their way.
 */
export const balance = (nodes: readonly { books: NodeBooks; counts: StatusCounts }[], at: number): Ledger => {
  const totals = noCounts();
  let accepted = 0;
  let joined = 0;
  let difference = 0;
  for (const { books, counts } of nodes) {
    const notInRedis = books.accepted - sumOf(counts);
    const off = notInRedis - books.unfed;
    if (off > 0 || off < -books.uncertain) difference += off;
    for (const status of alertStatuses) totals[status] += counts[status];
    totals.waiting += Math.max(0, notInRedis - Math.max(0, off));
    accepted += books.accepted;
    joined += books.joined;
  }
  return { accepted, ...totals, balanced: difference === 0, difference, joined, at };
};

export interface LedgerKeeper {
  /** This node's books now. */
  books(): NodeBooks;
  /** The account over all nodes; from this node's spool alone where Redis does not answer. */
  read(): Promise<Ledger>;
  /** Compares Redis's counters with its records. Answers the statuses that differ, in words. */
  recount(): Promise<string[]>;
  /**
   * Gives an emptied Redis the counts of what this node settled before, once. `settle` writes into the spool what Redis
   * has settled since; the seed is taken at a moment when nothing is left of that, or it would count alerts twice.
   */
  seed(settle: () => Promise<unknown>): Promise<void>;
}

/**
 * What a node settled before Redis lost it counts as history that is no longer kept. KEYS: ledger, trimmed, the list of
 * what the spool must still note. Answers 1 when done, 0 when it was done before, -1 while the list is not empty.
 */
const seedScript = `
if redis.call('HEXISTS', KEYS[1], 'seeded') == 1 then return 0 end
if redis.call('LLEN', KEYS[3]) > 0 then return -1 end
redis.call('HSET', KEYS[1], 'seeded', '1')
for i = 1, #ARGV, 2 do
  local missing = ARGV[i + 1] - (redis.call('HGET', KEYS[1], ARGV[i]) or 0)
  if missing > 0 then
    redis.call('HINCRBY', KEYS[1], ARGV[i], missing)
    redis.call('HINCRBY', KEYS[2], ARGV[i], missing)
  end
end
return 1
`;
const maxSeedTries = 50;

/** Reads are repeated this often where alerts moved between two looks. */
const maxLooks = 5;

export const createLedgerKeeper = (deps: {
  nodeId: string;
  spool: Spool | null;
  feed: Feed | null;
  redis: RedisCommands;
  /** Books of the other nodes, from their heartbeats. */
  otherBooks: () => Promise<Map<string, NodeBooks>>;
  clock: Clock;
}): LedgerKeeper => {
  const { nodeId, spool, feed, redis, otherBooks, clock } = deps;

  const books = (): NodeBooks => {
    const summary = spool?.summary();
    return {
      accepted: summary?.accepted ?? 0,
      joined: summary?.joined ?? 0,
      unfed: feed?.unfed() ?? 0,
      uncertain: feed?.uncertain() ?? 0,
    };
  };

  const look = async (): Promise<Ledger> => {
    const nodes: { books: NodeBooks; counts: StatusCounts }[] = [];
    for (const [id, theirs] of await otherBooks()) {
      nodes.push({ books: theirs, counts: countsFrom(await redis.hgetall(keys.ledger(id))) });
    }
    if (spool !== null) {
      const before = books();
      const counts = countsFrom(await redis.hgetall(keys.ledger(nodeId)));
      const after = books();
      // What was accepted or handed over while Redis answered may be on either side.
      const uncertain =
        Math.max(before.uncertain, after.uncertain) +
        Math.abs(before.unfed - after.unfed) +
        (after.accepted - before.accepted);
      nodes.push({ books: { ...after, uncertain }, counts });
    }
    return balance(nodes, clock.now());
  };

  const fromSpool = (): Ledger => {
    const summary = spool?.summary();
    const counts = summary?.byStatus ?? noCounts();
    const difference = (summary?.accepted ?? 0) - sumOf(counts);
    return {
      accepted: summary?.accepted ?? 0,
      ...counts,
      balanced: difference === 0,
      difference,
      joined: summary?.joined ?? 0,
      at: clock.now(),
    };
  };

  return {
    books,

    async read() {
      try {
        let ledger = await look();
        for (let looks = 1; !ledger.balanced && looks < maxLooks; looks++) ledger = await look();
        return ledger;
      } catch {
        return fromSpool();
      }
    },

    async recount() {
      const nodeIds = [nodeId, ...(await otherBooks()).keys()];
      const pipeline = redis.multi();
      for (const id of nodeIds) pipeline.hgetall(keys.ledger(id));
      pipeline.hgetall(keys.ledgerTrimmed);
      for (const status of alertStatuses) pipeline.zcard(keys.alertsBy('status', status));
      const replies = ((await pipeline.exec()) ?? []).map(([error, value]) => {
        if (error) throw error;
        return value;
      });
      const counted = noCounts();
      for (const fields of replies.slice(0, nodeIds.length)) {
        const counts = countsFrom(fields as Record<string, string>);
        for (const status of alertStatuses) counted[status] += counts[status];
      }
      const trimmed = countsFrom(replies[nodeIds.length] as Record<string, string>);
      return alertStatuses.flatMap((status, i) => {
        const kept = Number(replies[nodeIds.length + 1 + i]) + trimmed[status];
        return kept === counted[status] ? [] : [`${status}: counted ${counted[status]}, records say ${kept}`];
      });
    },

    async seed(settle) {
      if (spool === null) return;
      for (let tries = 0; tries < maxSeedTries; tries++) {
        await settle();
        const { byStatus } = spool.summary();
        const done = await redis.eval(
          seedScript,
          3,
          keys.ledger(nodeId),
          keys.ledgerTrimmed,
          keys.settled(nodeId),
          ...(['delivered', 'suppressed', 'unrouted'] as const).flatMap((status) => [
            status,
            String(byStatus[status]),
          ]),
        );
        if (done !== -1) return;
      }
      throw new AppError('store_unavailable', {
        message: 'The ledger could not be rebuilt: Redis never came to rest.',
      });
    },
  };
};
