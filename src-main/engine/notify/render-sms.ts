/**
 * An alert in at most three SMS segments (X3): severity and place, the summary, the mail's own subject and sender.
 * No emoji: a single one would turn the whole text into UCS-2 with less than half the room.
 */
import type { DigestView, Notification } from './notification.ts';
import { words } from './notification-words.ts';
import { digestParts } from './render-digest.ts';
import { cutUtf16, type NotificationParts, notificationParts } from './render-text.ts';
import {
  cutSms,
  preferGsm7,
  type SmsEncoding,
  smsCapacity,
  smsEncoding,
  smsSegments,
  smsUnits,
} from './sms-segments.ts';

export const maxSmsSegments = 3;

/** Places for each piece; the summary takes what the others leave, and the subject what the summary leaves. */
const room = {
  gsm7: { where: 50, subject: 100, from: 60 },
  ucs2: { where: 30, subject: 40, from: 30 },
} as const satisfies Record<SmsEncoding, Record<string, number>>;

/** Direction isolates: many phones show them as boxes, and each takes a place. */
const withoutIsolates = (text: string): string => text.replace(/[\u2066-\u2069]/g, '');

/** `root@db01` of `Cron Daemon <root@db01>`. */
const addressOf = (from: string): string => /<([^<>\s]+)>\s*$/.exec(from)?.[1] ?? from;

interface SmsPieces {
  notices: string[];
  severity: string;
  where: string;
  label: string;
  summary: string;
  subjectLabel: string;
  subject: string;
  fromLine: string;
  from: string;
}

const toPieces = (parts: NotificationParts, notification: Notification): SmsPieces => {
  const word = words(notification.language);
  const subject = withoutIsolates(parts.subject.value);
  // Where the summary is the subject, as it is without a model, once is enough.
  const isRepeated = !parts.isModel && parts.summary.startsWith(subject);
  return {
    notices: parts.notices.map((notice) =>
      notice === word.possibleRepeat ? (notice.split(':', 1)[0] ?? '') : notice,
    ),
    severity: eventWord(notification) ?? parts.severityName,
    where: withoutIsolates(parts.where.join(' ')),
    label: parts.isModel ? `${word.byModel}: ` : '',
    summary: withoutIsolates(parts.summary),
    subjectLabel: isRepeated ? '' : `${parts.subject.label}: `,
    subject: isRepeated ? '' : subject,
    fromLine: `${parts.from.label}: `,
    from: addressOf(withoutIsolates(parts.from.value)),
  };
};

/** `HIGH, again`: the severity and, in a word, why it comes once more. */
const eventWord = ({ event, severity, language }: Notification): string | null => {
  const word = words(language);
  if (event !== 'reminder' && event !== 'escalated' && event !== 'reopened' && event !== 'flapping')
    return null;
  return `${word.severity[severity]} (${word.eventShort[event]})`;
};

const compose = (pieces: SmsPieces): string =>
  [
    ...pieces.notices,
    `${pieces.severity} ${pieces.where}`.trim(),
    `${pieces.label}${pieces.summary}`,
    `${pieces.subjectLabel}${pieces.subject}`,
    `${pieces.fromLine}${pieces.from}`,
  ]
    .filter((line) => line !== '')
    .join('\n');

const fit = (pieces: SmsPieces, encoding: SmsEncoding): string => {
  const capacity = smsCapacity(maxSmsSegments, encoding);
  const limits = room[encoding];
  const cut: SmsPieces = {
    ...pieces,
    where: cutSms(pieces.where, limits.where, encoding),
    subject: cutSms(pieces.subject, limits.subject, encoding),
    from: cutSms(pieces.from, limits.from, encoding),
    summary: '',
  };
  const left = () => capacity - smsUnits(compose(cut), encoding);
  // One place for the line break that an empty summary without label does not have yet.
  cut.summary = cutSms(pieces.summary, left() - 1, encoding);
  cut.subject = cutSms(pieces.subject, smsUnits(cut.subject, encoding) + left(), encoding);
  return compose(cut);
};

const mapPieces = (pieces: SmsPieces, change: (text: string) => string): SmsPieces => ({
  notices: pieces.notices.map(change),
  severity: change(pieces.severity),
  where: change(pieces.where),
  label: change(pieces.label),
  summary: change(pieces.summary),
  subjectLabel: change(pieces.subjectLabel),
  subject: change(pieces.subject),
  fromLine: change(pieces.fromLine),
  from: change(pieces.from),
});

/** Plain text of at most three segments; where it is short, the console's link follows if it fits whole. */
export const renderSms = (notification: Notification, options: { possibleRepeat?: boolean } = {}): string => {
  if (notification.digest) return digestSms(notification.digest, notification);
  const parts = notificationParts(notification, notification.language, options);
  const pieces = mapPieces(toPieces(parts, notification), preferGsm7);
  const text = fit(pieces, smsEncoding(compose(pieces)));
  const withLink = parts.link === null ? text : `${text}\n${parts.link}`;
  return smsSegments(withLink) <= maxSmsSegments ? withLink : text;
};

/** The figures of a storm and as many hosts as there is room for: the rest is in the console. */
const digestSms = (digest: DigestView, notification: Notification): string => {
  const word = words(notification.language);
  const parts = digestParts(digest, notification);
  const hosts = [...new Set(parts.groups.map(({ host }) => host))].join(', ');
  const plain = (text: string) =>
    preferGsm7(withoutIsolates(text)).replace(/[^\p{L}\p{N}\p{P}\p{Zs}\n]/gu, '');
  const head = plain([parts.title, ...parts.figures].map((line) => line.trim()).join('\n')).trim();
  const tail = plain(word.inConsole);
  const encoding = smsEncoding(`${head}${hosts}${tail}`);
  const left = smsCapacity(maxSmsSegments, encoding) - smsUnits(`${head}\n\n${tail}`, encoding);
  return [head, cutSms(plain(hosts), left, encoding), tail].filter((line) => line !== '').join('\n');
};

/** The last SMS of a day on which the account's cap was reached. One segment. */
export const renderCapReached = (notification: Notification, dailyCap: number): string => {
  const text =
    notification.language === 'fa'
      ? `AlertFlow: سقف روزانهٔ ${dailyCap} پیامک پر شد. هشدارهای بعدی در کنسول است.`
      : `AlertFlow: daily limit of ${dailyCap} SMS reached. Further alerts are in the console only.`;
  return cutUtf16(text, smsCapacity(1, smsEncoding(text)));
};
