import { describe, expect, it } from 'vitest';
import {
  fromEntry,
  type Template,
  templateKey,
  templateOf,
  toEntry,
} from '../../../src-main/engine/analyse/template.ts';
import type { Analysis } from '../../../src-shared/contract/alerts.ts';
import { someInput } from '../../support/alert-input.ts';

const templateFor = (subject: string, text: string): Template => {
  const template = templateOf(someInput(subject, text));
  if (template === null) throw new Error('no template');
  return template;
};
const key = (subject: string, text: string): string => templateKey(templateFor(subject, text), ['p', 'm']);

const analysis = (changes: Partial<Analysis>): Analysis => ({
  severity: 'high',
  category: 'storage',
  state: 'firing',
  system: '',
  host: '',
  resource: '',
  summary: 's',
  details: [],
  actions: [],
  confidence: 0.9,
  language: 'en',
  by: { kind: 'provider', providerId: 'p', providerName: 'P', model: 'm' },
  at: 0,
  latencyMs: 1,
  tokens: null,
  cached: false,
  flags: [],
  evidence: [],
  ...changes,
});

const first: [string, string] = [
  'WARNING: disk on alpha.example.net',
  'Host: alpha.example.net\nDisk /data1 has 97.83 % used since 2026-11-22 10:00:01, 412 MB free\nContact a12@example.net, see https://mon.example.net/d/12',
];
const second: [string, string] = [
  'WARNING: disk on beta.example.net',
  'Host: beta.example.net\nDisk /data2 has 91.2 % used since 2026-12-01 03:04:05, 900 MB free\nContact a77@example.net, see https://mon.example.net/d/99',
];

describe('the template of a mail', () => {
  it('is the same where numbers, times, hosts, addresses and days differ', () => {
    expect(key(...first)).toBe(key(...second));
    expect(key('Job 12 failed on Mon, 3 Nov', 'Took 12 s')).toBe(
      key('Job 97 failed on Tue, 14 Dec', 'Took 3,5 s'),
    );
  });

  it.each([
    ['another word', 'WARNING: disk on alpha.example.net', first[1].replace('used', 'free')],
    ['another severity', 'CRITICAL: disk on alpha.example.net', first[1]],
    ['another unit', first[0], first[1].replace('412 MB', '412 GB')],
    ['another state', 'RESOLVED: disk on alpha.example.net', first[1]],
    ['another line', first[0], `${first[1]}\nand another thing`],
  ])('is another for %s', (_what, subject, text) => {
    expect(key(subject, text)).not.toBe(key(...first));
  });

  it('is kept by provider, model and language', () => {
    const template = templateFor(...first);
    expect(templateKey(template, ['p', 'm'])).not.toBe(templateKey(template, ['p', 'other']));
    expect(templateOf(someInput(...first, 'fa'))?.identity).not.toBe(template.identity);
  });
});

describe('an analysis kept for its template', () => {
  const fill = (changes: Partial<Analysis>) =>
    fromEntry(toEntry(analysis(changes), templateFor(...first)), templateFor(...second));

  it('says of the next mail what that mail says', () => {
    expect(
      fill({
        host: 'alpha.example.net',
        resource: '/data1',
        summary: 'Disk /data1 on alpha is 97.83% full, 412 MB left',
        details: ['Since 2026-11-22 10:00:01', 'See https://mon.example.net/d/12'],
        actions: ['Write to a12@example.net about /data1'],
      }),
    ).toMatchObject({
      severity: 'high',
      host: 'beta.example.net',
      resource: '/data2',
      summary: 'Disk /data2 on beta is 91.2% full, 900 MB left',
      details: ['Since 2026-12-01 03:04:05', 'See https://mon.example.net/d/99'],
      actions: ['Write to a77@example.net about /data2'],
    });
  });

  it('leaves out what was computed from a value', () => {
    expect(fill({ summary: 'About 98% used', details: ['0.4 GB free', 'Disk /data1'] })).toMatchObject({
      summary: '',
      details: ['Disk /data2'],
    });
  });

  it('leaves out what could be one of several values', () => {
    const one = templateFor('Job failed', '5 errors in 5 files');
    const entry = toEntry(analysis({ summary: 'It failed', details: ['5 of them'] }), one);
    expect(fromEntry(entry, templateFor('Job failed', '7 errors in 7 files'))?.details).toEqual([
      '7 of them',
    ]);
    expect(fromEntry(entry, templateFor('Job failed', '7 errors in 9 files'))?.details).toEqual([]);
  });

  it('reads nothing that is not an entry', () => {
    for (const stored of ['', 'null', '{', '{"severity":"bad"}'])
      expect(fromEntry(stored, templateFor(...first))).toBeNull();
  });

  it('does not take places that a model wrote', () => {
    expect(fill({ summary: 'x \u00010\u0002 y' })?.summary).toBe('');
  });
});
