/**
 * The configuration of the Redis that this program runs. It goes in through standard input, so that the password never
 * stands in the process list or in a file of Redis.
 */
import { totalmem } from 'node:os';
import type { RedisEndpoint } from '../engine/store/redis-connection.ts';

export interface RedisSettings {
  /** Real path; Redis makes it its working directory. */
  dir: string;
  endpoint: RedisEndpoint;
  maxmemoryBytes: number;
  /** Marks the process as ours; read back from the `syslog-ident` setting, which nothing else uses here. */
  token: string;
}

const gib = 1024 ** 3;

/** A quarter of the machine's memory, 1 GiB at most. */
export const defaultMaxmemoryBytes = (): number => Math.min(gib, Math.floor(totalmem() / 4));

export const tokenSetting = (token: string): string => `alertflow-${token}`;

/** What must be so for Redis to be called durable: setting and value as CONFIG GET shows them. */
export const durableSettings = (dir: string): Record<string, string> => ({
  appendonly: 'yes',
  appendfsync: 'always',
  'maxmemory-policy': 'noeviction',
  'aof-load-truncated': 'yes',
  dir,
});

export const redisConfig = ({ dir, endpoint, maxmemoryBytes, token }: RedisSettings): string => {
  const door: [string, string][] =
    endpoint.kind === 'unix'
      ? [
          ['port', '0'],
          ['unixsocket', endpoint.path],
          ['unixsocketperm', '700'],
        ]
      : [
          ['bind', endpoint.host],
          ['port', String(endpoint.port)],
        ];
  const settings: [string, string][] = [
    ...door,
    ['protected-mode', 'yes'],
    ['requirepass', endpoint.password],
    ...Object.entries(durableSettings(dir)),
    ['no-appendfsync-on-rewrite', 'no'],
    ['maxmemory', String(maxmemoryBytes)],
    ['syslog-ident', tokenSetting(token)],
    ['daemonize', 'no'],
    ['logfile', ''],
    // Its crash report repeats what clients were sending: mail.
    ['crash-log-enabled', 'no'],
  ];
  return ['save ""', ...settings.map(([name, value]) => `${name} ${quote(value)}`), ''].join('\n');
};

/** Redis's own quoting: C escapes within double quotes. */
const quote = (value: string): string =>
  `"${value
    .replace(/[\\"]/g, '\\$&')
    .replace(
      /[\u0000-\u001f]/g,
      (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
    )}"`;
