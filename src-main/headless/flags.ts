/**
 * The command line and the environment: each flag once, with its default, what is allowed, and one sentence of help.
 * `--help`, the README's table and every refusal come from this table.
 */
import { z } from 'zod';
import { logLevels } from '../../src-shared/contract/logs.ts';
import { passwordSchema } from '../../src-shared/contract/users.ts';
import type { Role } from '../engine/engine.ts';
import { AppError } from '../engine/errors.ts';
import { parseRedisUrl } from '../engine/store/redis-url.ts';

interface Flag<T> {
  /** From the text given to its value; refuses with an issue whose words do not matter: `allowed` is shown. */
  schema: z.ZodType<T, string>;
  allowed: string;
  help: string;
  /** Shown as the value's name in help; null: a switch that takes no value. */
  value: string | null;
  /** What holds when it is not given, in words where it depends. */
  default: string;
  /** Only in the environment: what a command line holds, every user of the machine can read. */
  isSecret?: boolean;
  /** Says what is wrong with a value and repeats nothing of it, for it may hold a password. */
  refusal?: (written: string) => string;
}

const flag = <T>(definition: Flag<T>): Flag<T> => definition;

const text = z.string().trim().min(1).max(1000);
const port = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .refine((number) => number <= 65_535);
const host = z.string().regex(/^[A-Za-z0-9._:%-]{1,255}$/);
const choice = z
  .enum(['', 'true', '1', 'yes', 'false', '0', 'no'])
  .transform((word) => ['', 'true', '1', 'yes'].includes(word));

const allRoles: readonly Role[] = ['ingest', 'worker', 'console'];
const role = z
  .string()
  .transform((list) => list.split(',').map((word) => word.trim()))
  .pipe(z.array(z.enum(['all', 'ingest', 'worker', 'console'])).min(1))
  .transform((words): Role[] => allRoles.filter((one) => words.includes('all') || words.includes(one)));

const sizes: Record<string, number> = { '': 1, kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3 };
const size = z
  .string()
  .regex(/^\d{1,15}(kb|mb|gb)?$/i)
  .transform((written) => {
    const [, digits = '', unit = ''] = /^(\d+)([a-z]*)$/i.exec(written) ?? [];
    return Number(digits) * (sizes[unit.toLowerCase()] ?? 1);
  })
  .refine((bytes) => bytes >= 16 * 1024 ** 2 && bytes <= 1024 ** 4);

/** Why a Redis cannot be at this URL; null where it can. */
const redisUrlFault = (url: string): string | null => {
  try {
    parseRedisUrl(url);
    return null;
  } catch (error) {
    return error instanceof AppError ? error.message : 'The Redis URL is not valid.';
  }
};
const hosts = z
  .string()
  .transform((list) => list.split(',').map((name) => name.trim().toLowerCase()))
  .pipe(z.array(z.string().regex(/^[a-z0-9._:-]{1,255}$/)).max(50));

