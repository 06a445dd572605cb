/** How many alerts each mute has kept back, and when last. */
import { keys } from './keys.ts';
import type { RedisCommands } from './redis-commands.ts';

export interface MuteCounts {
  count(muteId: string, at: number): Promise<void>;
  all(): Promise<Map<string, { suppressed: number; lastAt: number | null }>>;
  remove(muteId: string): Promise<void>;
}

export const createMuteCounts = (redis: RedisCommands): MuteCounts => ({
  async count(muteId, at) {
    await redis.multi().hincrby(keys.muteCounts, muteId, 1).hset(keys.muteCounts, `${muteId}.at`, at).exec();
  },
  async all() {
    const fields = await redis.hgetall(keys.muteCounts);
    const ids = Object.keys(fields).filter((field) => !field.endsWith('.at'));
    return new Map(
      ids.map((id) => [
        id,
        {
          suppressed: Number(fields[id]),
          lastAt: fields[`${id}.at`] === undefined ? null : Number(fields[`${id}.at`]),
        },
      ]),
    );
  },
  async remove(muteId) {
    await redis.hdel(keys.muteCounts, muteId, `${muteId}.at`);
  },
});
