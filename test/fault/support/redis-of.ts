/** The Redis that the product runs, spoken to behind its back. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { until } from '../../support/until.ts';
import type { Product } from './product.ts';

const endpointOf = (product: Product) => {
  const { endpoint } = JSON.parse(readFileSync(join(product.dataDir, 'redis', 'managed.json'), 'utf8'));
  return endpoint.kind === 'unix'
    ? { path: endpoint.path as string, password: endpoint.password as string }
    : { host: endpoint.host as string, port: endpoint.port as number, password: endpoint.password as string };
};

/** It may just be starting, or loading what it has. */
const connected = (product: Product): Promise<Redis> =>
  until(
    async () => {
      const redis = new Redis({
        ...endpointOf(product),
        lazyConnect: true,
        maxRetriesPerRequest: 0,
        retryStrategy: () => null,
      });
      redis.on('error', () => {});
      const answers = await redis.connect().then(
        () => redis.ping(),
        () => null,
      );
      if (answers === 'PONG') return redis;
      redis.disconnect();
      return null;
    },
    'Redis answers',
    60_000,
  );

/** Runs commands on a connection of its own. */
export const onRedis = async <T>(product: Product, use: (redis: Redis) => Promise<T>): Promise<T> => {
  const redis = await connected(product);
  try {
    return await use(redis);
  } finally {
    redis.disconnect();
  }
};
