/**
 * Reads any alert mail from its plain signals: fixed tags and fields first, the subject's words, then the text's.
 * What it is not sure of it takes as the more severe of neighbours; a mail without any signal is `medium`. It is the
 * ground that source adapters stand on, and all there is for a tool nobody wrote one for.
 */
import {
  type Category,
  type Kind,
  moreSevere,
  type Severity,
  type State,
  severityRank,
} from '../../../src-shared/vocabulary.ts';
import type { Certainty, Facts } from './facts.ts';
import { type HostReading, readHost } from './host.ts';
import { genericIdentity } from './identity.ts';
import { cutText, fold, type MailText } from './mail-text.ts';
import { readLinks, readNumbers } from './measurements.ts';
import { readResource } from './resource.ts';
import { severityFromWord } from './severity-words.ts';
import {
  autoReply,
  categorySignals,
  type KindSignal,
  negatedTrouble,
  promotion,
  quietKinds,
  severitySignals,
  stateFields,
  stateFieldValues,
  subjectKinds,
  ticketMark,
  unsubscribing,
} from './signals.ts';
import type { Reading } from './source-adapter.ts';
import { summaryOf } from './summary.ts';

const maxConditionChars = 200;
const maxSystemChars = 100;
/** Words further down are about something else: signatures, logs, licences. */
const headChars = 3_000;

/**
 * Facts of a mail of no known tool. Total: every mail has some. What an adapter knows is not sought again where that takes
 * long: the category, and the identity, which counts only where the adapter says nothing of its own about what is wrong.
 */
export const readGeneric = (mail: MailText, known: Reading = {}): Facts => {
  const inSubject = withWords(mail.foldedSubject);
  const stated = statedSeverity(mail);
  const inferred = inferredSeverity(mail, inSubject);
  const host = readHost(mail);
  const kind = readKind(mail, inSubject, stated?.severity ?? inferred?.severity ?? null, host);
  const severity = kind.isChatter
    ? quiet
    : judge(kind, outspoken(mail, inSubject, stated), inferred?.severity ?? null, isMarkedUrgent(mail));
  const condition = readCondition(mail, host.host);
  const resource = readResource(mail, kind.kind === 'problem' || kind.kind === 'recovery' ? condition : '');
  return {
    source: 'generic',
    kind: kind.kind,
    state: kind.state,
    stateCertainty: kind.certainty,
    statedSeverity: stated?.severity ?? null,
    severity: severity.severity,
    severityCertainty: severity.certainty,
    severityFloor: severity.floor,
    category: known.category ?? (isTrial(kind, severity.severity, host.host) ? 'other' : readCategory(mail)),
    system: cutText(mail.fields.get('system') ?? mail.fields.get('application') ?? '', maxSystemChars),
    host: host.host,
    resource: resource.resource,
    condition,
    identity:
      known.identity !== undefined || known.condition !== undefined
        ? ''
        : genericIdentity({
            subject: `${mail.list} ${mail.subject}`,
            text: mail.mail.text,
            kind: kind.kind,
            names: [host.host, resource.isField ? resource.resource : ''],
            isStructured:
              kind.certainty === 'stated' &&
              host.isField &&
              (resource.isField || mail.fields.has('notification type')),
          }),
    fingerprint: '',
    fingerprintBasis: '',
    job: '',
    endsJob: false,
    summary: summaryOf(mail, {
      host: host.isField ? host.host : '',
      resource: resource.isField ? resource.resource : '',
    }),
    numbers: readNumbers(`${mail.subject}\n${mail.text}`),
    links: readLinks(mail.text),
    parts: [],
    evidence: [
      { field: 'kind', words: kind.words },
      { field: 'severity', words: stated?.words ?? inferred?.words ?? '' },
      { field: 'host', words: host.words },
      { field: 'resource', words: resource.words },
    ]
      .filter(({ words }) => words !== '')
      .map(({ field, words }) => ({ field, words: cutText(words, 120) })),
    notes: [],
  };
};

/** A subject that names trouble without shouting is said of the event as much as a field is. */
const outspoken = (
  mail: MailText,
  inSubject: SeverityReading | null,
  stated: SeverityReading | null,
): SeverityReading | null =>
  stated?.isQuiet === true && !shouting.test(mail.subject) && speaksOfTrouble(inSubject)
    ? { ...stated, isQuiet: false }
    : stated;

interface KindReading {
  kind: Kind;
  state: State;
  certainty: Certainty;
  words: string;
  /** Of people or advertisers, whatever words it repeats. */
  isChatter?: boolean;
}

const quiet = { severity: 'info', certainty: 'inferred', floor: 'info' } as const;

const reading = (signal: KindSignal, words: string): KindReading => ({
  kind: signal.kind,
  state: signal.state,
  certainty: signal.isStated ? 'stated' : 'inferred',
  words,
});

