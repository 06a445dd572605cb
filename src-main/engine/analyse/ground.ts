/**
 * Holds a model's words to the mail (L3): every address, name, path, command, phone number and quantity in them must stand
 * in it, spelling variants aside. What does not is taken out and marked; what does is shown with the words of the mail that
 * support it. Mentions and markup are broken up, so that no channel makes anything of them.
 */
import type { Analysis, Evidence } from '../../../src-shared/contract/alerts.ts';
import type { Language } from '../../../src-shared/vocabulary.ts';
import type { Envelope, ParsedMail } from '../message.ts';
import type { Facts } from '../recognise/facts.ts';
import { cutText } from '../recognise/mail-text.ts';
import { type Claim, type ClaimKind, findClaims } from './claims.ts';
import { foldInPlace } from './plain-text.ts';
import { isOfPrompt } from './prompt.ts';
import { type Quantity, readQuantities, supports } from './quantities.ts';
import { maxListItemChars, maxNameChars, maxSummaryChars } from './schema.ts';

const maxSourceChars = 100_000;
const maxEvidence = 40;
const maxEvidenceChars = 120;
const marks: Record<Language, string> = { en: '[removed]', fa: '[حذف شد]' };

export interface Grounded {
  analysis: Analysis;
  /** What was taken out, by field and sort, without the words themselves. */
  notes: string[];
}

export interface GroundOptions {
  /** The mail speaks to the model: what a person could follow, call or run is taken out even where it stands in it. */
  isHostile?: boolean;
}

interface Source {
  /** Whether `at` may be given: it is the mail's text. */
  isText: boolean;
  text: string;
  folded: string;
  quantities: Quantity[];
}

interface Place {
  source: Source;
  start: number;
  end: number;
}

/** What a mail says, made ready to be asked. Make it once for a mail. */
export interface MailSays {
  sources: Source[];
  /** Its digits with what separates them gone, for phone numbers. */
  digits: string;
}

export const mailSays = (mail: ParsedMail, envelope: Envelope): MailSays => {
  const source = (text: string, isText = false): Source => {
    const folded = foldInPlace(text);
    return { isText, text, folded, quantities: readQuantities(folded) };
  };
  const head = [
    mail.subject,
    ...mail.otherSubjects,
    mail.from.display,
    mail.from.address,
    envelope.mailFrom,
    ...envelope.rcptTo,
    ...mail.to,
    new Date(envelope.receivedAt).toISOString(),
  ];
  const sources = [source(mail.text.slice(0, maxSourceChars), true), source(head.join('\n'))];
  const digits = sources
    .map(({ folded }) => folded.replace(/(?<=\d)[ ().\u00a0-]{1,3}(?=\d)/g, ''))
    .join('\n');
  return { sources, digits };
};

/** The analysis with only what the mail supports. Where nothing of the summary is left, the deterministic one stands. */
export const groundAnalysis = (
  analysis: Analysis,
  facts: Facts,
  mail: MailSays,
  { isHostile = false }: GroundOptions = {},
): Grounded => {
  const language: Language = analysis.language === 'fa' ? 'fa' : 'en';
  const notes: string[] = [];
  const evidence: Evidence[] = [];
  const say = (field: string, kinds: readonly string[]): void => {
    if (kinds.length > 0)
      notes.push(`${field}: removed what the mail does not say (${[...new Set(kinds)].join(', ')})`);
  };
  const sentence = (field: string, text: string, maxChars: number): string => {
    const grounded = groundSentence(text, mail, marks[language], isHostile);
    say(field, grounded.removed);
    for (const words of grounded.support) evidence.push({ field, ...words });
    return cutText(grounded.text, maxChars);
  };
  const list = (field: string, items: readonly string[]): string[] =>
    items
      .map((item) => sentence(field, item, maxListItemChars))
      .filter((item) => hasWords(item, marks[language]));

  const host = groundName(analysis.host, mail, true);
  if (host === null && analysis.host !== '') say('host', ['name']);
  const resource = groundName(analysis.resource, mail, false);
  if (resource === null && analysis.resource !== '') say('resource', ['name']);
  for (const [field, place] of [
    ['host', host],
    ['resource', resource],
  ] as const) {
    if (place !== null) evidence.push({ field, ...wordsOf(place) });
  }
  const summary = sentence('summary', analysis.summary, maxSummaryChars);
  const details = list('details', analysis.details);
  const actions = list('actions', analysis.actions);
  return {
    analysis: {
      ...analysis,
      host: host === null ? facts.host : analysis.host,
      resource: resource === null ? facts.resource : analysis.resource,
      system: cutText(groundSentence(analysis.system, mail, '').text, maxNameChars),
      summary: hasWords(summary, marks[language]) ? summary : cutText(facts.summary, maxSummaryChars),
      details,
      actions,
      evidence: tidyEvidence([...locateEvidence(facts, mail), ...evidence]),
    },
    notes: [...new Set(notes)],
  };
};

