/** A digest's texts, cleaned, bounded and in order, before a channel gives them its idiom. */
import { type Severity, severities, severityRank } from '../../../src-shared/vocabulary.ts';
import type { DigestLine, DigestView, Notification } from './notification.ts';
import { words } from './notification-words.ts';
import {
  cutUtf16,
  formatShortTime,
  isolateAuto,
  isolateLtr,
  type LabelledValue,
  oneLine,
  type PartsOptions,
  severityEmoji,
} from './render-text.ts';
import { counted, formatNumber } from './status-lines.ts';

/** Bounds in UTF-16 units. */
export const digestLimits = { host: 80, title: 110, sender: 80, senders: 4 } as const;

export interface DigestItemText {
  title: string;
  isOver: boolean;
  /** Alerts, acknowledged; empty where there is nothing to say. */
  note: string;
}

export interface DigestParts {
  notices: string[];
  title: string;
  figures: string[];
  /** Most severe first, then by host. */
  groups: { emoji: string; severityName: string; host: string; items: DigestItemText[] }[];
  /** Items in all groups. */
  count: number;
  senders: LabelledValue | null;
  link: string | null;
}

/** Most severe first, what is over last in its severity; then by host, then by title. */
export const inDigestOrder = <T extends Pick<DigestLine, 'severity' | 'state' | 'host' | 'title'>>(
  lines: T[],
): T[] =>
  [...lines].sort(
    (a, b) =>
      severityRank(a.severity) - severityRank(b.severity) ||
      Number(a.state === 'resolved') - Number(b.state === 'resolved') ||
      (a.host < b.host ? -1 : a.host > b.host ? 1 : 0) ||
      (a.title < b.title ? -1 : a.title > b.title ? 1 : 0),
  );

const severityFigures = (bySeverity: Record<Severity, number>, language: Notification['language']): string =>
  severities
    .filter((severity) => bySeverity[severity] > 0)
    .map(
      (severity) =>
        `${severityEmoji(severity, 'firing')} ${words(language).severity[severity]} ${formatNumber(bySeverity[severity], language)}`,
    )
    .join(' · ');

const figuresOf = (digest: DigestView, { language, timeZone }: Notification): string[] => {
  const word = words(language);
  const at = (ms: number) => formatShortTime(ms, timeZone, language);
  const isOver = digest.kind === 'report';
  const open = digest.conditions - digest.resolved;
  return [
    isOver
      ? `${word.stormFromTo}: ${at(digest.openedAt)} – ${at(digest.lastAt)}`
      : `${word.stormSince} ${at(digest.openedAt)}`,
    [
      counted(word.conditions, digest.conditions, language),
      counted(word.alerts, digest.alerts, language),
      ...(digest.resolved > 0 || isOver
        ? [`${word.resolvedCount} ${formatNumber(digest.resolved, language)}`]
        : []),
      ...(isOver ? [`${word.stillOpen} ${formatNumber(open, language)}`] : []),
    ].join(' · '),
    severityFigures(digest.bySeverity, language),
  ].filter((line) => line !== '');
};

const itemOf = (line: DigestLine, language: Notification['language']): DigestItemText => {
  const word = words(language);
  const title = cutUtf16(oneLine(line.title), digestLimits.title) || word.noSubject;
  const notes = [
    ...(line.count > 1 ? [counted(word.alerts, line.count, language)] : []),
    ...(line.acknowledged && line.state !== 'resolved' ? [word.isAcknowledged] : []),
  ];
  return {
    title: isolateAuto(title, language),
    isOver: line.state === 'resolved',
    note: notes.join(', '),
  };
};

const groupsOf = (lines: DigestLine[], language: Notification['language']): DigestParts['groups'] => {
  const word = words(language);
  const grouped = Map.groupBy(inDigestOrder(lines), ({ severity, host }) => `${severity} ${host}`);
  return [...grouped.values()].flatMap((ofHost) => {
    const [first] = ofHost;
    if (first === undefined) return [];
    return [
      {
        emoji: severityEmoji(first.severity, 'firing'),
        severityName: word.severity[first.severity],
        host: isolateLtr(cutUtf16(oneLine(first.host), digestLimits.host), language) || word.noHost,
        items: ofHost.map((line) => itemOf(line, language)),
      },
    ];
  });
};

const sendersOf = (lines: DigestLine[], language: Notification['language']): LabelledValue | null => {
  const word = words(language);
  const all = [
    ...new Set(lines.map(({ from }) => cutUtf16(oneLine(from), digestLimits.sender)).filter(Boolean)),
  ];
  if (all.length === 0) return null;
  const shown = all.slice(0, digestLimits.senders).map((from) => isolateLtr(from, language));
  const left = all.length - shown.length;
  return {
    label: word.senders,
    value: [...shown, ...(left > 0 ? [word.more.replace('#', formatNumber(left, language))] : [])].join(', '),
  };
};

export const digestParts = (
  digest: DigestView,
  notification: Notification,
  options: PartsOptions = {},
): DigestParts => {
  const { language } = notification;
  const word = words(language);
  const isReport = digest.kind === 'report';
  const titles = { digest: digest.page === 1 ? word.storm : word.stormContinued, report: word.stormOver };
  // A report says what is left to do; what was named before and is over is a figure in it.
  const lines = isReport ? digest.lines.filter(({ state }) => state !== 'resolved') : digest.lines;
  // What a lock screen shows of it.
  const criticals = lines.filter(
    ({ severity, state }) => severity === 'critical' && state !== 'resolved',
  ).length;
  const critical =
    criticals === 0 || isReport
      ? ''
      : `${severityEmoji('critical', 'firing')} ${word.severity.critical} ${formatNumber(criticals, language)} · `;
  return {
    notices: options.possibleRepeat === true ? [word.possibleRepeat] : [],
    title: `${critical}🌩 ${titles[digest.kind]}${digest.page > 1 ? ` (${formatNumber(digest.page, language)})` : ''}`,
    figures: figuresOf(digest, notification),
    groups: groupsOf(lines, language),
    count: lines.length,
    senders: isReport ? null : sendersOf(lines, language),
    link: notification.link,
  };
};

/** Units that a line takes in a message, its heading included: what a page is filled by. */
export const digestLineUnits = (line: Pick<DigestLine, 'host' | 'title'>): number =>
  Math.min(line.host.length, digestLimits.host) + Math.min(line.title.length, digestLimits.title) + 50;