/** A mail about a machine that says nothing else is taken as a problem: of the two, that is the one not to miss. */
const readKind = (
  mail: MailText,
  inSubject: SeverityReading | null,
  severity: Severity | null,
  { host, isField }: HostReading,
): KindReading => {
  if (isBounce(mail))
    return { kind: 'bounce', state: 'info', certainty: 'stated', words: mail.envelope.mailFrom };
  const chatter = readChatter(mail, isField);
  if (chatter !== null) return chatter;
  // People answer in a ticket; what opened it has had its own mail.
  if (mail.isReply && ticketMark.test(mail.foldedSubject))
    return { kind: 'other', state: 'info', certainty: 'inferred', words: 'answer in a ticket' };
  const ofSubject = firstSignal(subjectKinds, mail.foldedSubject);
  if (ofSubject?.certainty === 'stated') return ofSubject;
  const ofField = kindOfFields(mail);
  if (ofField?.certainty === 'stated') return ofField;
  const isOfUsage = /^(?:usage|utili[sz]ation)$/u.test(inSubject?.words ?? '');
  const isTroubled = speaksOfTrouble(inSubject);
  if (ofSubject !== null && !(ofSubject.kind === 'report' && !isOfUsage && isTroubled)) return ofSubject;
  const isBland = blandWords.test(inSubject?.words ?? '');
  if (ofField !== null && (isBland || !isTroubled)) return ofField;
  const problem = { kind: 'problem', state: 'firing', certainty: 'inferred', words: '' } as const;
  const head = fold(mail.head.join('\n'));
  const said = isBland ? firstSignal(statedKinds, head) : null;
  if (said?.kind === 'recovery') return { ...said, certainty: 'inferred' };
  if (isTroubled) return problem;
  const calm = quietKinds.find(({ pattern }) => pattern.test(mail.foldedSubject));
  const ofText = firstSignal(subjectKinds, head);
  if (ofText !== null && ofText.kind === 'recovery' && calm?.kind !== 'lifecycle')
    return { ...ofText, certainty: 'inferred' };
  if (ticketMark.test(mail.foldedSubject))
    return { ...problem, kind: 'other', state: 'info', certainty: 'none' };
  if (isTrouble(severity)) return problem;
  if (calm === undefined && severity === null && host !== '' && !mail.isReply)
    return { ...problem, certainty: 'none' };
  return { kind: calm?.kind ?? 'other', state: 'info', certainty: 'none', words: '' };
};

const statedKinds = subjectKinds.filter(({ isStated }) => isStated);

const readChatter = (
  { mail, foldedSubject, foldedText, fields }: MailText,
  hasHost: boolean,
): KindReading | null => {
  const isAnswered =
    autoReply.test(foldedSubject) || /^\s*auto-replied/i.test(mail.headers['auto-submitted'] ?? '');
  const isAdvert =
    !hasHost &&
    !stateFields.some((field) => fields.has(field)) &&
    unsubscribing.test(foldedText) &&
    promotion.test(`${foldedSubject} ${foldedText.slice(0, headChars)}`);
  if (!isAnswered && !isAdvert) return null;
  const words = isAnswered ? 'automatic answer' : 'advertising';
  return { kind: 'other', state: 'info', certainty: 'inferred', words, isChatter: true };
};

const isBounce = ({ mail }: MailText): boolean =>
  mail.headers['x-failed-recipients'] !== undefined ||
  /^multipart\/report\b.*\bdelivery-status/i.test(mail.headers['content-type'] ?? '') ||
  /^mailer-daemon@/i.test(mail.from.address);

const firstSignal = (signals: readonly KindSignal[], folded: string): KindReading | null => {
  for (const signal of signals) {
    const match = signal.pattern.exec(folded);
    if (match !== null) return reading(signal, match[0].trim());
  }
  return null;
};

const kindOfFields = (mail: MailText): KindReading | null => {
  let weak: KindReading | null = null;
  for (const field of stateFields) {
    const value = mail.fields.get(field);
    const found = value === undefined ? null : firstSignal(stateFieldValues, fold(value).slice(0, 60));
    if (found === null) continue;
    const named = { ...found, words: `${field}: ${value}` };
    if (found.certainty === 'stated') return named;
    weak ??= named;
  }
  return weak;
};

interface SeverityReading {
  severity: Severity;
  words: string;
  /** A severity field says that it is hardly anything: free words do not outshout it. */
  isQuiet?: boolean;
}

