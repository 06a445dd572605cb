/** How full Redis is, looked at every second: feeding stops before a full Redis can refuse its own drain (D7, F5). */
import type { RedisCommands } from './redis-commands.ts';

/**
 * Of maxmemory: alerts become thin above the first, history is trimmed above the second, feeding stops above the third and
 * goes on below the fourth.
 */
const marks = { thinAbove: 0.5, trimAbove: 0.6, stopAbove: 0.7, resumeBelow: 0.65 };
/** Raw bytes are parked up to this share of maxmemory at a time, so that what feeding may still add always fits. */
const parkShare = 1 / 32;

export interface RedisMemory {
  look(): Promise<void>;
  usedBytes(): number | null;
  maxBytes(): number | null;
  /** The policy by which a full Redis drops what it holds; null where it refuses writes instead, as it must. */
  evictionPolicy(): string | null;
  isFull(): boolean;
  isShort(): boolean;
  isTight(): boolean;
  /** Most raw bytes that may be added at a time. */
  roomBytes(): number;
}

export const createRedisMemory = (redis: RedisCommands): RedisMemory => {
  let used: number | null = null;
  let max: number | null = null;
  let policy: string | null = null;
  let full = false;

  const share = (): number => (used === null || max === null || max === 0 ? 0 : used / max);

  return {
    async look() {
      const info = await redis.info('memory');
      used = field(info, 'used_memory');
      max = field(info, 'maxmemory');
      policy = /^maxmemory_policy:([a-z-]{1,40})/m.exec(info)?.[1] ?? null;
      full = share() > (full ? marks.resumeBelow : marks.stopAbove);
    },
    usedBytes: () => used,
    maxBytes: () => (max === 0 ? null : max),
    evictionPolicy: () => (max === 0 || policy === 'noeviction' ? null : policy),
    isFull: () => full,
    isShort: () => share() > marks.trimAbove,
    isTight: () => share() > marks.thinAbove,
    roomBytes: () => (max === null || max === 0 ? Number.POSITIVE_INFINITY : Math.floor(max * parkShare)),
  };
};

const field = (info: string, name: string): number =>
  Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);
