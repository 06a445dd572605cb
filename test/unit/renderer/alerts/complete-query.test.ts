import { describe, expect, it } from 'vitest';
import { complete, doubtOf } from '../../../../src-renderer/pages/alerts/complete-query.ts';

const sources = {
  seen: { host: ['db01', 'web server 7'], from: ['zabbix@mon.example', 'cron@db01.example'] },
  history: ['severity:critical state:firing', 'replication'],
};
/** The caret stands where | is. */
const at = (typed: string) => {
  const caret = typed.indexOf('|');
  return complete(typed.replace('|', ''), caret, sources);
};
const labels = (typed: string) => at(typed).map(({ label }) => label);

describe('completing a query', () => {
  it('offers earlier queries and the fields before anything is typed', () => {
    expect(labels('|').slice(0, 3)).toEqual(['severity:critical state:firing', 'replication', 'severity']);
  });

  it('offers the fields that begin as the word does', () => {
    expect(labels('s|')).toEqual([
      'severity:critical state:firing',
      'severity',
      'state',
      'status',
      'subject',
      'source',
      'summary',
    ]);
  });

  it('puts a field in the place of the word and leaves the rest', () => {
    const [first] = at('disk sev| host:db01');
    expect(first).toMatchObject({ label: 'severity', text: 'disk severity:host:db01' });
    expect(first?.caret).toBe('disk severity:'.length);
  });

  it('offers the values of a field, and those seen in the list', () => {
    expect(labels('severity:|')).toEqual(['critical', 'high', 'medium', 'low', 'info']);
    expect(labels('-status:de|')).toEqual(['delivered', 'dead']);
    expect(labels('from:db|')).toEqual(['cron@db01.example']);
  });

  it('quotes values with spaces and keeps the minus', () => {
    expect(at('-host:web|')[0]).toMatchObject({ text: '-host:"web server 7" ', caret: 21 });
  });
});

describe('doubts about a query', () => {
  it.each([
    'severity:critical from:*@db* -host:web01 "replication lag"',
    'db01:9100 http://grafana.example/x',
    'severity:',
    'severity:crit*',
    '',
  ])('there are none about %j', (query) => {
    expect(doubtOf(query)).toBeNull();
  });

  it('names a field nobody knows, and the one that may be meant', () => {
    expect(doubtOf('severty:critical')).toMatchObject({ kind: 'field', meant: 'severity', isError: false });
    expect(doubtOf('colour:"red"')).toMatchObject({
      kind: 'field',
      name: 'colour',
      meant: null,
      isError: true,
    });
  });

  it('names the values there are where another is given', () => {
    expect(doubtOf('-state:broken')).toMatchObject({
      kind: 'value',
      field: 'state',
      value: 'broken',
      values: ['firing', 'resolved', 'info'],
    });
  });

  it('sees an open quotation mark and too many terms', () => {
    expect(doubtOf('"replication lag')).toMatchObject({ kind: 'quote' });
    expect(doubtOf(Array(30).fill('word').join(' '))).toMatchObject({ kind: 'refused', isError: true });
  });
});
