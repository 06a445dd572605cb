/** The command line of `npm run eval`: each flag once. */
import { parseArgs } from 'node:util';

export interface EvalFlags {
  analyser:
    | { kind: 'deterministic' }
    | { kind: 'stored'; provider: string; dataDir: string | null; keyFile: string | null }
    | { kind: 'endpoint'; name: string; baseUrl: string; model: string; isLocal: boolean };
  /** Null: the project's own mails. */
  corpus: string | null;
  json: boolean;
  misses: boolean;
  concurrency: number;
  timeoutMs: number;
}

export type EvalCommand =
  | { kind: 'run'; flags: EvalFlags }
  | { kind: 'help' }
  | { kind: 'refused'; reason: string };

const maxConcurrency = 64;
const maxTimeoutS = 600;

export const evalHelp = `Scores how well alert mails are read: severity, state, category, host, resource, and which mails are one condition.

Usage: npm run eval -- --deterministic | --provider ID [flags]

  --deterministic       the reader that needs no model
  --provider ID         a provider of AlertFlow, by its id or name, as kept in the data directory;
                        with --base-url: only a name for the table
    --data-dir DIR      where AlertFlow keeps its data (default: as for serve)
    --key-file FILE     the key that opens the provider's API key (default: as for serve)
  --base-url URL        an OpenAI-compatible endpoint that AlertFlow does not know, with
    --model NAME        its model; its API key comes from the variable ALERTFLOW_EVAL_KEY
    --local             it may see the mails unredacted
  --corpus DIR          mails (*.eml) and labels.json (default: the project's own, test/corpus/alerts)
  --misses              also lists every field and every pair of mails that was read wrongly
  --json                one line of JSON at the end, with shares of 1
  --concurrency N       mails at the same time with a provider, 1 to ${maxConcurrency} (default: as stored, else 2)
  --timeout SECONDS     per mail with --base-url, 1 to ${maxTimeoutS} (default: 60)
  --help

A provider that is not marked local gets the mails without secrets, as in operation. Its answers are held to the mail.
Exit code 0: scored; 1: mails or provider could not be used; 2: wrong flags.
`;

const options = {
  deterministic: { type: 'boolean' },
  provider: { type: 'string' },
  'data-dir': { type: 'string' },
  'key-file': { type: 'string' },
  'base-url': { type: 'string' },
  model: { type: 'string' },
  local: { type: 'boolean' },
  corpus: { type: 'string' },
  misses: { type: 'boolean' },
  json: { type: 'boolean' },
  concurrency: { type: 'string' },
  timeout: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;
type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];

const refused = (reason: string): EvalCommand => ({ kind: 'refused', reason });

/** Reads the arguments (without node and script). */
export const readEvalFlags = (args: readonly string[]): EvalCommand => {
  let values: Values;
  try {
    values = parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const words = error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unknown flag';
    return refused(`${words.replace(/\. To specify a positional.*$/u, '.')} --help shows the flags.`);
  }
  if (values.help === true) return { kind: 'help' };
  const empty = Object.entries(values).find(([, value]) => value === '');
  if (empty !== undefined) return refused(`--${empty[0]} needs a value.`);
  const analyser = analyserOf(values);
  if (typeof analyser === 'string') return refused(analyser);
  const concurrency = wholeNumber(values.concurrency, 0, maxConcurrency);
  if (concurrency === null || values.concurrency === '0')
    return refused(`--concurrency: a whole number from 1 to ${maxConcurrency}.`);
  const timeoutS = wholeNumber(values.timeout, 60, maxTimeoutS);
  if (timeoutS === null || timeoutS === 0)
    return refused(`--timeout: a whole number of seconds from 1 to ${maxTimeoutS}.`);
  return {
    kind: 'run',
    flags: {
      analyser,
      corpus: values.corpus ?? null,
      json: values.json ?? false,
      misses: values.misses ?? false,
      concurrency,
      timeoutMs: timeoutS * 1000,
    },
  };
};

const analyserOf = (values: Values): EvalFlags['analyser'] | string => {
  const baseUrl = values['base-url'];
  if (values.deterministic === true) {
    const other = (['provider', 'base-url', 'model', 'local', 'data-dir', 'key-file'] as const).find(
      (name) => values[name] !== undefined,
    );
    return other === undefined
      ? { kind: 'deterministic' }
      : `--deterministic and --${other} exclude each other: one analyser at a time.`;
  }
  if (baseUrl !== undefined) {
    if (!/^https?:\/\/\S+$/iu.test(baseUrl)) return '--base-url: an http or https address.';
    if (values.model === undefined) return '--base-url needs --model too.';
    return {
      kind: 'endpoint',
      name: values.provider ?? values.model,
      baseUrl,
      model: values.model,
      isLocal: values.local ?? false,
    };
  }
  if (values.model !== undefined) return '--model goes with --base-url.';
  if (values.local !== undefined) return '--local goes with --base-url; a kept provider says it itself.';
  if (values.provider === undefined)
    return 'Say what to score: --deterministic or --provider ID. --help shows the flags.';
  return {
    kind: 'stored',
    provider: values.provider,
    dataDir: values['data-dir'] ?? null,
    keyFile: values['key-file'] ?? null,
  };
};

const wholeNumber = (text: string | undefined, byDefault: number, max: number): number | null => {
  if (text === undefined) return byDefault;
  return /^\d{1,4}$/.test(text) && Number(text) <= max ? Number(text) : null;
};
