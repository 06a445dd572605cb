import type { Delivery } from '../../../src-shared/contract/alerts.ts';
import { maxDeadLetterIds } from '../../../src-shared/contract/operations.ts';
import { AppError } from '../errors.ts';
import type { Services } from '../services.ts';
import { user } from './access.ts';

interface Bulk {
  ids?: string[] | undefined;
  channelId?: string | undefined;
  all?: true | undefined;
}

/** Does it to each; one that fails does not keep the others back. */
const toMany = async (
  services: Services,
  input: Bulk,
  act: (id: string) => Promise<Delivery>,
): Promise<{ done: number; failed: { id: string; reason: string }[] }> => {
  const ids =
    input.ids === undefined ? await services.deadLetters.ids(input.channelId) : [...new Set(input.ids)];
  const failed: { id: string; reason: string }[] = [];
  for (const id of ids) {
    try {
      await act(id);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      failed.push({ id, reason: error.message });
    }
  }
  return { done: ids.length - failed.length, failed };
};

export const deadLetters = {
  list: user.deadLetters.list.handler(({ context, input }) => context.services.deadLetters.list(input)),
  ids: user.deadLetters.ids.handler(async ({ context, input }) => ({
    ids: (await context.services.deadLetters.ids(input.channelId)).slice(0, maxDeadLetterIds),
  })),
  get: user.deadLetters.get.handler(({ context, input }) => context.services.deadLetters.get(input.id)),
  retry: user.deadLetters.retry.handler(({ context, input }) => context.services.deadLetters.retry(input.id)),
  discard: user.deadLetters.discard.handler(({ context, input }) =>
    context.services.deadLetters.discard(input.id),
  ),
  bulkRetry: user.deadLetters.bulkRetry.handler(({ context: { services }, input }) =>
    toMany(services, input, services.deadLetters.retry),
  ),
  bulkDiscard: user.deadLetters.bulkDiscard.handler(({ context: { services }, input }) =>
    toMany(services, input, services.deadLetters.discard),
  ),
  bulkRestore: user.deadLetters.bulkRestore.handler(({ context: { services }, input }) =>
    toMany(services, input, services.deadLetters.restore),
  ),
};
