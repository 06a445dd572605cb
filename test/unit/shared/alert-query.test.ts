import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesQuery, parseQuery } from '../../../src-shared/alert-query.ts';
import type { AlertItem } from '../../../src-shared/contract/alerts.ts';

const item: AlertItem = {
  id: '01a2',
  receivedAt: 1,
  from: 'zabbix@DB-servers.local',
  to: ['noc@example.net', 'dba@example.net'],
  subject: 'Problem: replication lag is high',
  source: 'zabbix',
  kind: 'problem',
  state: 'firing',
  severity: 'critical',
  category: 'database',
  host: 'db01:9100',
  resource: '/var',
  summary: 'تأخیر تکرار پایگاه داده',
  fingerprint: null,
  incidentId: null,
  status: 'delivered',
  suppressedBy: null,
  analysedBy: 'deterministic',
  acknowledged: null,
  resolved: null,
  copies: 1,
};

const fits = (query: string): boolean => {
  const parsed = parseQuery(query);
  if (parsed.kind === 'refused') throw new Error(parsed.message);
  return matchesQuery(item, parsed.terms);
};

describe('the reason of suppression', () => {
  const finds = (query: string, change: Partial<AlertItem>): boolean => {
    const parsed = parseQuery(query);
    return parsed.kind === 'query' && matchesQuery({ ...item, ...change }, parsed.terms);
  };

  it('is found as a whole word, only while the alert is suppressed', () => {
    const muted = { status: 'suppressed', suppressedBy: 'muted' } as const;
    expect(finds('reason:muted', muted)).toBe(true);
    expect(finds('reason:mute', muted)).toBe(false);
    expect(finds('reason:duplicate', muted)).toBe(false);
    expect(finds('-reason:duplicate', muted)).toBe(true);
    expect(finds('reason:muted', { ...muted, status: 'delivered' })).toBe(false);
    expect(finds('-reason:muted', { suppressedBy: null })).toBe(true);
  });
});

describe('the search language', () => {
  it.each([
    ['', true],
    ['replication', true],
    ['REPLICATION lag', true],
    ['"replication lag"', true],
    ['"lag replication"', false],
    ['severity:critical', true],
    ['severity:crit', false],
    ['-severity:critical', false],
    ['-severity:low state:firing', true],
    ['from:*@db-servers.local', true],
    ['from:*@db', false],
    ['from:db-servers', true],
    ['to:dba@', true],
    ['host:db01', true],
    ['db01:9100', true],
    ['subject:"lag is high"', true],
    ['rep*lag', true],
    ['lag*rep', false],
    ['پایگاه', true],
    ['severity:critical from:*@db* state:firing "replication"', true],
  ] as const)('%s: %s', (query, expected) => {
    expect(fits(query)).toBe(expected);
  });

  it('names the fields there are where a quoted field is unknown', () => {
    expect(parseQuery('colour:"red"')).toEqual({
      kind: 'refused',
      message: expect.stringContaining('severity, state'),
    });
  });

  it('refuses more terms than it compares', () => {
    expect(parseQuery('a '.repeat(21)).kind).toBe('refused');
  });

  it('never throws, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        const parsed = parseQuery(text);
        if (parsed.kind === 'query') matchesQuery(item, parsed.terms);
      }),
    );
  });
});
