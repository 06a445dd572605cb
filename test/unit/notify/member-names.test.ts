import { describe, expect, it } from 'vitest';
import { memberNames } from '../../../src-main/engine/notify/member-names.ts';
import type { Notification } from '../../../src-main/engine/notify/notification.ts';
import { renderTelegramHtml } from '../../../src-main/engine/notify/render-telegram-html.ts';
import { notificationParts } from '../../../src-main/engine/notify/render-text.ts';
import type { State } from '../../../src-shared/vocabulary.ts';

const member = (host: string, resource: string, state: State = 'firing') => ({
  host,
  resource,
  summary: `${host} ${resource}`,
  state,
});
const notification = (members: Notification['members'], language: 'en' | 'fa' = 'en'): Notification => ({
  alertId: 'a1',
  revision: 0,
  severity: 'high',
  state: 'firing',
  kind: 'problem',
  category: 'system',
  system: '',
  host: '',
  resource: '',
  summary: 'NodeDown',
  details: [],
  actions: [],
  subject: '[FIRING:20] NodeDown',
  from: 'am@mon.example',
  to: [],
  receivedAt: 0,
  excerpt: '',
  analysedBy: { label: 'deterministic', isModel: false },
  link: null,
  language,
  timeZone: 'UTC',
  isTest: false,
  ...(members === undefined ? {} : { members }),
});

describe('the alerts of a group mail', () => {
  it('are named by what differs among them, those that fire first', () => {
    const hosts = [
      member('web1', 'NodeDown', 'resolved'),
      member('web2', 'NodeDown'),
      member('web3', 'NodeDown'),
    ];
    expect(memberNames(hosts)).toEqual({ names: ['web2', 'web3', '✓ web1'], more: 0 });
    expect(memberNames([member('db1', '/var'), member('db1', '/srv')])).toEqual({
      names: ['/var', '/srv'],
      more: 0,
    });
    expect(memberNames([member('db1', '/var'), member('db2', '/srv')])?.names).toEqual([
      'db1: /var',
      'db2: /srv',
    ]);
  });

  it('are not named where there is one or none', () => {
    expect(memberNames([])).toBeNull();
    expect(memberNames([member('web1', 'x')])).toBeNull();
  });

  it('are named up to a bound, and the others counted', () => {
    const many = Array.from({ length: 40 }, (_, i) => member(`web${i}`, 'NodeDown'));
    expect(memberNames(many)).toMatchObject({ more: 28 });
    const long = Array.from({ length: 40 }, (_, i) => member(`${i}-${'x'.repeat(300)}`, 'NodeDown'));
    const { names, more } = memberNames(long) ?? { names: [], more: 0 };
    expect(names.length + more).toBe(40);
    expect(names.join(', ').length).toBeLessThanOrEqual(480);
  });

  it('stand in the message', () => {
    const many = Array.from({ length: 14 }, (_, i) => member(`web${i}`, 'NodeDown'));
    const told = notification(memberNames(many));
    expect(notificationParts(told, 'en').facts).toContainEqual({
      label: 'Alerts in it',
      value: `${Array.from({ length: 12 }, (_, i) => `web${i}`).join(', ')} and 2 more`,
    });
    expect(JSON.stringify(renderTelegramHtml(told))).toContain('web11 and 2 more');
    expect(JSON.stringify(renderTelegramHtml(notification(undefined)))).not.toContain('Alerts in it');
    const persian = notificationParts(notification(memberNames(many), 'fa'), 'fa').facts;
    expect(persian.find(({ label }) => label === 'هشدارهای آن')?.value).toContain('web11');
  });
});