const severityFields = [
  'severity',
  'severity level',
  'priority',
  'alert level',
  'alert severity',
  'level',
  'urgency',
  'pri',
  'alarm severity',
  'event severity',
  'perceived severity',
  'criticality',
  'importance',
  'schweregrad',
  'priorität',
  'gravité',
  'sévérité',
  'criticité',
  'priorité',
  'severidad',
  'gravedad',
  'prioridad',
  'gravità',
  'важность',
  'критичность',
  'приоритет',
  'شدت',
  'اولویت',
  'سطح',
];
/** `Priority: normal` may be said of anything; these are said of the event. */
const quietValue = /^(?:info|information|informational|informativ|low|minor|notice|debug|اطلاع)$/u;
/** `THIS IS CRITICAL!!!` */
const shouting = /!{2,}|\b(?:this is|you must|act now|urgent action)\b/iu;
const conditionFields = [
  'state',
  'status',
  'alert state',
  'new state',
  'current state',
  'new status',
  'current status',
  'zustand',
  'état',
  'estado',
  'состояние',
  'статус',
  'وضعیت',
];
/** A capitalised word of a subject, its tag or its first word. */
const headline =
  /(?<![\p{L}\p{N}_-])(?:\p{Lu}{2,20}|P[1-5]|[Ss]ev-?[0-5]|(?<=\[)\p{L}{2,20}(?=\])|(?<=^)\p{L}{2,20}(?=[,:]))(?![\p{L}\p{N}_-])/gu;
/** Capitals in a subject that name the mail, not its severity. */
const headlineWords = new Set([
  'alert',
  'page',
  'none',
  'important',
  'red',
  'orange',
  'yellow',
  'green',
  'information',
  'info',
  'debug',
  'low',
  'unknown',
]);

/** `Alert level 12` of OSSEC and its kin, 0 to 15: https://www.ossec.net/docs/manual/rules-decoders/rule-levels.html */
const levelOf = (text: string): SeverityReading | null => {
  const match = /\balert level:? (\d{1,2})(?!\d)|\(level (\d{1,2})\)/iu.exec(text);
  if (match === null) return null;
  const level = Number(match[1] ?? match[2]);
  const severity = level >= 12 ? 'high' : level >= 7 ? 'medium' : level >= 4 ? 'low' : 'info';
  return { severity, words: match[0] };
};

/** What the tool itself says: its severity field, a capitalised word or tag of the subject, its state field. */
const statedSeverity = (mail: MailText): SeverityReading | null => {
  const found: SeverityReading[] = [];
  for (const field of [...severityFields, ...conditionFields]) {
    const value = mail.fields.get(field);
    const severity = value === undefined ? null : severityOfValue(value);
    if (value === undefined || severity === null) continue;
    const isSeverity = severityFields.includes(field);
    const isQuiet = isSeverity && quietValue.test(fold(value).trim());
    const reading = { severity, words: `${field}: ${value}`, isQuiet };
    if (isQuiet && shouting.test(mail.subject)) return reading;
    found.push(reading);
    if (isSeverity) break;
  }
  for (const word of mail.subject.match(headline) ?? []) {
    const severity = headlineWords.has(word.toLowerCase()) ? null : severityFromWord(word);
    if (severity !== null) found.push({ severity, words: word });
  }
  const level = levelOf(mail.subject);
  if (level !== null) found.push(level);
  return found.reduce<SeverityReading | null>(
    (worst, next) =>
      worst === null || severityRank(next.severity) < severityRank(worst.severity) ? next : worst,
    null,
  );
};

const severityOfValue = (value: string): Severity | null => {
  const folded = fold(value).trim();
  return severityFromWord(folded) ?? severityFromWord(/^[\p{L}\d-]+/u.exec(folded)?.[0] ?? '');
};

const isTrouble = (severity: Severity | null): boolean =>
  severity !== null && severityRank(severity) <= severityRank('medium');

const speaksOfTrouble = (said: SeverityReading | null): boolean => isTrouble(said?.severity ?? null);

/** What the words suggest: the subject's, and the text's where the subject names no trouble. */
const inferredSeverity = (mail: MailText, subject: SeverityReading | null): SeverityReading | null => {
  const isBland = subject !== null && blandWords.test(subject.words);
  if (subject !== null && isTrouble(subject.severity) && !isBland) return subject;
  const head = mail.foldedText.slice(0, headChars);
  const text = withWords(head) ?? nearlyFull(head);
  if (text === null || !isTrouble(text.severity)) {
    const full = subject === null || subject.severity === 'info' ? nearlyFull(head) : null;
    return full ?? subject ?? text;
  }
  // A quiet subject over a troubled text: between the two, on the severe side.
  return subject === null || isBland ? text : { ...text, severity: 'medium' };
};

/** These say that it is an alert, not how bad it is: the text may know. */
const blandWords = /^(?:alert|alarm|security|threshold|limit|pending)$/u;

