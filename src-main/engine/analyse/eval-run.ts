/** Has an analyser read labelled mails, as the product would, and scores what comes of it. */
import type { Language } from '../../../src-shared/vocabulary.ts';
import { mimeToMail } from '../ingest/mime-to-mail.ts';
import type { Envelope, ParsedMail } from '../message.ts';
import type { Clock } from '../ports.ts';
import { recognise } from '../recognise/registry.ts';
import { deterministicAnalysis } from './deterministic.ts';
import { type EvalAnswer, type EvalLabel, type EvalRead, type EvalScore, scoreEval } from './eval-score.ts';
import { finishAnalysis } from './finish.ts';
import { mailSays } from './ground.ts';
import { type Band, defaultBand } from './hold-to-facts.ts';
import { injectionSignals } from './injection.ts';
import type { AnalyseInput } from './input.ts';
import type { ProviderClient } from './provider-client.ts';
import type { TokenCount } from './provider-outcome.ts';

export interface EvalMail {
  label: EvalLabel;
  raw: Uint8Array;
}

/** One analyser under examination. It answers, it does not throw. */
export type EvalAnalyser = (
  input: AnalyseInput,
  signal: AbortSignal,
) => Promise<{ answer: EvalAnswer | null; failure: string | null; tokens: TokenCount | null }>;

export const deterministicEval =
  (clock: Clock): EvalAnalyser =>
  async (input) => ({
    answer: deterministicAnalysis(input, clock.now()),
    failure: null,
    tokens: null,
  });

/** A model's answer held to the mail, the facts and the band, as people would be told. */
export const providerEval =
  (client: ProviderClient, band: Band = defaultBand): EvalAnalyser =>
  async (input, signal) => {
    const outcome = await client.analyse(input, signal);
    if (outcome.kind === 'failed')
      return { answer: null, failure: `${outcome.code}: ${outcome.reason}`, tokens: null };
    const says = mailSays(input.mail, input.envelope);
    const { analysis } = finishAnalysis(outcome.analysis, input, says, injectionSignals(input.mail), band);
    return { answer: analysis, failure: null, tokens: outcome.tokens };
  };

export interface EvalOptions {
  clock: Clock;
  language?: Language;
  /** Mails at the same time. */
  concurrency?: number;
  signal?: AbortSignal;
  onRead?: (done: number, total: number) => void;
}

/** Reads all mails and scores them. The latency is parsing, recognising and analysing together. Rejects when called off. */
export const runEval = async (
  mails: readonly EvalMail[],
  analyse: EvalAnalyser,
  options: EvalOptions,
): Promise<EvalScore> => {
  const { clock, language = 'en', concurrency = 1, onRead } = options;
  const signal = options.signal ?? new AbortController().signal;
  const reads: EvalRead[] = [];
  const order = mails.entries();
  const work = async (): Promise<void> => {
    for (const [index, { label, raw }] of order) {
      signal.throwIfAborted();
      const startedAt = clock.monotonic();
      const mail = await mimeToMail(raw);
      const envelope = envelopeOf(mail, raw.length, clock.now());
      const facts = recognise(mail, envelope);
      const found = await analyse({ mail, envelope, facts, language }, signal);
      signal.throwIfAborted();
      reads[index] = {
        label,
        ...found,
        fingerprint: facts.fingerprint,
        latencyMs: clock.monotonic() - startedAt,
      };
      onRead?.(reads.filter((read) => read !== undefined).length, mails.length);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, concurrency) }, work));
  return scoreEval(reads);
};

/** A stored mail has lost its envelope; its headers stand in. */
const envelopeOf = (mail: ParsedMail, sizeBytes: number, now: number): Envelope => ({
  id: 'eval',
  nodeId: 'eval',
  receivedAt: now,
  remoteAddress: '127.0.0.1',
  helo: 'localhost',
  mailFrom: mail.from.address,
  rcptTo: mail.to,
  secure: false,
  user: null,
  sizeBytes,
  digest: '',
});
