import { expect, it } from 'vitest';
import { restoreHistory } from '../../../src-main/engine/ingest/restore.ts';
import { createQuietLogger } from '../../support/quiet-logger.ts';

/** A spool with settled messages, one that waits, and a Redis that keeps who is there and who is there in part. */
const setUp = () => {
  const messages = ['a', 'b', 'waits', 'c', 'd'];
  const there = new Map<string, 'whole' | 'in part'>();
  const described: string[] = [];
  const faults = new Map<string, Error>();
  const state = { hasRoom: true };
  const restore = (signal = new AbortController().signal) =>
    restoreHistory(
      {
        spool: {
          scan: async (visit: (message: never) => Promise<void>) => {
            for (const id of messages) {
              const status = id === 'waits' ? 'waiting' : 'delivered';
              await visit({ envelope: { id }, location: id, status, copies: 1 } as never);
            }
          },
          read: async () => ({ raw: Buffer.from('x') }),
        } as never,
        records: {
          statuses: async ([id = '']: string[]) => [there.has(id) ? 'delivered' : null],
          isBeingRestored: async (id: string) => there.get(id) === 'in part',
          admit: async ([one]: { envelope: { id: string } }[]) => {
            if (one && !there.has(one.envelope.id)) there.set(one.envelope.id, 'in part');
            return ['delivered'];
          },
          get: async (id: string) => ({ id }),
          noteRestored: async (id: string) => {
            there.set(id, 'whole');
          },
        } as never,
        pipeline: {
          describe: async ({ id }: { id: string }) => {
            const fault = faults.get(id);
            if (fault) throw fault;
            described.push(id);
          },
        } as never,
        hasRoom: () => state.hasRoom,
        logger: createQuietLogger(),
      },
      signal,
    );
  return { there, described, faults, state, restore };
};

it('makes settled messages records again, and those alone that are not there', async () => {
  const { there, described, restore } = setUp();
  there.set('b', 'whole');
  expect(await restore()).toBe(3);
  expect(described).toEqual(['a', 'c', 'd']);
  expect([...there.keys()].sort()).toEqual(['a', 'b', 'c', 'd']);
});

it('that broke off goes on with the message at which it did', async () => {
  const { there, described, faults, restore } = setUp();
  faults.set('c', new Error('Command timed out'));
  await expect(restore()).rejects.toThrow('Command timed out');
  expect(there.get('c')).toBe('in part');
  faults.clear();
  expect(await restore()).toBe(2);
  expect(described).toEqual(['a', 'b', 'c', 'd']);
  expect(await restore()).toBe(0);
});

it('goes on behind a message that cannot be read', async () => {
  const { described, faults, there, restore } = setUp();
  faults.set('b', new TypeError('poison'));
  expect(await restore()).toBe(4);
  expect(described).toEqual(['a', 'c', 'd']);
  expect(there.get('b')).toBe('whole');
});

it('waits for room, and ends when it is to stop meanwhile', async () => {
  const { described, state, restore } = setUp();
  state.hasRoom = false;
  const stopping = new AbortController();
  const restoring = restore(stopping.signal);
  stopping.abort();
  expect(await restoring).toBe(0);
  expect(described).toEqual([]);
});
