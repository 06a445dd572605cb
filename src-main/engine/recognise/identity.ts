/**
 * The identity of a mail of no known tool: every word of its subject and text that may tell one condition from another,
 * in their order, each once. States, severities, times and measurements are left out, so that a recovery has the words of
 * its problem. What is left is host names and the like wherever they stand, however late.
 */
import { createHash } from 'node:crypto';
import type { Kind } from '../../../src-shared/vocabulary.ts';
import { canonicalText, mask } from './canonical.ts';
import type { MailText } from './mail-text.ts';
import { neutralWords } from './neutral-words.ts';
import { toPlainForm } from './plain-form.ts';

const maxIdentityChars = 2_000;
/** So much of a text is read word by word; of the rest only names: what holds digits, dots, dashes or underscores. */
const maxReadChars = 40_000;
const maxScannedChars = 200_000;
const nameInTail = /(?<![\p{L}\p{N}_.-])(?=\p{L}*[\d._-])\p{L}[\p{L}\d._-]{2,80}(?<![._-])/gu;

/** `Alert ID: 4711`, `Severity: high`: a key of the one event or a word of the moment. Only the value goes, not the line. */
const passing =
  /(?<![\p{L}\p{N}_-])(?:(?:alert|alarm|incident|notification|message|request|trace|session|transaction|correlation|ticket|problem|case|run|build|log|record|entry|sequence|report|delivery|mail|execution|task|operation|unique)[ _-]?(?:id|no|nr|number|uuid|guid|key|ref|reference)|uuid of event|event[ _-]?(?:uuid|guid|key|ref)|severity|priority|urgency|schweregrad|priorität|شدت|اولویت)(?: *[:=] *| +#)"?(?:[^\s",;]+)"?/gu;
/** A job's own name may be its id (`job-7`); a bare number counts its runs. */
const runKey = /(?<![\p{L}\p{N}_-])job[ _-]?(?:id|no|nr|number)(?: *[:=] *| +)#?\d+(?![\p{L}\p{N}_-])/gu;
/** `Event ID: 4625` names the sort of event; a longer number is the event's own. */
const eventKey = /(?<![\p{L}\p{N}_-])event[ _-]?id *[:=] *"?(?:\d{6,}|[\da-f-]{16,})"?/gu;
/** Keys that a person reads in running text. */
const inlineKey = /(?<![\p{L}\p{N}_-])(?:incident|ticket|case|build|run|request|alert|event) ?#[\p{L}\d-]+/gu;

/** Labels of free words about the moment; where host and object have their own fields, they identify nothing. */
const moment =
  /^[\s*•>|-]*(?:reason|cause|root cause|error|output|plugin output|check output|long output|response|details?|additional (?:info|information|details)|info|information|last (?:message|result|error)|result|summary|operational data|comment|author|acknowledged by|ack(?:nowledgement)? (?:author|comment|by)|message|status(?: information| text| message)?|grund|ursache|ausgabe|kommentar|علت|دلیل|توضیح|توضیحات|پیام)\s*[:=]\s*(.*)$/u;
/** Why it is so is another matter than what is so, where the subject names that. `Reason: FailedScheduling` is what is so. */
const reason =
  /^[\s*•>|-]*(?:failure reason|failure cause|reason|cause|root cause|grund|ursache|raison|motif|causa|причина|علت|دلیل)\s*(?:[:=]|\s\|)\s*(\S+\s+\S.*)$/u;
const leastSubjectWords = 2;
const maxReasonChars = 300;
/** `disk sdb`: a name of letters alone. */
const thingNames =
  /(?<![\p{L}])(?:disk|drive|volume|pool|host|server|node|service|interface|database|table|user|file|job|process|queue|container|pod|vm|datastore|lun|share|agent)s? ["'`]?\p{L}{2,}/u;
/** Labels of times and readings: of the moment, with nothing but measurements and states behind them. */
const reading =
  /^[\s*•>|-]*(?:(?:alert |event |incident |problem |current |last |first |total |previous |old |new )?(?:start|end|started|ended|began|begin|duration|downtime|elapsed|time|date|timestamp|since|until|seen|ping|pings|check|occurred|triggered|resolved|cleared|detected|age|count|occurrences|reading|value|values|observed|measured|status|state)(?: time| date| at| value)?(?: \(utc\))?|threshold|limit|dauer|zeit|beginn|ende|messwert|grenzwert|wert|restlaufzeit|uhrzeit|datum|datum\/uhrzeit|heure|date|durée|début|fin|hora|fecha|время|длительность|زمان|مدت|ساعت|تاریخ|مقدار)\s*(?:[:=]|\s\|\s)(.*)$/u;
/** `changed state from Established to Idle`, `retour à la normale` */
const transition =
  /(?<![\p{L}])(?:state|status|changed|changes|transition(?:ed)?)(?: [\p{L}]{1,10}){0,2} from [\p{L}_]{2,20} to [\p{L}_]{2,20}(?: \(event [\p{L}\d]{1,30}\))?|retour à la normale/gu;
const acknowledging =
  /\b(?:acknowledged|ack(?:ed)?|bestätigt) (?:by|von)\b|^[\s*•>|-]*(?:comment|author|note|kommentar)\s*:/u;

export interface IdentitySource {
  subject: string;
  text: string;
  kind: Kind;
  /** The mail names host and object in fields of their own. */
  isStructured: boolean;
  /** Host and object where they are known: they count even when they are words like `orange` or `mail`. */
  names?: readonly string[];
}

export const genericIdentity = ({
  subject,
  text,
  kind,
  isStructured,
  names = [],
}: IdentitySource): string => {
  const words = new Set<string>();
  for (const word of toPlainForm(names.join(' ')).split(/\s+/u)) if (neutralWords.has(word)) words.add(word);
  for (const word of wordsOf(withoutKeys(withoutTags(toPlainForm(subject))))) words.add(word);
  const isNamed = words.size >= leastSubjectWords;
  const readUpTo =
    text.length <= maxReadChars ? text.length : text.lastIndexOf('\n', maxReadChars) + 1 || maxReadChars;
  let isMoment = false;
  for (const written of toPlainForm(text.slice(0, readUpTo)).split('\n')) {
    const line = written.trim();
    if (line === '') continue;
    if ((isNamed && isReason(line)) || isReading(line)) continue;
    const label = isStructured ? moment.exec(line) : null;
    if (label !== null) {
      // `Additional Info:` alone on its line heads what follows.
      isMoment = label[1] === '';
      continue;
    }
    if (isMoment && !/^[\p{L} _/]{1,30}[:=]\s/u.test(line)) continue;
    isMoment = false;
    if (kind === 'acknowledgement' && acknowledging.test(line)) continue;
    for (const word of wordsOf(withoutKeys(line))) words.add(word);
  }
  const tail = text.slice(readUpTo, maxScannedChars).toLowerCase();
  for (const name of tail.match(nameInTail) ?? []) words.add(name);
  return bounded([...words].join(' '));
};

/** Words alone: what names a thing (`disk sdb`, `/srv`, `10.0.0.7`) may be what is wrong. */
const isReason = (line: string): boolean => {
  const value = line.length > maxReasonChars ? undefined : reason.exec(line)?.[1];
  return (
    value !== undefined &&
    tokensOf(value).every((word) => word === mask || /^\p{L}+$/u.test(word)) &&
    !thingNames.test(value)
  );
};

const isReading = (line: string): boolean => {
  const value = reading.exec(line.slice(0, 200))?.[1];
  return value !== undefined && tokensOf(value).every((word) => word === mask || neutralWords.has(word));
};

/** Each behind what it never lacks: most lines have nothing of it, which is soon seen. */
const keys: readonly [RegExp, RegExp][] = [
  [/[:=#]/, passing],
  [/event/, eventKey],
  [/job/, runKey],
  [/#/, inlineKey],
];

const withoutKeys = (line: string): string =>
  keys.reduce((rest, [sign, key]) => (sign.test(rest) ? rest.replace(key, ' ') : rest), line);

/** For tools whose mails have no recovery and whose subject says too little: all words of the mail tell it from others. */
export const identityOfWords = ({ subject, mail }: MailText, start = subject): string =>
  genericIdentity({ subject: start, text: mail.text, kind: 'problem', isStructured: false });

/** What is too long to be kept is kept as its beginning and a hash of all. */
const bounded = (identity: string): string =>
  identity.length <= maxIdentityChars
    ? identity
    : `${identity.slice(0, maxIdentityChars).toWellFormed()} ${createHash('sha256').update(identity).digest('hex')}`;

/** `[FIRING:2]`, `[high]`, `High:`: a tag of state or severity alone. */
const withoutTags = (subject: string): string =>
  subject
    .replace(
      /[[(<{]\s*[^\p{L}\p{N}]{0,6}\s*(?:(?:high|low|medium|moderate|average|severity|priority|level|prio|p[1-5]|sev-?[0-5]|[1-5]|[\d:/.]+|#)\s*){1,4}[\])>}]/gu,
      ' ',
    )
    .replace(/^\s*(?:high|low|medium|average|p[1-5]|sev-?[0-5])\s*[:,-]\s/u, ' ');

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

/** `critical:orcl2`, `fired:sev2`: the state is not a part of the name. */
const withoutStatePrefix = (word: string): string => {
  const at = word.indexOf(':');
  return at > 0 && neutralWords.has(word.slice(0, at)) ? word.slice(at + 1) : word;
};

const token =
  /[\p{L}\p{N}_][\p{L}\p{M}\p{N}_.:/@\\+-]*[\p{L}\p{M}\p{N}_]|\/[\p{L}\p{N}_.:/@+-]+|[\p{L}\p{N}]/gu;

const tokensOf = (text: string): readonly string[] => canonicalText(text).match(token) ?? [];

function* wordsOf(line: string): Generator<string> {
  const links: string[] = [];
  const rest = line.includes('://')
    ? line.replace(link, (address) => {
        links.push(linkWords(address));
        return ' ';
      })
    : line;
  for (const found of tokensOf(rest.replace(transition, ' '))) {
    const word = withoutStatePrefix(found);
    if (word !== mask && !neutralWords.has(word)) yield word;
  }
  yield* links;
}
