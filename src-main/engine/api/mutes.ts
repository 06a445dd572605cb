import { AppError } from '../errors.ts';
import type { Services } from '../services.ts';
import type { MuteRecord } from '../store/config-document.ts';
import type { MuteCounts } from '../store/mute-counts.ts';
import { user } from './access.ts';
import { applyPatch, found, removeFrom, requireRoom } from './config-changes.ts';

type Counts = Awaited<ReturnType<MuteCounts['all']>>;

/** Without Redis the mutes are still listed, uncounted. */
const countsOf = (services: Services): Promise<Counts> =>
  services.muteCounts.all().catch((): Counts => new Map());

const viewOf = (mute: MuteRecord, counts: Counts, now: number) => ({
  ...mute,
  expired: mute.until !== null && mute.until <= now,
  suppressed: counts.get(mute.id)?.suppressed ?? 0,
  lastAt: counts.get(mute.id)?.lastAt ?? null,
});

const requireFuture = (until: number | null | undefined, now: number): void => {
  if (until === null || until === undefined || until > now) return;
  throw new AppError('invalid_input', { field: 'until', message: 'until: must be in the future' });
};

export const mutes = {
  list: user.mutes.list.handler(async ({ context: { services } }) => {
    const counts = await countsOf(services);
    const now = services.ports.clock.now();
    return { items: services.config.current().mutes.map((mute) => viewOf(mute, counts, now)) };
  }),

  create: user.mutes.create.handler(async ({ context: { services, caller }, input }) => {
    const { clock, ids } = services.ports;
    const now = clock.now();
    requireFuture(input.until, now);
    const mute: MuteRecord = {
      id: ids.next(),
      ...input,
      createdBy: caller.username,
      createdAt: now,
      updatedAt: now,
    };
    await services.config.change(caller.username, (draft) => {
      requireRoom(draft, 'mutes');
      draft.mutes.push(mute);
    });
    return viewOf(mute, new Map(), now);
  }),

  update: user.mutes.update.handler(async ({ context: { services, caller }, input: { id, ...patch } }) => {
    const now = services.ports.clock.now();
    requireFuture(patch.until, now);
    const mute = await services.config.change(caller.username, (draft) => {
      const record = found(draft.mutes, id, 'mute');
      applyPatch(record, { ...patch, updatedAt: now });
      return record;
    });
    return viewOf(mute, await countsOf(services), now);
  }),

  expire: user.mutes.expire.handler(async ({ context: { services, caller }, input }) => {
    const now = services.ports.clock.now();
    const mute = await services.config.change(caller.username, (draft) => {
      const record = found(draft.mutes, input.id, 'mute');
      if (record.until === null || record.until > now) {
        applyPatch(record, { until: now, updatedAt: now });
      }
      return record;
    });
    return viewOf(mute, await countsOf(services), now);
  }),

  remove: user.mutes.remove.handler(async ({ context: { services, caller }, input }) => {
    await services.config.change(caller.username, (draft) => removeFrom(draft.mutes, input.id, 'mute'));
    await services.muteCounts.remove(input.id).catch(() => {
      // A count nobody asks for any more.
    });
    return { ok: true as const };
  }),
};
