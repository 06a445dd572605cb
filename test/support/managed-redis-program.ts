/**
 * A program with a managed Redis on the data directory given, for tests that kill it. Prints one JSON line when Redis
 * is ready, and ends in order on SIGTERM.
 */
import { systemClock } from '../../src-main/platform/clock.ts';
import { createLog } from '../../src-main/platform/logger.ts';
import { createManagedRedis } from '../../src-main/platform/managed-redis.ts';
import { findRedisServer } from '../../src-main/platform/redis-binary.ts';

const [dataDir = '', orphanGraceMs = '10000'] = process.argv.slice(2);
const redis = createManagedRedis({
  dataDir,
  binary: await findRedisServer(),
  clock: systemClock,
  logger: createLog({ clock: systemClock }).logger,
  times: { orphanGraceMs: Number(orphanGraceMs) },
});
const endpoint = await redis.start();
process.on('SIGTERM', () => void redis.stop());
process.stdout.write(`${JSON.stringify({ endpoint, state: redis.state() })}\n`);
