/**
 * Where Redis is. Written by people as a URL, or handed over by the program that runs Redis itself.
 */
import { AppError } from '../errors.ts';

export interface RedisAddress {
  host: string;
  port: number;
}

interface Login {
  username?: string;
  password?: string;
}

export type RedisTarget =
  | ({ kind: 'server'; address: RedisAddress; tls: boolean; db: number } & Login)
  | ({ kind: 'socket'; path: string; db: number } & Login)
  | ({ kind: 'sentinel'; sentinels: RedisAddress[]; master: string; tls: boolean; db: number } & Login)
  | ({ kind: 'cluster'; nodes: RedisAddress[]; tls: boolean } & Login);

const allowedForms = [
  'redis://[user:password@]host[:6379][/db]',
  'rediss://... (the same over TLS)',
  'unix://[user:password@]/path/to/redis.sock[?db=0]',
  'redis+sentinel://[user:password@]host1[:26379],host2/master-name[/db]',
  'redis+cluster://[user:password@]host1[:6379],host2',
];

const redisPort = 6379;
const sentinelPort = 26379;
/** Redis itself takes any number; no installation comes near this. */
const maxDb = 99_999;

const refuse = (what: string): never => {
  throw new AppError('invalid_input', {
    field: 'redis',
    message:
      `The Redis URL is not valid: ${what}. Allowed: ${allowedForms.join('; ')}. ` +
      'In user and password write @ : / ? # % as %40 %3A %2F %3F %23 %25.',
  });
};

/**
 * Reads a Redis URL. Throws `invalid_input` that names the fault and the allowed forms and repeats nothing of the URL,
 * because it may hold a password.
 */
export const parseRedisUrl = (url: string): RedisTarget => {
  const match =
    /^(redis|rediss|unix|redis\+sentinel|rediss\+sentinel|redis\+cluster|rediss\+cluster):\/\/(.*)$/is.exec(
      url.trim(),
    );
  if (!match) return refuse('it does not begin with a known scheme');
  const scheme = match[1]!.toLowerCase();
  const { login, place, path, query } = splitRest(match[2]!);
  const tls = scheme.startsWith('rediss');
  if (query !== null && scheme !== 'unix') refuse('only unix:// takes a ? part');

  if (scheme === 'unix') {
    if (place !== '' || path.length < 2) refuse('unix:// wants an absolute path: unix:///run/redis.sock');
    return { kind: 'socket', path: decode(path, 'the path'), db: readDb(socketDb(query)), ...login };
  }
  if (scheme.endsWith('+cluster')) {
    if (path !== '' && path !== '/') refuse('a Cluster has no database number');
    return { kind: 'cluster', nodes: readAddresses(place, redisPort), tls, ...login };
  }
  const steps = path.split('/').slice(1);
  if (scheme.endsWith('+sentinel')) {
    const [master = '', db, ...more] = steps;
    if (master === '' || more.length > 0) refuse('after the Sentinels comes /master-name and perhaps /db');
    const sentinels = readAddresses(place, sentinelPort);
    return {
      kind: 'sentinel',
      sentinels,
      master: decode(master, 'the master name'),
      tls,
      db: readDb(db),
      ...login,
    };
  }
  if (steps.length > 1) refuse('after the host comes only /db');
  return { kind: 'server', address: readAddress(place, redisPort), tls, db: readDb(steps[0]), ...login };
};

/** The place of a target for logs and people: never its user or password. */
export const describeTarget = (target: RedisTarget): string => {
  const list = (addresses: RedisAddress[]) => addresses.map(({ host, port }) => `${host}:${port}`).join(',');
  switch (target.kind) {
    case 'server':
      return `${target.tls ? 'rediss' : 'redis'}://${list([target.address])}/${target.db}`;
    case 'socket':
      return `unix://${target.path}`;
    case 'sentinel':
      return `redis+sentinel://${list(target.sentinels)}/${target.master}/${target.db}`;
    case 'cluster':
      return `redis+cluster://${list(target.nodes)}`;
    default:
      return target satisfies never;
  }
};

const splitRest = (rest: string): { login: Login; place: string; path: string; query: string | null } => {
  const questionMark = rest.indexOf('?');
  const query = questionMark < 0 ? null : rest.slice(questionMark + 1);
  const beforeQuery = questionMark < 0 ? rest : rest.slice(0, questionMark);
  const slash = beforeQuery.indexOf('/');
  const authority = slash < 0 ? beforeQuery : beforeQuery.slice(0, slash);
  const path = slash < 0 ? '' : beforeQuery.slice(slash);
  const at = authority.lastIndexOf('@');
  return {
    login: readLogin(at < 0 ? '' : authority.slice(0, at)),
    place: authority.slice(at + 1),
    path,
    query,
  };
};

const readLogin = (text: string): Login => {
  if (text === '') return {};
  const colon = text.indexOf(':');
  const username = decode(colon < 0 ? text : text.slice(0, colon), 'the user name');
  const password = colon < 0 ? '' : decode(text.slice(colon + 1), 'the password');
  return { ...(username === '' ? {} : { username }), ...(password === '' ? {} : { password }) };
};

const decode = (text: string, what: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return refuse(`${what} has a % that is not followed by two hexadecimal digits`);
  }
};

const readAddresses = (text: string, defaultPort: number): RedisAddress[] =>
  text.split(',').map((part) => readAddress(part, defaultPort));

const readAddress = (text: string, defaultPort: number): RedisAddress => {
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9_][a-z0-9_.-]*))(?::(\d{1,5}))?$/i.exec(text);
  if (!match) return refuse('a host is missing or has characters that no host has');
  const port = match[3] === undefined ? defaultPort : Number(match[3]);
  if (port < 1 || port > 65_535) refuse('a port is a number from 1 to 65535');
  return { host: (match[1] ?? match[2])!, port };
};

const socketDb = (query: string | null): string | undefined => {
  if (query === null) return undefined;
  const match = /^db=(\d+)$/.exec(query);
  return match ? match[1] : refuse('after ? comes only db=number');
};

const readDb = (text: string | undefined): number => {
  if (text === undefined || text === '') return 0;
  if (!/^\d{1,5}$/.test(text) || Number(text) > maxDb) return refuse('the database is a number');
  return Number(text);
};
