/**
 * What was sent to providers, word for word, so that a person can look at it. Compressed, one text an alert (the newest),
 * gone by itself when its time is over.
 */
import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import { type SentText, sentTextSchema } from '../../../src-shared/contract/alerts.ts';
import { keys } from './keys.ts';
import type { RedisCommands } from './redis-commands.ts';

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);
const maxTextChars = 20_000;
const maxUnpackedBytes = 1024 * 1024;

export interface SentTexts {
  keep(alertId: string, sent: SentText, forMs: number): Promise<void>;
  /** Null where there is none, or none that can be read. */
  get(alertId: string): Promise<SentText | null>;
}

export const createSentTexts = (redis: RedisCommands): SentTexts => ({
  async keep(alertId, sent, forMs) {
    const text = sent.text.slice(0, maxTextChars);
    const packed = await deflate(Buffer.from(JSON.stringify({ ...sent, text })));
    await redis.set(keys.sentText(alertId), packed, 'PX', Math.max(1, Math.round(forMs)));
  },
  async get(alertId) {
    const packed = await redis.getBuffer(keys.sentText(alertId));
    if (packed === null) return null;
    try {
      const json = await inflate(packed, { maxOutputLength: maxUnpackedBytes });
      return sentTextSchema.parse(JSON.parse(json.toString('utf8')));
    } catch {
      // Of another version, or damaged: as good as none.
      return null;
    }
  },
});