/** The deterministic evidence, each in the mail's own spelling and with its place where it is found again. */
export const locateEvidence = (facts: Pick<Facts, 'evidence'>, mail: MailSays): Evidence[] =>
  facts.evidence.map(({ field, words }) => {
    const place =
      findLiteral(words, mail, false) ?? findLiteral(words.replace(/^[^:]{1,60}:\s*/, ''), mail, false);
    return place === null ? { field, words } : { field, ...wordsOf(place) };
  });

const tidyEvidence = (evidence: Evidence[]): Evidence[] => {
  const seen = new Set<string>();
  return evidence
    .filter(({ field, words }) => {
      const key = `${field} ${words}`;
      if (words === '' || seen.has(key)) return false;
      seen.add(key);
      return true;
    })
    .slice(0, maxEvidence);
};

const hasWords = (text: string, mark: string): boolean => /[\p{L}\p{N}]/u.test(text.replaceAll(mark, ''));

export interface GroundedSentence {
  text: string;
  removed: (ClaimKind | 'instructions')[];
  support: Omit<Evidence, 'field'>[];
}

/** One sentence: claims that the mail does not hold become `mark`. */
export const groundSentence = (
  text: string,
  mail: MailSays,
  mark: string,
  isHostile = false,
): GroundedSentence => {
  const plain = withoutMarkup(withoutPlaceholders(text, mark));
  if (isOfPrompt(plain)) return { text: '', removed: ['instructions'], support: [] };
  const folded = foldInPlace(plain);
  const removed: (ClaimKind | 'instructions')[] = [];
  const support: Omit<Evidence, 'field'>[] = [];
  let out = '';
  let at = 0;
  for (const claim of findClaims(folded)) {
    out += plain.slice(at, claim.start);
    at = claim.end;
    const words = plain.slice(claim.start, claim.end);
    const isBarred = isHostile && followed.has(claim.kind);
    const place = isBarred ? null : supportOf(claim, folded.slice(claim.start, claim.end), mail);
    if (place === null) {
      removed.push(claim.kind);
      out += mark;
    } else {
      if (place !== 'yes') support.push(wordsOf(place));
      out += words;
    }
  }
  out += plain.slice(at);
  return { text: tidy(withoutMentions(out), mark), removed, support };
};

const followed: ReadonlySet<ClaimKind> = new Set(['url', 'mail address', 'phone number', 'command']);

/** What is left of redaction: a secret stays one, and a name that is none of this mail's is nothing. */
const withoutPlaceholders = (text: string, mark: string): string =>
  text.replace(/\[SECRET_\d{1,5}\]/g, '•••').replace(/\[(?:HOST|IP|USER|EMAIL)_\d{1,5}\]/g, mark);

