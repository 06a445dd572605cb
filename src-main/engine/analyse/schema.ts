/**
 * The model's answer: the one schema of it, its strict JSON schema for `response_format`, and a tolerant reading that
 * maps what is unambiguous, cuts what is too long and drops what does not belong (L2). What it returns always fits.
 */
import { z } from 'zod';
import {
  type Category,
  categories,
  categorySchema,
  type Severity,
  type State,
  severitySchema,
  stateSchema,
} from '../../../src-shared/vocabulary.ts';
import { severityFromWord } from '../recognise/severity-words.ts';

export const maxSummaryChars = 300;
export const maxNameChars = 200;
export const maxListItems = 10;
export const maxListItemChars = 300;
/** All text of an answer together; details and actions are dropped from the end to fit. */
export const maxAnswerChars = 2048;

const name = z.string().max(maxNameChars);
const list = z.array(z.string().min(1).max(maxListItemChars)).max(maxListItems);

export const answerSchema = z.strictObject({
  severity: severitySchema,
  category: categorySchema,
  state: stateSchema,
  system: name,
  host: name,
  resource: name,
  summary: z.string().min(1).max(maxSummaryChars),
  details: list,
  actions: list,
  confidence: z.number().min(0).max(1),
});
export type Answer = z.infer<typeof answerSchema>;

export const answerFields = Object.keys(answerSchema.shape) as (keyof Answer)[];

/** At most 64 characters of [A-Za-z0-9_-]. */
export const answerSchemaName = 'alert_analysis';

const limitKeywords = new Set([
  '$schema',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'minItems',
  'maxItems',
]);

const withoutLimits = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutLimits);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => !limitKeywords.has(key));
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutLimits(inner)]));
};

/**
 * For `response_format`: every property required, no additional ones, and none of the limits, which parts of the
 * field refuse and others do not enforce.
 */
export const answerJsonSchema = withoutLimits(z.toJSONSchema(answerSchema)) as Record<string, unknown>;

export type AnswerReading = { kind: 'answer'; answer: Answer } | { kind: 'invalid'; issues: string[] };

/**
 * Reads a parsed JSON value as an answer. severity, state and summary must be there and clear; everything else
 * falls back to unknown. Issues name fields and what is allowed and hold nothing of the value itself.
 */
export const readAnswer = (value: unknown): AnswerReading => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { kind: 'invalid', issues: ['the answer must be one JSON object'] };
  }
  const raw = lowerCaseKeys(value);
  const parsed = answerSchema.safeParse(
    fitted({
      severity: readSeverity(raw.severity),
      category: readCategory(raw.category),
      state: readState(raw.state),
      system: readName(raw.system),
      host: readName(raw.host),
      resource: readName(raw.resource),
      summary: oneLine(raw.summary).slice(0, maxSummaryChars).trim(),
      details: readList(raw.details),
      actions: readList(raw.actions),
      confidence: readConfidence(raw.confidence),
    }),
  );
  return parsed.success
    ? { kind: 'answer', answer: parsed.data }
    : { kind: 'invalid', issues: parsed.error.issues.map(issueText) };
};

const unknownNames = new Set([
  'unknown',
  'n/a',
  'na',
  'none',
  'null',
  '-',
  'undefined',
  'not specified',
  'نامشخص',
]);

const stateSynonyms: Record<State, readonly string[]> = {
  firing: [
    'problem',
    'alerting',
    'active',
    'open',
    'triggered',
    'down',
    'failed',
    'failing',
    'ongoing',
    'alarm',
  ],
  resolved: ['ok', 'recovered', 'recovery', 'up', 'cleared', 'clear', 'closed', 'normal', 'fixed', 'resolve'],
  info: ['informational', 'information', 'notice', 'unknown', 'none', 'report'],
};