export const flags = {
  dataDir: flag({
    schema: text,
    allowed: 'a folder',
    help: 'Where everything is kept: spool, Redis, configuration snapshots, log',
    value: 'DIR',
    default: '$XDG_DATA_HOME/alertflow, else ~/.local/share/alertflow',
  }),
  smtpPort: flag({
    schema: port,
    allowed: 'a port, 0 to 65535 (0: any free one)',
    help: 'Port that takes mail; 25 needs privilege',
    value: 'PORT',
    default: '2525',
  }),
  smtpHost: flag({
    schema: host,
    allowed: 'an address of this machine, or a host name',
    help: 'Address that takes mail; who may send is the setting smtpNetworks',
    value: 'HOST',
    default: '0.0.0.0',
  }),
  smtpName: flag({
    schema: host,
    allowed: 'a host name',
    help: 'Name in the SMTP banner',
    value: 'NAME',
    default: "this machine's name",
  }),
  smtpTlsCert: flag({
    schema: text,
    allowed: 'a PEM file',
    help: 'Certificate for STARTTLS, with --smtp-tls-key',
    value: 'FILE',
    default: 'none',
  }),
  smtpTlsKey: flag({ schema: text, allowed: 'a PEM file', help: 'Its key', value: 'FILE', default: 'none' }),
  httpPort: flag({
    schema: port,
    allowed: 'a port, 0 to 65535 (0: any free one)',
    help: 'Port of console and API',
    value: 'PORT',
    default: '8025',
  }),
  httpHost: flag({
    schema: host,
    allowed: 'an address of this machine, or a host name',
    help: 'Address of console and API; another than loopback needs --tls-cert and --tls-key, or --behind-proxy',
    value: 'HOST',
    default: '127.0.0.1',
  }),
  httpAllowedHosts: flag({
    schema: hosts,
    allowed: 'host names, separated by commas',
    help: 'Further names the console goes by, besides localhost and that of the setting consoleUrl',
    value: 'NAMES',
    default: 'none',
  }),
  tlsCert: flag({
    schema: text,
    allowed: 'a PEM file',
    help: 'Certificate of the console, with --tls-key',
    value: 'FILE',
    default: 'none',
  }),
  tlsKey: flag({ schema: text, allowed: 'a PEM file', help: 'Its key', value: 'FILE', default: 'none' }),
  behindProxy: flag({
    schema: choice,
    allowed: 'no value, true or false',
    help: 'A reverse proxy with TLS stands before the console; what it adds to X-Forwarded headers is believed where it runs here or in a private network',
    value: null,
    default: 'false',
  }),
  role: flag({
    schema: role,
    allowed: 'all, or some of ingest, worker, console, separated by commas',
    help: 'What this node does',
    value: 'ROLES',
    default: 'all',
  }),
  redis: flag({
    schema: z.string().refine((url) => redisUrlFault(url) === null),
    allowed: 'redis://, rediss://, unix://, redis+sentinel:// or redis+cluster:// and where it is',
    refusal: (url) => redisUrlFault(url) ?? '',
    help: 'Redis shared by several nodes; left out: one of its own is run',
    value: 'URL',
    default: 'none',
  }),
  redisServer: flag({
    schema: text,
    allowed: 'the path of a redis-server program',
    help: 'Which redis-server to run',
    value: 'FILE',
    default: "the packaged one, else the system's",
  }),
  redisMaxmemory: flag({
    schema: size,
    allowed: 'bytes, or a number with kb, mb or gb; 16mb to 1024gb',
    help: 'Most memory the own Redis may take',
    value: 'SIZE',
    default: 'a quarter of the memory, 1gb at most',
  }),
  nodeId: flag({
    schema: z.string().regex(/^[A-Za-z0-9-]{1,64}$/),
    allowed: '1 to 64 letters, digits and -',
    help: 'What other nodes know this one by; stays the same over restarts',
    value: 'ID',
    default: 'made at the first start and kept in the data directory',
  }),
  keyFile: flag({
    schema: text,
    allowed: 'a file outside the data directory',
    help: 'Key that seals stored secrets; made where it is missing. Nodes on one Redis share it',
    value: 'FILE',
    default: "systemd's credential alertflow-key, else ~/.config/alertflow/secret.key",
  }),
  caFile: flag({
    schema: text,
    allowed: 'a PEM file',
    help: 'Further certificate authorities to trust in outgoing connections',
    value: 'FILE',
    default: 'none',
  }),
  logLevel: flag({
    schema: z.enum(logLevels),
    allowed: logLevels.join(', '),
    help: 'Least important records that are logged',
    value: 'LEVEL',
    default: 'info',
  }),
  adminPassword: flag({
    schema: passwordSchema,
    allowed: '12 to 200 characters',
    help: 'Password of the first administrator, admin; left out: one is made and printed once',
    value: 'PASSWORD',
    default: 'none',
    isSecret: true,
  }),
} as const;

export type FlagName = keyof typeof flags;
export type Flags = { [K in FlagName]: z.output<(typeof flags)[K]['schema']> | undefined };

const flagNames = Object.keys(flags) as FlagName[];
const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
export const optionOf = (name: FlagName): string => `--${kebab(name)}`;
export const variableOf = (name: FlagName): string =>
  `ALERTFLOW_${kebab(name).replaceAll('-', '_').toUpperCase()}`;

export type CommandLine =
  | { kind: 'serve'; flags: Flags }
  | { kind: 'help' }
  | { kind: 'version' }
  | { kind: 'refused'; reason: string };

const refused = (reason: string): CommandLine => ({ kind: 'refused', reason });

/** Reads arguments (without node and script) and environment; the command line goes before the environment. */
export const readCommandLine = (
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): CommandLine => {
  const misspelt = misspeltVariable(environment);
  if (misspelt !== null) return refused(misspelt);
  const given = new Map<FlagName, { text: string; where: string }>();
  for (const name of flagNames) {
    const value = environment[variableOf(name)];
    if (value !== undefined && value !== '') given.set(name, { text: value, where: variableOf(name) });
  }
  const rest = args[0] === 'serve' ? args.slice(1) : [...args];
  for (let i = 0; i < rest.length; i++) {
    const argument = rest[i] ?? '';
    if (argument === '--help' || argument === '-h') return { kind: 'help' };
    if (argument === '--version' || argument === '-v') return { kind: 'version' };
    if (!argument.startsWith('--')) return refused(unknownWord(argument));
    const [option = '', ...values] = argument.split('=');
    const name = flagNames.find((one) => optionOf(one) === option && !isSecret(one));
    if (name === undefined) return refused(unknownOption(option));
    if (flags[name].value === null) {
      given.set(name, { text: values.join('='), where: option });
    } else if (values.length > 0) {
      given.set(name, { text: values.join('='), where: option });
    } else {
      const next = rest[++i];
      if (next === undefined || next.startsWith('--')) {
        return refused(`${option} needs a value. Allowed: ${flags[name].allowed}.`);
      }
      given.set(name, { text: next, where: option });
    }
  }
  return readValues(given);
};

