import { expect, it } from 'vitest';
import {
  countAddresses,
  countTaken,
  createTaker,
  findShadows,
} from '../../../../src-renderer/pages/rules/rule-insight.ts';
import type { AlertItem } from '../../../../src-shared/contract/alerts.ts';

const rule = (id: string, field: 'from' | 'to', glob: string, enabled = true) => ({
  id,
  enabled,
  match: { field, glob },
});
const alert = (from: string, to: string[], more: Partial<AlertItem> = {}) =>
  ({ from, to, status: 'delivered', suppressedBy: null, ...more }) as AlertItem;

it('gives an alert to the first enabled rule that matches its sender or any recipient', () => {
  const takerOf = createTaker([
    rule('off', 'from', '*', false),
    rule('db', 'from', '*@db*'),
    rule('noc', 'to', 'noc@*'),
  ]);
  expect(takerOf(alert('root@db1', ['noc@x']))?.id).toBe('db');
  expect(takerOf(alert('root@web1', ['a@x', 'NOC@x']))?.id).toBe('noc');
  expect(takerOf(alert('root@web1', ['a@x']))).toBeNull();
});

it('gives mail without a sender only to *', () => {
  expect(createTaker([rule('any', 'from', '*')])(alert('', []))?.id).toBe('any');
  expect(createTaker([rule('some', 'from', '*@*')])(alert('', []))).toBeNull();
});

it('counts what each rule takes and leaves muted mail out', () => {
  const { byRule, untaken } = countTaken(
    [rule('db', 'from', '*@db*')],
    [
      alert('a@db1', []),
      alert('b@db2', []),
      alert('c@web', []),
      alert('d@web', [], { status: 'suppressed', suppressedBy: 'muted' }),
    ],
  );
  expect([...byRule]).toEqual([['db', 2]]);
  expect(untaken.map(({ from }) => from)).toEqual(['c@web']);
});

it('finds rules that can never match, and who is in their way', () => {
  const shadows = findShadows([
    rule('off', 'from', '*', false),
    rule('wide', 'from', '*@db*'),
    rule('narrow', 'from', '*@db01.example'),
    rule('other field', 'to', '*@db01.example'),
    rule('narrow but off', 'from', 'a@db', false),
    rule('all', 'to', '*'),
    rule('late', 'from', 'someone@web'),
  ]);
  expect([...shadows].map(([id, { id: by }]) => [id, by])).toEqual([
    ['narrow', 'wide'],
    ['late', 'all'],
  ]);
});

it('counts each address once an alert, most frequent first', () => {
  expect(countAddresses([alert('x', ['a', 'b', 'a']), alert('y', ['b'])], 'to')).toEqual([
    { address: 'b', count: 2 },
    { address: 'a', count: 1 },
  ]);
});
