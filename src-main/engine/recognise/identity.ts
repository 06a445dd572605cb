/**
 * The identity of a mail of no known tool: every word of its subject and text that may tell one condition from another,
 * in their order, each once. States, severities, times and measurements are left out, so that a recovery has the words of
 * its problem. What is left is host names and the like wherever they stand, however late.
 */
import { createHash } from 'node:crypto';
import type { Kind } from '../../../src-shared/vocabulary.ts';
import { canonicalText, mask, toPlainForm } from './canonical.ts';
import { neutralWords } from './neutral-words.ts';

const maxIdentityChars = 2_000;
/** So much of a text is read word by word; of the rest only names: what holds digits, dots, dashes or underscores. */
const maxReadChars = 40_000;
const maxScannedChars = 200_000;
const nameInTail = /(?<![\p{L}\p{N}_.-])(?=\p{L}*[\d._-])\p{L}[\p{L}\d._-]{2,80}(?<![._-])/gu;

/** Labels of what is new in every mail: keys of the one event, times, durations, the value at the moment. */
const passing =
  /^[\s*•>|-]*(?:(?:alert|alarm|incident|notification|message|request|trace|session|transaction|correlation|ticket|problem|case|run|build|log|record|entry|sequence|report|delivery|mail|execution|task|operation)[ _-]?(?:id|no|nr|number|uuid|guid|key|ref|reference)|message-id|uuid of event|(?:[\p{L} _-]{0,20}[ _-])?(?:time|date|timestamp|datetime|uptime|downtime|runtime|duration|elapsed|age|since|started|occurred|zeit|zeitpunkt|datum|uhrzeit|dauer)|(?:start|end|begin|finish|stop|raised|opened|closed|resolved|triggered|detected|reported|created|last seen|first seen|last check|next check|last update)(?:ed)?(?: (?:at|on|time|date))?|when|time of [\p{L} ]{1,30}|severity|priority|urgency|impact|schweregrad|priorität|شدت|اولویت|تاریخ|زمان|ساعت|مدت[\p{L} ]{0,20}|(?:current|last|previous|actual|measured|present|new|old)? ?(?:value|reading|level|usage|count)|messwert|aktueller wert|مقدار[\p{L} ]{0,12})\s*[:=]/u;

/** Labels of free words about the moment; where host and object have their own fields, they identify nothing. */
const moment =
  /^[\s*•>|-]*(?:reason|cause|root cause|error|output|plugin output|check output|long output|response|details?|additional (?:info|information|details)|info|information|last (?:message|result|error)|result|summary|operational data|comment|author|acknowledged by|ack(?:nowledgement)? (?:author|comment|by)|message|status(?: information| text| message)?|grund|ursache|ausgabe|kommentar|علت|دلیل|توضیح|توضیحات|پیام)\s*[:=]\s*(.*)$/u;
const acknowledging =
  /\b(?:acknowledged|ack(?:ed)?|bestätigt) (?:by|von)\b|^[\s*•>|-]*(?:comment|author|note|kommentar)\s*:/u;

export interface IdentitySource {
  subject: string;
  text: string;
  kind: Kind;
  /** The mail names host and object in fields of their own. */
  isStructured: boolean;
}

export const genericIdentity = ({ subject, text, kind, isStructured }: IdentitySource): string => {
  const words = new Set<string>();
  for (const word of wordsOf(withoutTags(toPlainForm(subject)))) words.add(word);
  const readUpTo =
    text.length <= maxReadChars ? text.length : text.lastIndexOf('\n', maxReadChars) + 1 || maxReadChars;
  let isMoment = false;
  for (const written of toPlainForm(text.slice(0, readUpTo)).split('\n')) {
    const line = written.trim();
    if (line === '') continue;
    const label = isStructured ? moment.exec(line) : null;
    if (label !== null) {
      // `Additional Info:` alone on its line heads what follows.
      isMoment = label[1] === '';
      continue;
    }
    if (isMoment && !/^[\p{L} _/]{1,30}[:=]\s/u.test(line)) continue;
    isMoment = false;
    if (passing.test(line) || (kind === 'acknowledgement' && acknowledging.test(line))) continue;
    for (const word of wordsOf(line)) words.add(word);
  }
  const tail = text.slice(readUpTo, maxScannedChars).toLowerCase();
  for (const [name] of tail.matchAll(nameInTail)) words.add(name);
  return bounded([...words].join(' '));
};

/** What is too long to be kept is kept as its beginning and a hash of all. */
const bounded = (identity: string): string =>
  identity.length <= maxIdentityChars
    ? identity
    : `${identity.slice(0, maxIdentityChars).toWellFormed()} ${createHash('sha256').update(identity).digest('hex')}`;

/** `[FIRING:2]`, `[high]`, `High:`: a tag of state or severity alone. */
const withoutTags = (subject: string): string =>
  subject
    .replace(
      /[[(<{]\s*[^\p{L}\p{N}]{0,6}\s*(?:(?:high|low|medium|moderate|average|severity|priority|level|prio|[1-5]|[\d:/.]+|#)\s*){1,4}[\])>}]/gu,
      ' ',
    )
    .replace(/^\s*(?:high|low|medium|average)\s*[:,-]\s/u, ' ');

const link = /https?:\/\/[^\s<>"'\])}]{1,500}/gu;
/** One-time keys within an address. */
const oneTime = /^(?:\d+|[\da-f]{8,}|[\da-f-]{32,}|(?=\p{L}*\d)[\p{L}\d_=-]{12,})$/u;

const linkWords = (address: string): string => {
  const [path = ''] = address.replace(/^https?:\/\//u, '').split(/[?#]/u);
  return path
    .split('/')
    .filter((segment, index) => index === 0 || !oneTime.test(segment))
    .join('/')
    .replace(/[.,;:!/]+$/u, '');
};

const token =
  /[\p{L}\p{N}_][\p{L}\p{M}\p{N}_.:/@\\+-]*[\p{L}\p{M}\p{N}_]|\/[\p{L}\p{N}_.:/@+-]+|[\p{L}\p{N}]/gu;

function* wordsOf(line: string): Generator<string> {
  const links: string[] = [];
  const rest = line.replace(link, (address) => {
    links.push(linkWords(address));
    return ' ';
  });
  for (const [word] of canonicalText(rest).matchAll(token)) {
    if (word !== mask && !neutralWords.has(word)) yield word;
  }
  yield* links;
}