const readValues = (given: ReadonlyMap<FlagName, { text: string; where: string }>): CommandLine => {
  const values: Partial<Record<FlagName, unknown>> = {};
  for (const [name, { text: written, where }] of given) {
    const result = flags[name].schema.safeParse(written);
    if (!result.success) {
      const refusal = refusalOf(flags[name], written);
      if (refusal !== null) return refused(`${where}: ${refusal}`);
      const shown = isSecret(name) ? 'its value' : `"${written.slice(0, 100)}"`;
      return refused(`${where}: ${shown} is not allowed. Allowed: ${flags[name].allowed}.`);
    }
    values[name] = result.data;
  }
  return { kind: 'serve', flags: values as Flags };
};

const refusalOf = (definition: Pick<Flag<unknown>, 'refusal'>, written: string): string | null =>
  definition.refusal?.(written) ?? null;

const isSecret = (name: FlagName): boolean => flags[name].isSecret === true;

const unknownWord = (word: string): string =>
  `There is no command "${word.slice(0, 100)}". The command is serve; --help shows its flags.`;

const unknownOption = (option: string): string => {
  const secret = flagNames.find((name) => isSecret(name) && optionOf(name) === option);
  if (secret !== undefined) {
    return `${option} is no flag, for other users could read it; set ${variableOf(secret)} instead.`;
  }
  const known = [...flagNames.filter((name) => !isSecret(name)).map(optionOf), '--help', '--version'];
  const nearest = known
    .map((name) => ({ name, distance: distanceOf(option, name) }))
    .sort((a, b) => a.distance - b.distance)[0];
  const hint = nearest !== undefined && nearest.distance <= 4 ? ` Did you mean ${nearest.name}?` : '';
  return `There is no flag ${option.slice(0, 100)}.${hint} Flags: ${known.join(', ')}.`;
};

/** A variable one or two letters away from one of ours would be passed over in silence. */
const misspeltVariable = (environment: Readonly<Record<string, string | undefined>>): string | null => {
  const known = flagNames.map(variableOf);
  for (const name of Object.keys(environment)) {
    if (!name.startsWith('ALERTFLOW_') || known.includes(name)) continue;
    const meant = known.find((one) => distanceOf(name, one) <= 2);
    if (meant !== undefined) return `There is no variable ${name.slice(0, 100)}. Did you mean ${meant}?`;
  }
  return null;
};

/** How many letters must be put in, left out or changed to get from one word to the other (Levenshtein). */
const distanceOf = (from: string, to: string): number => {
  const word = from.slice(0, 60);
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= word.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const change = (row[j - 1] ?? 0) + (word[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
};

/** What `--help` prints. */
export const helpText = (version: string): string => {
  const lines = flagNames
    .filter((name) => !isSecret(name))
    .map((name) => {
      const { value, help, default: byDefault } = flags[name];
      const head = `  ${optionOf(name)}${value === null ? '' : ` ${value}`}`;
      return `${head.padEnd(30)}${head.length >= 30 ? `\n${' '.repeat(30)}` : ''}${help}\n${' '.repeat(30)}default: ${byDefault}`;
    });
  const secrets = flagNames
    .filter(isSecret)
    .map((name) => `  ${variableOf(name)}\n${' '.repeat(30)}${flags[name].help}`);
  return [
    `AlertFlow ${version}: takes the mail of monitoring tools and tells the right people.`,
    '',
    'Usage: alertflow serve [flags]     also --flag=value',
    '',
    ...lines,
    `  ${'--help, --version'}`,
    '',
    'Each flag has an environment variable too: --smtp-port is ALERTFLOW_SMTP_PORT. Only there:',
    ...secrets,
    '',
  ].join('\n');
};

/** The README's table. */
export const flagsAsMarkdown = (): string => {
  const rows = flagNames.map((name) => {
    const { value, help, allowed, default: byDefault } = flags[name];
    const option = isSecret(name) ? '' : `\`${optionOf(name)}${value === null ? '' : ` ${value}`}\``;
    return `| ${option} | \`${variableOf(name)}\` | ${help} | ${allowed} | ${byDefault} |`;
  });
  return ['| flag | variable | what it does | allowed | default |', '|---|---|---|---|---|', ...rows].join(
    '\n',
  );
};
