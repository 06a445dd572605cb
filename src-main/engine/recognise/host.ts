/** Where the trouble is: a host that the mail names, as it names it; '' where it names none. */
import type { MailText } from './mail-text.ts';

const maxHostChars = 200;

const hostFields = [
  'host',
  'hostname',
  'host name',
  'affected host',
  'server',
  'server name',
  'node',
  'node name',
  'machine',
  'instance',
  'computer',
  'computer name',
  'device name',
  'devname',
  'system name',
  'vm name',
  'logfiles for host',
  'agent',
  'source host',
  'target',
  'on host',
  'from host',
  'میزبان',
  'سرور',
  'نام سرور',
  'هاست',
];

const name = String.raw`[\p{L}\p{N}](?:[\p{L}\p{N}._:-]{0,100}[\p{L}\p{N}])?`;
const dotted = String.raw`[a-z0-9](?:[a-z0-9-]{0,62})(?:\.[a-z0-9-]{1,63}){1,6}`;

/** Of the subject, as written; what is more certain comes first. */
const subjectPatterns: readonly RegExp[] = [
  new RegExp(String.raw`<[^<>@\s]{1,64}@(${name})>`, 'u'),
  new RegExp(
    String.raw`\b(?:on|for|from|at|of)\s+(?:the\s+)?(?:host|server|node|machine|instance|vm)\s*[:=]?\s*"?(${name})`,
    'iu',
  ),
  new RegExp(String.raw`\b(?:host|server|node|machine|instance)\s*[:=]\s*"?(${name})`, 'iu'),
  new RegExp(String.raw`\b(?:host|server|node)\s+"?(${name})"?\s+(?:is|has|was|went)\b`, 'iu'),
  new RegExp(String.raw`\b(${name})/[^/]{1,80}?\s+is\s+[A-Z]`, 'u'),
  new RegExp(String.raw`\/dev\/\S{1,60}:(${name})`, 'u'),
  new RegExp(String.raw`\b(?:on|from|at)\s+(${name})\s*(?:[(*!,.;]|$|\bis\b)`, 'iu'),
  new RegExp(String.raw`^\[(${dotted})\]`, 'iu'),
  new RegExp(String.raw`\bfor\s+(${name})\s*(?:[(*!,.;:]|$)`, 'iu'),
  new RegExp(
    String.raw`\b(${name})\s+is\s+(?:now\s+)?(?:DOWN|UP|UNREACHABLE|down|up|unreachable|offline|online)\b`,
    'u',
  ),
  new RegExp(String.raw`(?<![\p{L}\p{N}._@/-])(${dotted})(?![\p{L}\p{N}@/-])`, 'iu'),
  /\[([a-z][a-z-]{0,30}\d{1,4}[a-z]?)\]/iu,
  /(?<![\p{L}\p{N}._@/-])([a-z]{2,12}-?[a-z]{0,12}-?\d{1,3})(?![\p{L}\p{N}.@/%-])/u,
];

const textPatterns: readonly RegExp[] = [
  new RegExp(
    String.raw`\b(?:on|for|from|at|of)\s+(?:the\s+)?(?:host|server|node|machine)\s*[:=]?\s*"?(${name})`,
    'iu',
  ),
  new RegExp(String.raw`\b(?:host|server|node)\s+"?(${name})"?\s+(?:is|has|was|went)\b`, 'iu'),
  // A syslog line of RFC 3164: date, host, program.
  new RegExp(
    String.raw`^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d (${name}) [\w./-]{1,40}(?:\[\d{1,10}\])?:`,
    'mu',
  ),
  new RegExp(String.raw`^(${name}) : [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d : `, 'mu'),
];

/** Words that stand where hosts stand and are none. */
const noHosts = new Set(
  (
    'the a an is are was be this that all any some your our my it its in on at of for from to by with and or not no ' +
    'here there now today yesterday tomorrow up down ok critical warning error unknown problem recovery host server ' +
    'service alert linux windows unix monday tuesday wednesday thursday friday saturday sunday localhost disk root ' +
    'region monitor sensor port memory cpu queue worker state test message mail time details reason host-alert status none null n/a more'
  ).split(' '),
);

export interface HostReading {
  host: string;
  words: string;
  /** It has a field of its own, as in `Host: db01`. */
  isField: boolean;
}

/** The affected host and the words it was read from. */
export const readHost = (mail: MailText): HostReading => {
  for (const field of hostFields) {
    const value = mail.fields.get(field);
    if (value !== undefined && isHost(value))
      return { host: value.slice(0, maxHostChars), words: `${field}: ${value}`, isField: true };
  }
  return (
    matchHost(mail.subject, subjectPatterns) ??
    matchHost(mail.text.slice(0, 4_000), textPatterns) ?? { host: '', words: '', isField: false }
  );
};

const matchHost = (text: string, patterns: readonly RegExp[]): HostReading | null => {
  for (const pattern of patterns) {
    const match = pattern.exec(text);
    const host = match?.[1];
    if (match !== null && host !== undefined && isHost(host))
      return { host, words: match[0].trim(), isField: false };
  }
  return null;
};

const isHost = (text: string): boolean =>
  text.length <= maxHostChars &&
  /[\p{L}\p{N}]/u.test(text) &&
  !noHosts.has(text.toLowerCase()) &&
  !/^\d{1,4}$/.test(text);
