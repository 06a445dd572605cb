import { describe, expect, it } from 'vitest';
import {
  endOf,
  fromLocalInput,
  nextMidnight,
  toLocalInput,
} from '../../../../src-renderer/pages/mutes/mute-times.ts';

const at = (text: string): number => Date.parse(text);

describe('until midnight', () => {
  it.each([
    ['2026-11-22T18:00:00Z', 'UTC', '2026-11-23T00:00:00Z'],
    ['2026-11-22T23:59:59.999Z', 'UTC', '2026-11-23T00:00:00Z'],
    ['2026-11-22T00:00:00Z', 'UTC', '2026-11-23T00:00:00Z'],
    ['2026-11-22T21:00:00Z', 'Asia/Tehran', '2026-11-23T20:30:00Z'],
    // A day of 25 hours, and one of 23.
    ['2026-10-24T22:30:00Z', 'Europe/Berlin', '2026-10-25T23:00:00Z'],
    ['2026-03-28T23:30:00Z', 'Europe/Berlin', '2026-03-29T22:00:00Z'],
  ])('from %s in %s is %s', (now, zone, midnight) => {
    expect(new Date(nextMidnight(at(now), zone)).toISOString()).toBe(new Date(midnight).toISOString());
  });
});

it('ends after the hours named, or never', () => {
  expect(endOf('fourHours', 1_000, 'UTC')).toBe(4 * 3_600_000 + 1_000);
  expect(endOf('forever', 1_000, 'UTC')).toBeNull();
});

it('reads what it writes into a date field, to the minute', () => {
  const moment = at('2026-11-22T18:20:00Z');
  expect(fromLocalInput(toLocalInput(moment))).toBe(moment);
  expect(fromLocalInput('')).toBeNull();
});
