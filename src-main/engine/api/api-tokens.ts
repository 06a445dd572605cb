import type { ApiTokenView } from '../../../src-shared/contract/api-tokens.ts';
import { AppError } from '../errors.ts';
import type { Services } from '../services.ts';
import type { ApiTokenRecord } from '../store/config-document.ts';
import { keys } from '../store/keys.ts';
import { admin } from './access.ts';
import { removeFrom, requireRoom } from './config-changes.ts';
import { apiTokenHash, newApiToken } from './sessions.ts';

const dayMs = 86_400_000;
const hintLength = 9;

/** Without Redis the tokens are listed all the same, as if not used. */
const usesOf = ({ redis }: Services): Promise<Record<string, string>> =>
  redis.hgetall(keys.tokenUses).catch(() => ({}));

const viewOf = ({ tokenHash: _, ...seen }: ApiTokenRecord, uses: Record<string, string>): ApiTokenView => ({
  ...seen,
  lastUsedAt: uses[seen.id] === undefined ? null : Number(uses[seen.id]),
});

export const apiTokens = {
  list: admin.apiTokens.list.handler(async ({ context: { services } }) => {
    const uses = await usesOf(services);
    return { items: services.config.current().apiTokens.map((record) => viewOf(record, uses)) };
  }),

  create: admin.apiTokens.create.handler(async ({ context: { services, caller }, input }) => {
    const { clock, ids } = services.ports;
    const token = newApiToken();
    const now = clock.now();
    const record: ApiTokenRecord = {
      id: ids.next(),
      name: input.name,
      role: input.role,
      tokenHash: apiTokenHash(token),
      hint: token.slice(0, hintLength),
      createdBy: caller.username,
      createdAt: now,
      expiresAt: input.expiresInDays === null ? null : now + input.expiresInDays * dayMs,
    };
    await services.config.change(caller.username, (draft) => {
      requireRoom(draft, 'apiTokens');
      if (draft.apiTokens.some(({ name }) => name.toLowerCase() === input.name.toLowerCase())) {
        throw new AppError('conflict', {
          field: 'name',
          message: `name: there is a token ${input.name} already`,
        });
      }
      draft.apiTokens.push(record);
    });
    return { ...viewOf(record, {}), token };
  }),

  revoke: admin.apiTokens.revoke.handler(async ({ context: { services, caller }, input }) => {
    await services.config.change(caller.username, (draft) =>
      removeFrom(draft.apiTokens, input.id, 'API token'),
    );
    await services.redis.hdel(keys.tokenUses, input.id).catch(() => {
      // A line about a token that is gone; nothing shows it.
    });
    return { ok: true as const };
  }),
};
