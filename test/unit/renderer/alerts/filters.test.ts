import { describe, expect, it } from 'vitest';
import {
  noFilter,
  readFilter,
  reasonIn,
  toApiFilter,
  withReason,
  writeFilter,
} from '../../../../src-renderer/pages/alerts/filters.ts';
import { senderGlob } from '../../../../src-renderer/pages/alerts/sender-glob.ts';
import { globSchema } from '../../../../src-shared/contract/rules.ts';

const read = (text: string) => readFilter(new URLSearchParams(text));
const hour = 3_600_000;

describe('the filter in the address', () => {
  it('is read as it was written', () => {
    const filter = { ...noFilter, q: 'from:*@db* "a & b"', severity: 'high', state: 'firing' } as const;
    expect(readFilter(writeFilter(filter))).toEqual(filter);
    expect(writeFilter(noFilter).toString()).toBe('');
  });

  it('does without what it does not know', () => {
    expect(read('severity=urgent&state=&status=lost&range=2y&since=yesterday')).toEqual(noFilter);
  });

  it('takes moments as numbers and as ISO 8601, which count before a range', () => {
    const at = Date.parse('2026-11-22T08:00:00Z');
    expect(read(`since=${at}&range=1h`)).toMatchObject({ since: at, range: null });
    expect(read('until=2026-11-22T08:00:00Z').until).toBe(at);
  });

  it('asks the server the same question for a while, and never for less than the range', () => {
    const filter = { ...noFilter, range: '24h' } as const;
    const noon = Date.UTC(2026, 10, 22, 12);
    expect(toApiFilter(filter, noon)).toEqual(toApiFilter(filter, noon + hour));
    expect(toApiFilter(filter, noon + hour).since).toBeLessThanOrEqual(noon + hour - 24 * hour);
    expect(toApiFilter(noFilter, noon)).toEqual({});
  });
});

describe('the reason in a query', () => {
  it('is read and changed without touching the rest', () => {
    expect(reasonIn('host:db01 Reason:Muted "disk full"')).toBe('muted');
    expect(reasonIn('reason:nobody-knows')).toBe(null);
    expect(withReason('host:db01 reason:muted "disk full"', 'folded')).toBe(
      'host:db01 "disk full" reason:folded',
    );
    expect(withReason('reason:muted', null)).toBe('');
    expect(withReason('', 'duplicate')).toBe('reason:duplicate');
  });
});

describe('a sender as a glob', () => {
  it.each([
    ['zabbix@mon.example', 'zabbix@mon.example'],
    ['root@[192.0.2.1]', 'root@?192.0.2.1?'],
    ['!odd(one)*@x', '?odd?one??@x'],
  ])('%s is %s, which the contract takes', (address, glob) => {
    expect(senderGlob(address)).toBe(glob);
    expect(globSchema.safeParse(glob).success).toBe(true);
  });
});