/** Links keep their text and their target apart, tags go, and so do the signs around code. */
const withoutMarkup = (text: string): string =>
  text
    .replace(
      /!?\[([^\]\n]{0,300})\]\(\s*((?:[a-z][a-z0-9+.-]{1,20}:|www\.|\/\/)[^)\n]{0,2000})\)/gi,
      '$1 ($2)',
    )
    .replace(/<\/?[a-z!][^<>]{0,500}>/gi, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();

/** `@room`, `@everyone`, `@name:server` are words for people to read, not to be called by. Mail addresses stay whole. */
const withoutMentions = (text: string): string =>
  text.replace(/(?<![\p{L}\p{N}._%+-])@(?=[\p{L}\p{N}_])/gu, '@ ');

const repeated: Record<string, RegExp> = {
  [marks.en]: /(?:\[removed\][\s,;]*){2,}/g,
  [marks.fa]: /(?:\[حذف شد\][\s,;]*){2,}/g,
};

const tidy = (text: string, mark: string): string => {
  const once = mark === '' ? text : text.replace(repeated[mark] ?? /$^/, `${mark} `);
  return once.replaceAll('`', '').replace(/ {2,}/g, ' ').trim();
};

const supportOf = (claim: Claim, folded: string, mail: MailSays): Place | 'yes' | null => {
  switch (claim.kind) {
    case 'number':
      return claim.quantity === undefined ? null : findQuantity(claim.quantity, mail);
    case 'phone number':
      return mail.digits.includes(folded.replace(/[ ().\u00a0-]/g, '')) ? 'yes' : null;
    case 'url':
      // Nothing but the web is worth repeating, whoever wrote it.
      return /^(?:https?:\/\/|www\d?\.)/.test(folded) ? findLiteral(folded, mail, true) : null;
    case 'command':
      return findLiteral(folded.replaceAll('`', '').trim(), mail, false);
    case 'mail address':
    case 'address':
    case 'path':
    case 'name':
      return findLiteral(folded, mail, true);
    default:
      return claim.kind satisfies never;
  }
};

const findQuantity = (claimed: Quantity, mail: MailSays): Place | null => {
  for (const source of mail.sources) {
    const exact =
      source.quantities.find(
        (stated) =>
          stated.unit === claimed.unit && stated.values.some((value) => claimed.values.includes(value)),
      ) ?? source.quantities.find((stated) => supports(stated, claimed));
    if (exact !== undefined) return { source, start: exact.start, end: exact.end };
  }
  return null;
};

/**
 * The words as they stand in the mail, blanks between them aside; not inside a longer word, and a dotted name or address
 * not at the beginning of a longer one (`mon.example.net` is not in `mon.example.net.evil.example`).
 */
const findLiteral = (text: string, mail: MailSays, isDotted: boolean): Place | null => {
  const folded = foldInPlace(text).trim();
  if (folded === '') return null;
  const words = folded.split(/\s+/);
  for (const source of mail.sources) {
    const found = findWords(source.folded, words, isDotted && folded.includes('.'));
    if (found !== null) return { source, ...found };
  }
  return null;
};

const maxTries = 200;
const isWordChar = (char: string): boolean => /[\p{L}\p{N}_]/u.test(char);

/** By hand: a pattern made for each claim costs a hundred times as much to make as to use. */
const findWords = (
  text: string,
  words: readonly string[],
  isDotted: boolean,
): { start: number; end: number } | null => {
  const [first = ''] = words;
  const startsInWord = isWordChar(first[0] ?? '');
  const endsInWord = isWordChar(words.at(-1)?.at(-1) ?? '');
  let tries = 0;
  for (
    let start = text.indexOf(first);
    start !== -1 && tries < maxTries;
    start = text.indexOf(first, start + 1)
  ) {
    tries += 1;
    const before = text[start - 1] ?? '';
    if (startsInWord && (isWordChar(before) || before === '-')) continue;
    const end = endOfWords(text, words, start);
    if (end === null) continue;
    const after = text[end] ?? '';
    if (endsInWord && isWordChar(after)) continue;
    if (endsInWord && isDotted) {
      if (after === '-' || after === '@' || (after === '.' && /[\p{L}\p{N}]/u.test(text[end + 1] ?? '')))
        continue;
    }
    return { start, end };
  }
  return null;
};

/** Where the words end that begin at `start`, any blanks between them; null where they do not stand there. */
const endOfWords = (text: string, words: readonly string[], start: number): number | null => {
  let at = start;
  for (const [index, word] of words.entries()) {
    if (index > 0) {
      const from = at;
      while (at - from < 40 && /\s/.test(text[at] ?? '')) at += 1;
      if (at === from) return null;
    }
    if (!text.startsWith(word, at)) return null;
    at += word.length;
  }
  return at;
};

/** A host stands whole; of a resource each word must, for models put a device and its mount point together. */
const groundName = (name: string, mail: MailSays, isHost: boolean): Place | null => {
  const whole = name === '' ? null : findLiteral(name, mail, false);
  if (whole !== null || isHost || name === '') return whole;
  const words = name.split(/[\s,;:()[\]"']+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  let first: Place | null = null;
  for (const word of words) {
    const place = findLiteral(word, mail, false);
    if (place === null) return null;
    first ??= place;
  }
  return first;
};

const wordsOf = ({ source, start, end }: Place): Omit<Evidence, 'field'> => ({
  words: source.text.slice(start, Math.min(end, start + maxEvidenceChars)),
  ...(source.isText ? { at: start } : {}),
});
