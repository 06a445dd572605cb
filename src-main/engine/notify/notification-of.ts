/** An alert's record as what there is to tell about it. */
import type { Settings } from '../../../src-shared/contract/settings.ts';
import type { AlertRecord } from '../store/alert-record.ts';
import { memberNames } from './member-names.ts';
import type { Notification } from './notification.ts';

const maxExcerptLength = 1500;

export const alertLink = (consoleUrl: string, alertId: string): string | null =>
  consoleUrl === '' ? null : `${consoleUrl.replace(/\/+$/, '')}/#/alerts/${alertId}`;

export const notificationOf = (record: AlertRecord, revision: number, settings: Settings): Notification => {
  const { head, analysis } = record;
  const isModel = analysis?.by.kind === 'provider';
  return {
    alertId: record.id,
    revision,
    severity: head.severity,
    state: head.state,
    kind: head.kind,
    category: head.category,
    system: analysis?.system ?? '',
    host: head.host,
    resource: head.resource,
    summary: head.summary || head.subject,
    details: analysis?.details ?? [],
    actions: analysis?.actions ?? [],
    subject: head.subject,
    from: head.from,
    to: head.to,
    receivedAt: head.receivedAt,
    excerpt: record.excerpt.slice(0, maxExcerptLength),
    analysedBy: isModel
      ? { label: `${analysis.by.providerName ?? 'AI'} (${analysis.by.model ?? '?'})`, isModel: true }
      : { label: 'deterministic', isModel: false },
    link: alertLink(settings.consoleUrl, record.id),
    language: settings.summaryLanguage,
    timeZone: settings.timeZone,
    isTest: false,
    members: memberNames(record.facts?.parts ?? []),
  };
};

/** What `test` sends: says what it is, and shows every part that a real one has. */
export const testNotification = (channelName: string, now: number, settings: Settings): Notification => {
  const persian = settings.summaryLanguage === 'fa';
  return {
    alertId: 'test',
    revision: 0,
    severity: 'info',
    state: 'info',
    kind: 'other',
    category: 'other',
    system: 'AlertFlow',
    host: '',
    resource: channelName,
    summary: persian ? `پیام آزمایشی کانال «${channelName}»` : `Test message of the channel "${channelName}"`,
    details: [],
    actions: [],
    subject: persian ? 'آزمایش AlertFlow' : 'AlertFlow test',
    from: 'AlertFlow',
    to: [],
    receivedAt: now,
    excerpt: '',
    analysedBy: { label: 'deterministic', isModel: false },
    link: settings.consoleUrl === '' ? null : settings.consoleUrl,
    language: settings.summaryLanguage,
    timeZone: settings.timeZone,
    isTest: true,
  };
};
