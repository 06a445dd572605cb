import type { Cluster, Redis } from 'ioredis';

/** A connection for the product's own commands; on one server or a Cluster alike. */
export type RedisCommands = Redis | Cluster;
