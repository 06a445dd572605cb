import { expect, it } from 'vitest';
import { createStuckQueues } from '../../src-main/engine/stuck-queues.ts';

const setUp = () => {
  let now = 0;
  const stuck = createStuckQueues({ monotonic: () => now });
  return {
    at: (second: number, ...queues: [name: string, waiting: number, lastMovedAt: number | null][]) => {
      now = second * 1000;
      return stuck
        .look(queues.map(([name, waiting, lastMovedAt]) => ({ name, waiting, lastMovedAt })))
        .map(({ name, waiting, forMs }) => `${name}: ${waiting} for ${forMs / 1000} s`);
    },
  };
};

it('names a queue in which jobs wait and none moved, beside one that works, and where none ever moved', () => {
  const { at } = setUp();
  expect(at(0, ['dead', 3, null], ['busy', 9, 1])).toEqual([]);
  expect(at(60, ['dead', 4, null], ['busy', 9, 60])).toEqual([]);
  expect(at(61, ['dead', 5, null], ['busy', 9, 61])).toEqual(['dead: 5 for 61 s']);
});

it('says nothing of work that has just come after a long rest', () => {
  const { at } = setUp();
  expect(at(0, ['q', 1, 5])).toEqual([]);
  expect(at(50, ['q', 0, 5])).toEqual([]);
  expect(at(3600, ['q', 1, 5])).toEqual([]);
  expect(at(3661, ['q', 1, 5])).toEqual(['q: 1 for 61 s']);
  expect(at(3662, ['q', 1, 7])).toEqual([]);
});

it('forgets a queue that was not looked at meanwhile', () => {
  const { at } = setUp();
  at(0, ['q', 1, null]);
  at(30);
  expect(at(80, ['q', 1, null])).toEqual([]);
});
