/** Where a Redis that somebody else runs is reached: never a target of what the product sends, see `OwnPort`. */
import { lookup } from 'node:dns/promises';
import { parseRedisUrl, type RedisAddress, type RedisTarget } from './redis-url.ts';

const lookupBoundMs = 2_000;

const addressesOf = (target: RedisTarget): RedisAddress[] => {
  switch (target.kind) {
    case 'server':
      return [target.address];
    case 'sentinel':
      return target.sentinels;
    case 'cluster':
      return target.nodes;
    case 'socket':
      return [];
    default:
      return target satisfies never;
  }
};

/** Each door by its name, and by the addresses that the name has now; a name that is not found in time has none. */
export const doorsOfRedis = async (url: string): Promise<RedisAddress[]> => {
  const named = addressesOf(parseRedisUrl(url));
  const bound = new Promise<[]>((done) => setTimeout(done, lookupBoundMs, []).unref());
  const resolved = named.map(async ({ host, port }) => {
    const found = await Promise.race([lookup(host, { all: true }).catch(() => []), bound]);
    return found.map(({ address }) => ({ host: address, port }));
  });
  return [...named, ...(await Promise.all(resolved)).flat()];
};
