/**
 * How well mails are read: an analyser's answers against labels that say what is acceptable. Pure, so that the command
 * line and the console score alike. Shares are of 1.
 */
import { z } from 'zod';
import type { Analysis } from '../../../src-shared/contract/alerts.ts';
import type { TokenCount } from './provider-outcome.ts';

const acceptable = z.array(z.string());
const oneOrMore = z.union([z.string().transform((one) => [one]), acceptable]);

/**
 * What may be said of one mail. Lists hold acceptable values, the best first; an empty one accepts anything. Host and
 * resource: one of the values occurs in the answer, case aside. Mails of the same condition share a fingerprint.
 */
export const evalLabelSchema = z.object({
  file: z.string(),
  severity: oneOrMore,
  state: oneOrMore,
  category: oneOrMore,
  host: oneOrMore,
  resource: oneOrMore,
  condition: z.string(),
});
export type EvalLabel = z.infer<typeof evalLabelSchema>;
export const evalLabelsSchema = z.array(evalLabelSchema).min(1);

export const evalFields = ['severity', 'state', 'category', 'host', 'resource'] as const;
export type EvalField = (typeof evalFields)[number];
export type EvalAnswer = Pick<Analysis, EvalField>;

/** What came of one mail. */
export interface EvalRead {
  label: EvalLabel;
  /** Null where the analyser failed; it then counts as wrong in every field. */
  answer: EvalAnswer | null;
  /** Why it failed, without secrets and mail text. */
  failure: string | null;
  /** '' where the mail was given no identity. */
  fingerprint: string;
  latencyMs: number;
  tokens: TokenCount | null;
}

/** A field that was read wrongly. */
export interface EvalMiss {
  file: string;
  field: EvalField;
  expected: string[];
  got: string;
}

/** A pair of mails that is one condition and was not taken as one (`missed`), or the reverse (`false`). */
export interface EvalPairMiss {
  kind: 'missed' | 'false';
  files: [string, string];
}

export interface EvalScore extends Record<EvalField, number> {
  mails: number;
  failed: number;
  correlation: { precision: number; recall: number; pairs: number; truePairs: number; falsePairs: number };
  latencyMs: { mean: number; p50: number; p95: number; max: number };
  /** Null where the analyser counts none. */
  tokens: TokenCount | null;
  misses: EvalMiss[];
  pairMisses: EvalPairMiss[];
}

const maxPairMisses = 1_000;

export const scoreEval = (reads: readonly EvalRead[]): EvalScore => {
  const misses = reads.flatMap(missesOf);
  const share = (field: EvalField): number =>
    reads.length === 0 ? 0 : 1 - misses.filter((miss) => miss.field === field).length / reads.length;
  return {
    mails: reads.length,
    failed: reads.filter(({ answer }) => answer === null).length,
    severity: share('severity'),
    state: share('state'),
    category: share('category'),
    host: share('host'),
    resource: share('resource'),
    ...correlate(reads),
    latencyMs: latencyOf(reads.map(({ latencyMs }) => latencyMs)),
    tokens: sumTokens(reads),
    misses,
  };
};

const missesOf = ({ label, answer, failure }: EvalRead): EvalMiss[] =>
  evalFields
    .filter((field) => answer === null || !isAccepted(field, label[field], answer[field]))
    .map((field) => ({
      file: label.file,
      field,
      expected: label[field],
      got: answer === null ? `failed: ${failure ?? 'no answer'}` : answer[field],
    }));

const isAccepted = (field: EvalField, accepted: readonly string[], value: string): boolean => {
  if (accepted.length === 0) return true;
  if (field !== 'host' && field !== 'resource') return accepted.includes(value);
  return accepted.some((part) => value.toLowerCase().includes(part.toLowerCase()));
};

/** Over all pairs of mails. Precision is 1 where no pair was found, recall where there is none to find. */
const correlate = (reads: readonly EvalRead[]): Pick<EvalScore, 'correlation' | 'pairMisses'> => {
  let pairs = 0;
  let truePairs = 0;
  let falsePairs = 0;
  const pairMisses: EvalPairMiss[] = [];
  reads.forEach((one, index) => {
    for (const other of reads.slice(index + 1)) {
      const isPair = one.label.condition === other.label.condition;
      const isFound = one.fingerprint !== '' && one.fingerprint === other.fingerprint;
      if (isPair) pairs += 1;
      if (isPair && isFound) truePairs += 1;
      if (!isPair && isFound) falsePairs += 1;
      if (isPair !== isFound && pairMisses.length < maxPairMisses)
        pairMisses.push({
          kind: isPair ? 'missed' : 'false',
          files: [one.label.file, other.label.file],
        });
    }
  });
  const found = truePairs + falsePairs;
  return {
    correlation: {
      precision: found === 0 ? 1 : truePairs / found,
      recall: pairs === 0 ? 1 : truePairs / pairs,
      pairs,
      truePairs,
      falsePairs,
    },
    pairMisses,
  };
};

const latencyOf = (latencies: readonly number[]): EvalScore['latencyMs'] => {
  const sorted = [...latencies].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
  const sum = sorted.reduce((total, one) => total + one, 0);
  return {
    mean: round(sorted.length === 0 ? 0 : sum / sorted.length),
    p50: round(at(0.5)),
    p95: round(at(0.95)),
    max: round(at(1)),
  };
};

const round = (ms: number): number => Math.round(ms * 100) / 100;

const sumTokens = (reads: readonly EvalRead[]): TokenCount | null =>
  reads.reduce<TokenCount | null>(
    (sum, { tokens }) =>
      tokens === null
        ? sum
        : {
            prompt: (sum?.prompt ?? 0) + tokens.prompt,
            completion: (sum?.completion ?? 0) + tokens.completion,
          },
    null,
  );
