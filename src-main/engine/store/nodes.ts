/** The nodes on this Redis: each tells the others every few seconds that it lives, what it does and what its books say. */
import { z } from 'zod';
import { keys } from './keys.ts';
import type { RedisCommands } from './redis-commands.ts';

const nodeSchema = z.object({
  id: z.string(),
  host: z.string().catch(''),
  version: z.string().catch(''),
  roles: z.array(z.string()).catch([]),
  seenAt: z.number(),
  books: z
    .object({ accepted: z.number(), joined: z.number(), unfed: z.number(), uncertain: z.number() })
    .nullable()
    .catch(null),
});
export type NodeRecord = z.infer<typeof nodeSchema>;

export interface Nodes {
  beat(node: NodeRecord): Promise<void>;
  all(): Promise<NodeRecord[]>;
}

export const createNodes = (redis: RedisCommands): Nodes => ({
  async beat(node) {
    await redis.hset(keys.nodes, node.id, JSON.stringify(node));
  },
  async all() {
    return Object.values(await redis.hgetall(keys.nodes)).flatMap((text) => {
      const parsed = nodeSchema.safeParse(JSON.parse(text));
      return parsed.success ? [parsed.data] : [];
    });
  },
});
