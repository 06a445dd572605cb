/** A score as people read it. */
import { type EvalScore, evalFields } from '../../engine/analyse/eval-score.ts';

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

export const evalTable = (score: EvalScore, analyser: string): string => {
  const { correlation, latencyMs, tokens } = score;
  const right = (field: (typeof evalFields)[number]): string =>
    `${score.mails - score.misses.filter((miss) => miss.field === field).length} of ${score.mails}`;
  const rows: [string, string, string][] = [
    ...evalFields.map((field): [string, string, string] => [field, percent(score[field]), right(field)]),
    [
      'correlation precision',
      percent(correlation.precision),
      `${correlation.falsePairs} of ${correlation.truePairs + correlation.falsePairs} pairs wrong`,
    ],
    [
      'correlation recall',
      percent(correlation.recall),
      `${correlation.truePairs} of ${correlation.pairs} pairs found`,
    ],
    [
      'latency, mean',
      `${latencyMs.mean} ms`,
      `p50 ${latencyMs.p50}, p95 ${latencyMs.p95}, max ${latencyMs.max} ms`,
    ],
    [
      'tokens',
      tokens === null ? 'none' : String(tokens.prompt + tokens.completion),
      tokens === null ? '' : `${tokens.prompt} prompt, ${tokens.completion} answer`,
    ],
    ['failed', String(score.failed), `of ${score.mails} mails`],
  ];
  return [
    `${analyser}, ${score.mails} mails`,
    '',
    ...rows.map(([name, value, note]) => `  ${name.padEnd(24)}${value.padStart(10)}   ${note}`.trimEnd()),
    '',
  ].join('\n');
};

export const evalMisses = ({ misses, pairMisses }: EvalScore): string =>
  [
    ...misses.map(
      ({ file, field, expected, got }) =>
        `  ${file}: ${field} is ${JSON.stringify(got)}, acceptable: ${expected.join(', ')}`,
    ),
    ...pairMisses.map(({ kind, files: [one, other] }) =>
      kind === 'missed'
        ? `  ${one} and ${other} are one condition and were taken as two`
        : `  ${one} and ${other} are two conditions and were taken as one`,
    ),
  ].join('\n');
