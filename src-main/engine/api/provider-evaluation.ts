/** Scores a provider on the sample mails, telling how far it is. */
import type { ProviderEvaluation } from '../../../src-shared/contract/providers.ts';
import { deterministicEval, providerEval, runEval } from '../analyse/eval-run.ts';
import { evalSamples } from '../analyse/eval-samples.ts';
import type { EvalScore } from '../analyse/eval-score.ts';
import { createProviderClient } from '../analyse/provider-client.ts';
import type { ProviderRecord } from '../analyse/provider-record.ts';
import type { Services } from '../services.ts';

/** More at a time would measure the queue before the model. */
const maxAtATime = 4;

export async function* evaluateProvider(
  { egress, ports: { clock }, config }: Services,
  record: ProviderRecord,
  signal: AbortSignal,
): AsyncGenerator<ProviderEvaluation> {
  const mails = evalSamples();
  const total = mails.length;
  const language = config.current().settings.summaryLanguage;
  const client = createProviderClient(record, { egress, clock, onResponseMode: () => {} });
  let done = 0;
  let wake = (): void => {};
  const running = runEval(mails, providerEval(client), {
    ...{ clock, language, signal },
    concurrency: Math.min(record.concurrency, maxAtATime),
    onRead(count) {
      done = count;
      wake();
    },
  }).then(
    (score) => ({ score }),
    (error: unknown) => ({ error }),
  );
  const onEnd = (): void => wake();
  signal.addEventListener('abort', onEnd);
  try {
    let ended: Awaited<typeof running> | null = null;
    void running.then((outcome) => {
      ended = outcome;
      wake();
    });
    for (let said = -1; ended === null && !signal.aborted; ) {
      if (done !== said) {
        said = done;
        yield { done: said, total, score: null, reader: null };
        continue;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    if (signal.aborted) return;
    const outcome = await running;
    if ('error' in outcome) throw outcome.error;
    const reader = await runEval(mails, deterministicEval(clock), { clock, language, signal });
    yield { done: total, total, score: sharesOf(outcome.score), reader: sharesOf(reader) };
  } finally {
    signal.removeEventListener('abort', onEnd);
  }
}

const sharesOf = (score: EvalScore): NonNullable<ProviderEvaluation['score']> => {
  const { mails, failed, severity, state, category, host, resource, latencyMs, tokens, misses } = score;
  return {
    ...{ mails, failed, severity, state, category, host, resource },
    latencyMs: { p50: Math.round(latencyMs.p50), max: Math.round(latencyMs.max) },
    tokens,
    misses: misses.map(({ file, ...miss }) => ({ mail: file, ...miss })),
  };
};