const categorySynonyms: Partial<Record<Category, readonly string[]>> = {
  auth: ['authentication', 'login', 'authorization', 'access'],
  backup: ['backups'],
  database: ['db', 'sql'],
  network: ['net', 'networking', 'connectivity'],
  system: ['os', 'cpu', 'memory', 'host', 'server', 'performance'],
  service: ['application', 'app', 'web', 'services', 'process', 'http'],
  storage: ['disk', 'filesystem', 'disk space', 'raid'],
  hardware: ['ups', 'power', 'sensor', 'temperature'],
  virtualization: ['vm', 'virtualisation', 'hypervisor', 'container'],
  security: ['intrusion', 'malware', 'firewall'],
};

const fromTable = <K extends string>(table: Partial<Record<K, readonly string[]>>): Map<string, K> =>
  new Map(
    (Object.entries(table) as [K, readonly string[]][]).flatMap(([key, words]) =>
      [key, ...words].map((word): [string, K] => [word, key]),
    ),
  );
const stateByWord = fromTable(stateSynonyms);
const categoryByWord = fromTable(categorySynonyms);

const readWord = (value: unknown): string => (typeof value === 'string' ? value.trim().toLowerCase() : '');

const readSeverity = (value: unknown): Severity | undefined => severityFromWord(readWord(value)) ?? undefined;

const readState = (value: unknown): State | undefined => stateByWord.get(readWord(value));

const readCategory = (value: unknown): Category => {
  const word = readWord(value);
  const known = categories.find((category) => category === word);
  return known ?? categoryByWord.get(word) ?? 'other';
};

const readName = (value: unknown): string => {
  const text = oneLine(value).slice(0, maxNameChars).trim();
  return unknownNames.has(text.toLowerCase()) ? '' : text;
};

const readList = (value: unknown): string[] => {
  const items = Array.isArray(value)
    ? value
    : typeof value === 'string'
      ? value.slice(0, 10_000).split('\n')
      : [];
  return items
    .slice(0, maxListItems * 4)
    .map((item) => oneLine(item).slice(0, maxListItemChars).trim())
    .filter((item) => item !== '')
    .slice(0, maxListItems);
};

const readConfidence = (value: unknown): number => {
  const number = typeof value === 'string' ? Number.parseFloat(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) return 0.5;
  const share = number > 1 && number <= 100 ? number / 100 : number;
  return Math.min(1, Math.max(0, share));
};

/** Text on one line without control and direction characters; '' for what is no text. Reads a bounded part of it. */
const oneLine = (value: unknown): string => {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value !== 'string') return '';
  return value
    .slice(0, maxListItemChars * 4)
    .toWellFormed()
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
    .replace(/[\u202a-\u202e\u2066-\u2069\u200b\ufeff]/g, '')
    .replace(/ {2,}/g, ' ')
    .trim();
};

const lowerCaseKeys = (value: object): Partial<Record<keyof Answer, unknown>> => {
  const known = new Map<string, keyof Answer>(answerFields.map((field) => [field, field]));
  const picked: Partial<Record<keyof Answer, unknown>> = {};
  for (const [key, inner] of Object.entries(value)) {
    const field = known.get(key.trim().toLowerCase());
    if (field !== undefined && picked[field] === undefined) picked[field] = inner;
  }
  return picked;
};

type Draft = Omit<Answer, 'severity' | 'state'> & {
  severity: Severity | undefined;
  state: State | undefined;
};

const fitted = (draft: Draft): Draft => {
  const fixed = draft.system.length + draft.host.length + draft.resource.length + draft.summary.length;
  let room = maxAnswerChars - fixed;
  const fit = (items: string[]): string[] =>
    items.filter((item) => {
      const fits = item.length <= room;
      room = fits ? room - item.length : 0;
      return fits;
    });
  const actions = fit(draft.actions.slice(0, 4));
  const details = fit(draft.details);
  return { ...draft, actions: [...actions, ...fit(draft.actions.slice(4))], details };
};

const issueText = (issue: z.core.$ZodIssue): string => {
  const field = issue.path.join('.') || 'answer';
  return issue.code === 'invalid_value'
    ? `${field}: must be one of ${issue.values.join(', ')}`
    : `${field}: ${issue.message}`;
};