/** `/dev/vda1 40G 39G 310M 99% /`: no word of trouble, only a figure. */
const nearlyFull = (folded: string): SeverityReading | null => {
  if (!fillable.test(folded)) return null;
  const figure =
    /(?<![\d.,])(?:9\d|100)(?:[.,]\d{1,3})? ?%(?! ?(?:free|available|idle|healthy|ok|up|complete|frei))/u.exec(
      folded,
    );
  return figure === null ? null : { severity: 'medium', words: figure[0] };
};
const fillable =
  /(?<![\p{L}])(?:disk|space|used?|usage|full|filesystem|memory|swap|ram|cpu|capacity|mounted on|inodes?|belegt|auslastung|دیسک|فضا|فضای|حافظه|پردازنده|پر)(?![\p{L}])/u;

const withWords = (folded: string): SeverityReading | null => {
  const claims = folded.replace(negatedTrouble, ' ');
  for (const { severity, pattern } of severitySignals) {
    const match = pattern.exec(claims);
    if (match !== null) return { severity, words: match[0] };
  }
  return claims === folded ? null : { severity: 'info', words: folded.match(negatedTrouble)?.[0] ?? '' };
};

/** RFC 2156 Importance and the X-Priority habit (1 highest). */
const isMarkedUrgent = ({ mail }: MailText): boolean =>
  /^\s*[12]\b/.test(mail.headers['x-priority'] ?? '') ||
  /^\s*high/i.test(mail.headers.importance ?? '') ||
  /^\s*urgent/i.test(mail.headers.priority ?? '');

const judge = (
  { kind, state }: KindReading,
  said: SeverityReading | null,
  inferred: Severity | null,
  isUrgent: boolean,
): { severity: Severity; certainty: Certainty; floor: Severity } => {
  const stated = said?.severity ?? null;
  if (state === 'resolved') return { severity: 'info', certainty: 'stated', floor: 'info' };
  if (kind === 'report' || kind === 'downtime' || (kind === 'flapping' && state === 'info')) {
    return { severity: 'info', certainty: 'inferred', floor: 'info' };
  }
  if (stated !== null && (said?.isQuiet === true || !(stated === 'info' && isTrouble(inferred)))) {
    // `[FLAPPINGSTART] load is OK!`: the word is about the moment, the mail about the trouble.
    const severity = kind === 'flapping' ? moreSevere(stated, 'medium') : stated;
    return { severity, certainty: 'stated', floor: severity };
  }
  if (kind === 'lifecycle' && inferred === null)
    return { severity: 'low', certainty: 'inferred', floor: 'info' };
  if (kind === 'bounce') return { severity: 'medium', certainty: 'inferred', floor: 'low' };
  const fromWords = kind === 'problem' ? moreSevere(inferred ?? 'medium', 'medium') : inferred;
  const severity =
    fromWords !== null && isUrgent && kind === 'problem' ? moreSevere(fromWords, 'high') : fromWords;
  if (severity === null || (kind === 'problem' && inferred === null && !isUrgent))
    return { severity: 'medium', certainty: 'none', floor: 'low' };
  return { severity, certainty: 'inferred', floor: isTrouble(severity) ? 'medium' : severity };
};

/** A mail that tries out whether mail comes through is about nothing. */
const isTrial = ({ kind }: KindReading, severity: Severity, host: string): boolean =>
  kind === 'other' && severity === 'info' && host === '';

const readCategory = (mail: MailText): Category => {
  const fields = fold(`${mail.fields.get('service') ?? ''} ${mail.fields.get('problem name') ?? ''}`);
  const text = mail.foldedText.slice(0, headChars);
  const named = categorySignals.map(
    ({ pattern }) => (pattern.test(mail.foldedSubject) ? 3 : 0) + (pattern.test(fields) ? 2 : 0),
  );
  const mostNamed = Math.max(...named);
  let best: Category = 'other';
  let bestScore = 0;
  for (const [index, { category, pattern }] of categorySignals.entries()) {
    const score = named[index] ?? 0;
    // The text, which is long, counts once: most are out of reach without it.
    if (score + 1 < mostNamed || score + 1 <= bestScore) continue;
    const withText = score + (pattern.test(text) ? 1 : 0);
    if (withText > bestScore) {
      best = category;
      bestScore = withText;
    }
  }
  return best;
};

const readCondition = (mail: MailText, host: string): string => {
  const bare = mail.subject
    .replace(/^(?:(?:re|fwd?|aw):\s*)+/iu, '')
    .replace(/\[[^\]]{1,40}\]|\*{2,}/gu, ' ')
    .replace(
      /\b(?:PROBLEM|RECOVERY|ACKNOWLEDGEMENT|CUSTOM)\b|\bis [A-Z]{2,12}\b!?|^\s*(?:problem|resolved|ok|alarm):/giu,
      ' ',
    );
  const withoutHost = host === '' ? bare : bare.replaceAll(host, ' ');
  return cutText(withoutHost.replace(/\s+/g, ' ').trim() || (mail.head[0] ?? ''), maxConditionChars);
};
