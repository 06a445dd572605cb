/**
 * The line that a person reads first: what, where, and how much. The subject says it in most mails; where it says only that
 * there is a mail, the words of the text do. In the mail's own words, nothing made up.
 */
import { cutText, fold, type MailText, onOneLine } from './mail-text.ts';
import { neutralWords } from './neutral-words.ts';

const maxSummaryChars = 300;
const maxPieceChars = 180;
const maxValueChars = 40;
const leastTellingWords = 2;

/** Fields that say what is wrong, the surest first. */
const whatFields = [
  'problem name',
  'alert name',
  'alarm definition',
  'alarm name',
  'alert',
  'alarm',
  'event',
  'condition',
  'title',
  'trigger',
  'rule',
  'rule name',
  'service',
  'sensor name',
  'ereignis',
  'meldung',
  'événement',
  'evento',
  'событие',
];
/** Fields that say it in a sentence. */
const sentenceFields = [
  'message',
  'msg',
  'description',
  'event description',
  'alert message',
  'event message',
  'summary',
  'details',
  'nachricht',
  'beschreibung',
  'descripción',
  'сообщение',
  'описание',
  'توضیحات',
  'توضیح',
  'پیام',
];
const valueFields = [
  'current value',
  'current values',
  'value',
  'reading',
  'observed',
  'observed value',
  'operational data',
  'measured',
  'messwert',
  'valeur',
  'valor',
  'текущее значение',
  'значение',
  'مقدار',
];
/** They say that a mail came, of what sort, or from which product. */
const bland = new Set(
  (
    'alert alerts alarm alarms notification notifications notice message messages event events mail email monitoring monitor system report syslog snmp trap ipmi smc ' +
    'vcenter vmware esxi idrac ilo status warning error info information server device host from new test update automation condition meets triggered network nagios ' +
    'zabbix service services cluster definition meldung benachrichtigung ereignis störungsmeldung notification-mail benachrichtigungen événement aviso evento'
  ).split(' '),
);

const reasonFields = [
  'reason',
  'failure reason',
  'error',
  'cause',
  'root cause',
  'grund',
  'ursache',
  'fehler',
  'raison',
  'erreur',
  'motivo',
  'причина',
  'ошибка',
  'علت',
  'دلیل',
  'خطا',
];
/** A reading in a field of its own name: `CPU Load: 97 %`. */
const measured =
  /^[<>=~≈+-]{0,2}\s?\d{1,9}(?:[.,]\d{1,4})?\s?(?:%|°\s?[CF]|ms|rpm|V|W|[KMGT]i?B|Mbps|Gbps|dBm?)$/iu;
const limits =
  /threshold|limit|grenzwert|schwell|seuil|umbral|порог|آستانه|interval|timeout|duration|total|size|capacity/iu;
const outcome =
  /(?<![\p{L}])(?:down|up|failed|failure|unreachable|offline|online|full|dead|stopped|recovered|resolved|fehlgeschlagen|ausgefallen|gestört)(?![\p{L}])/u;

const tellingWords = (subject: string, host: string): number => {
  const names = [fold(host), fold(shortHost(host))];
  const words = fold(subject)
    .split(/[^\p{L}\p{N}._-]+/u)
    .filter(
      (word) =>
        word.length > 1 &&
        /\p{L}/u.test(word) &&
        !names.includes(word) &&
        !bland.has(word) &&
        !neutralWords.has(word),
    );
  return new Set(words).size;
};

const holds = (text: string, piece: string): boolean => fold(text).includes(fold(piece));

const shortHost = (host: string): string =>
  /^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+$/u.test(host) && !/^[\d.]+$/.test(host)
    ? (host.split('.')[0] ?? host)
    : host;

/** `host`: where it has a field of its own, else ''. `resource`: likewise. */
export const summaryOf = (
  mail: MailText,
  { host, resource, system = '' }: { host: string; resource: string; system?: string },
): string => {
  const { subject, head: lines, fields } = mail;
  if (subject === '' && lines.length === 0) return 'Mail without subject and text';
  let line = subject;
  const telling = tellingWords(subject, host || system);
  const isTelling = telling >= leastTellingWords || (telling > 0 && outcome.test(fold(subject)));
  if (!isTelling) {
    const found = [whatFields, sentenceFields]
      .map((names) => names.map((name) => fields.get(name) ?? '').find(isWorth))
      .filter((value) => value !== undefined);
    const pieces = [resource, ...found].filter(
      (piece, i, all) =>
        piece !== '' && !holds(subject, piece) && !all.slice(0, i).some((one) => holds(one, piece)),
    );
    const said = pieces.length > 0 ? pieces : lines.filter(isSentence).slice(0, 1);
    line = [subject, ...said.map((piece) => cutText(onOneLine(piece), maxPieceChars))]
      .filter((piece) => piece !== '')
      .join(': ');
  }
  const reason = reasonFields
    .map((name) => fields.get(name) ?? '')
    .find((one) => isWorth(one) && /\p{L}\s+\S/u.test(one));
  if (reason !== undefined && !holds(line, reason)) line = `${line}: ${cutText(reason, maxPieceChars)}`;
  const value = hasMeasure.test(line) ? undefined : valueIn(fields);
  if (value !== undefined && !holds(line, value)) line = `${line} (${value})`;
  if (host !== '' && !holds(line, shortHost(host)) && !holds(line, withoutPort(host)))
    line = `${line} · ${host}`;
  return cutText(line, maxSummaryChars);
};

const hasMeasure = /\d\s?(?:%|°|ms\b|rpm\b|[kmgt]i?b\b)/iu;

const valueIn = (fields: MailText['fields']): string | undefined => {
  const named = valueFields
    .map((name) => fields.get(name) ?? '')
    .find((one) => /\d/.test(one) && one.length <= maxValueChars);
  if (named !== undefined) return named;
  const found = [...fields].find(([name, one]) => measured.test(one) && !limits.test(name));
  return found === undefined ? undefined : `${found[0]} ${found[1]}`;
};

/** `[2001:db8::17]:443`, `db01:9100` */
const withoutPort = (host: string): string => /^(.{2,}?\]|[^:]{2,}):\d{1,5}$/u.exec(host)?.[1] ?? host;

/** More than a word of state, and no key of a database. */
const isWorth = (value: string): boolean =>
  /\p{L}{3}/u.test(value) &&
  !neutralWords.has(fold(value).trim()) &&
  !/^(?:https?:\/\/|[\da-f-]{16,}$|\d+$|none$|n\/a$|true$|false$)/iu.test(value);

const isSentence = (line: string): boolean =>
  !/^[\p{L}\p{N} _/.-]{1,40}\s?[:=|]/u.test(line) && line.length > 8 && !/!{2,}/u.test(line);
