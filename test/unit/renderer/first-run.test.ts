import { describe, expect, it } from 'vitest';
import { readFirstRun } from '../../../src-renderer/data/first-run.ts';
import { statisticsSpan } from '../../../src-renderer/data/statistics.ts';
import { isLocalOnly, toolLines, toolNames } from '../../../src-renderer/pages/welcome/tool-lines.ts';

const hour = 3_600_000;

describe('progress of the first steps', () => {
  it.each([null, '', 'no JSON', '[]', '"x"', '{"passed":"mail","isDismissed":1,"sampleId":7}'])(
    'begins anew from %j',
    (stored) => {
      expect(readFirstRun(stored)).toEqual({ passed: [], isDismissed: false, sampleId: null });
    },
  );

  it('keeps the steps that there are', () => {
    const stored = JSON.stringify({
      passed: ['mail', 'gone', 'language'],
      isDismissed: true,
      sampleId: 'a1',
    });
    expect(readFirstRun(stored)).toEqual({
      passed: ['language', 'mail'],
      isDismissed: true,
      sampleId: 'a1',
    });
  });
});

describe('the lines for each tool', () => {
  it.each(toolNames)('%s: name the server and its port', (tool) => {
    const lines = toolLines(tool, { host: '10.20.0.7', port: 2525 });
    expect(lines).toContain('10.20.0.7');
    expect(lines).toContain('2525');
  });

  it('put IPv6 addresses into brackets before a port', () => {
    expect(toolLines('alertmanager', { host: 'fd00::7', port: 2525 })).toContain("'[fd00::7]:2525'");
    expect(toolLines('zabbix', { host: 'fd00::7', port: 2525 })).toMatch(/SMTP server: +fd00::7\n/);
  });

  it('come with a warning where nobody else can send', () => {
    expect(isLocalOnly(['127.0.0.1'])).toBe(true);
    expect(isLocalOnly(['vm', '10.20.0.7'])).toBe(false);
    expect(isLocalOnly([])).toBe(false);
  });
});

describe('the span of figures', () => {
  const now = Date.UTC(2026, 10, 22, 18, 35);

  it('ends with the hour that runs, in zones of half an hour, too', () => {
    expect(statisticsSpan('day', now, 0)).toEqual({
      since: Date.UTC(2026, 10, 21, 19),
      until: Date.UTC(2026, 10, 22, 19),
      blocks: 24,
    });
    expect(statisticsSpan('day', now, 3.5 * hour).until).toBe(Date.UTC(2026, 10, 22, 19, 30));
  });

  it('has blocks of a week that begin at midnight, 6, 12 and 18', () => {
    const { since, until, blocks } = statisticsSpan('week', now, 0);
    expect([until - since, blocks, until]).toEqual([168 * hour, 28, Date.UTC(2026, 10, 23, 0)]);
  });
});
