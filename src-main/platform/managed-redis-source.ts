/** The engine's Redis as a child of this program. */
import type { RedisSource } from '../engine/redis-source.ts';
import { createManagedRedis, type ManagedRedisOptions } from './managed-redis.ts';

export const managedRedis = (options: ManagedRedisOptions): RedisSource => {
  const managed = createManagedRedis(options);
  return {
    isManaged: true,
    start: async () => ({ endpoint: await managed.start() }),
    state() {
      const { kind, reason, since } = managed.state();
      return { kind, reason: reason ?? '', since };
    },
    stop: () => managed.stop(),
  };
};
