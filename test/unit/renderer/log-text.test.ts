import { expect, it } from 'vitest';
import { entriesToText, fieldsText, fitsLog } from '../../../src-renderer/pages/logs/log-text.ts';

const entry = {
  cursor: 'a.1',
  at: Date.UTC(2026, 10, 22, 8),
  level: 'warn' as const,
  message: 'channel slow',
  fields: { channel: 'Ops hook', ms: 900 },
};
const all = ['debug', 'info', 'warn', 'error'] as const;

it('finds every word anywhere in a record, whatever its case', () => {
  expect(fitsLog(entry, { q: '', levels: all })).toBe(true);
  expect(fitsLog(entry, { q: 'SLOW ops', levels: all })).toBe(true);
  expect(fitsLog(entry, { q: 'slow matrix', levels: all })).toBe(false);
  expect(fitsLog(entry, { q: '', levels: ['error'] })).toBe(false);
});

it('writes records as on a terminal and as in the log file', () => {
  expect(fieldsText(entry.fields)).toBe('channel="Ops hook" ms=900');
  expect(JSON.parse(entriesToText([entry, entry]).split('\n')[1] ?? '')).toEqual({
    time: '2026-11-22T08:00:00.000Z',
    level: 'warn',
    message: 'channel slow',
    channel: 'Ops hook',
    ms: 900,
  });
});
