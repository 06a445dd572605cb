/** `npm run eval`: scores an analyser on labelled mails. */
import { resolve } from 'node:path';
import { deterministicEval, providerEval, runEval } from '../../engine/analyse/eval-run.ts';
import { createProviderClient } from '../../engine/analyse/provider-client.ts';
import { createEgress } from '../../engine/egress.ts';
import { AppError } from '../../engine/errors.ts';
import { systemClock } from '../../platform/clock.ts';
import { readEvalCorpus } from './eval-corpus.ts';
import { type EvalFlags, evalHelp, readEvalFlags } from './eval-flags.ts';
import { evalProvider } from './eval-provider.ts';
import { evalMisses, evalTable } from './eval-report.ts';
import { silentLogger } from './silent-logger.ts';

const usageError = 2;
const failure = 1;
const ownCorpus = resolve(import.meta.dirname, '..', '..', '..', 'test', 'corpus', 'alerts');

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const complain = (text: string): void => void process.stderr.write(`${text}\n`);

const main = async (): Promise<number> => {
  const command = readEvalFlags(process.argv.slice(2));
  if (command.kind === 'help') {
    say(evalHelp);
    return 0;
  }
  if (command.kind === 'refused') {
    complain(command.reason);
    return usageError;
  }
  try {
    return await score(command.flags);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    complain(error.message);
    return failure;
  }
};

const score = async (flags: EvalFlags): Promise<number> => {
  const folder = flags.corpus === null ? ownCorpus : resolve(flags.corpus);
  const mails = await readEvalCorpus(folder);
  const calledOff = new AbortController();
  const callOff = (): void => calledOff.abort();
  process.once('SIGINT', callOff).once('SIGTERM', callOff);
  const { name, analyse, concurrency, stop } = await analyserOf(flags);
  try {
    const result = await runEval(mails, analyse, {
      clock: systemClock,
      concurrency,
      signal: calledOff.signal,
      onRead: flags.analyser.kind === 'deterministic' ? () => {} : showProgress,
    });
    say(evalTable(result, name));
    if (flags.misses) say(evalMisses(result));
    if (flags.json) {
      const { misses, pairMisses, ...figures } = result;
      say(
        JSON.stringify({
          analyser: name,
          corpus: folder,
          ...figures,
          ...(flags.misses ? { misses, pairMisses } : {}),
        }),
      );
    }
    return result.failed === result.mails ? failure : 0;
  } catch (error) {
    if (!calledOff.signal.aborted) throw error;
    complain('Stopped.');
    return failure;
  } finally {
    await stop();
  }
};

const analyserOf = async (flags: EvalFlags) => {
  if (flags.analyser.kind === 'deterministic')
    return {
      name: 'deterministic',
      analyse: deterministicEval(systemClock),
      concurrency: 1,
      stop: async () => {},
    };
  const record = await evalProvider(flags.analyser, flags.timeoutMs, process.env);
  const egress = createEgress({
    logger: silentLogger,
    ownPorts: () => [],
    // The endpoint is the operator's own choice.
    allowedPrivateHosts: () => [new URL(record.baseUrl).hostname],
  });
  const client = createProviderClient(record, { egress, clock: systemClock, onResponseMode: () => {} });
  return {
    name: `${record.name} (${record.model})`,
    analyse: providerEval(client),
    concurrency: flags.concurrency || record.concurrency,
    stop: () => egress.stop(),
  };
};

const showProgress = (done: number, total: number): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${total}${done === total ? '\n' : ''}`);
};

process.exitCode = await main();
