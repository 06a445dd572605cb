import { describe, expect, it } from 'vitest';
import {
  type FlagName,
  flags,
  flagsAsMarkdown,
  helpText,
  optionOf,
  readCommandLine,
  variableOf,
} from '../../../src-main/headless/flags.ts';

const values = (args: string[], environment: Record<string, string> = {}) => {
  const read = readCommandLine(args, environment);
  if (read.kind !== 'serve') throw new Error(JSON.stringify(read));
  return read.flags;
};
const reason = (args: string[], environment: Record<string, string> = {}): string => {
  const read = readCommandLine(args, environment);
  if (read.kind !== 'refused') throw new Error(JSON.stringify(read));
  return read.reason;
};

describe('the command line', () => {
  it('serves without arguments, and with the command named', () => {
    expect(values([])).toEqual({});
    expect(values(['serve'])).toEqual({});
  });

  it.each<[string[], FlagName, unknown]>([
    [['--smtp-port', '25'], 'smtpPort', 25],
    [['--smtp-port=0'], 'smtpPort', 0],
    [['serve', '--http-port', '65535'], 'httpPort', 65_535],
    [['--behind-proxy'], 'behindProxy', true],
    [['--behind-proxy=false'], 'behindProxy', false],
    [['--role', 'all'], 'role', ['ingest', 'worker', 'console']],
    [['--role', 'console,ingest'], 'role', ['ingest', 'console']],
    [['--role', 'all,ingest'], 'role', ['ingest', 'worker', 'console']],
    [['--redis', 'redis://u:p@10.0.0.1:6379/2'], 'redis', 'redis://u:p@10.0.0.1:6379/2'],
    [['--redis-maxmemory', '256mb'], 'redisMaxmemory', 268_435_456],
    [
      ['--http-allowed-hosts', 'mon.example, Alerts.Example'],
      'httpAllowedHosts',
      ['mon.example', 'alerts.example'],
    ],
    [['--log-level', 'debug'], 'logLevel', 'debug'],
    [['--data-dir', '/srv/a b'], 'dataDir', '/srv/a b'],
  ])('reads %j', (args, name, expected) => {
    expect(values(args)[name]).toEqual(expected);
  });

  it.each<[string[], string[]]>([
    [
      ['--smtp-port', '70000'],
      ['--smtp-port', '"70000"', '0 to 65535'],
    ],
    [
      ['--smtp-port', 'abc'],
      ['--smtp-port', '"abc"', '0 to 65535'],
    ],
    [['--smtp-port=-1'], ['--smtp-port', '"-1"']],
    [
      ['--role', 'boss'],
      ['--role', '"boss"', 'ingest, worker, console'],
    ],
    [
      ['--redis', 'http://x'],
      ['--redis', 'redis://'],
    ],
    [
      ['--redis-maxmemory', '1kb'],
      ['--redis-maxmemory', '16mb'],
    ],
    [['--behind-proxy=maybe'], ['--behind-proxy', '"maybe"', 'true or false']],
    [
      ['--log-level', 'loud'],
      ['--log-level', 'debug, info, warn, error'],
    ],
    [['--smtp-port'], ['--smtp-port needs a value']],
    [['--smtp-port', '--http-port', '1'], ['--smtp-port needs a value']],
    [
      ['--smpt-port', '1'],
      ['--smpt-port', 'Did you mean --smtp-port?'],
    ],
    [['--nonsense-altogether'], ['--nonsense-altogether', '--smtp-port', '--role']],
    [['run'], ['"run"', 'serve']],
    [['--admin-password', 'secret secret secret'], ['ALERTFLOW_ADMIN_PASSWORD']],
  ])('refuses %j and says what is allowed', (args, parts) => {
    const said = reason(args);
    for (const part of parts) expect(said).toContain(part);
    expect(said).not.toContain('secret secret');
  });

  it('takes the environment, and the command line before it', () => {
    expect(values([], { ALERTFLOW_SMTP_PORT: '2626' }).smtpPort).toBe(2626);
    expect(values(['--smtp-port', '1'], { ALERTFLOW_SMTP_PORT: '2626' }).smtpPort).toBe(1);
    expect(reason([], { ALERTFLOW_SMTP_PORT: 'x' })).toContain('ALERTFLOW_SMTP_PORT: "x"');
  });

  it('takes the first password from the environment alone, and never repeats it', () => {
    expect(values([], { ALERTFLOW_ADMIN_PASSWORD: 'twelve chars' }).adminPassword).toBe('twelve chars');
    const said = reason([], { ALERTFLOW_ADMIN_PASSWORD: 'shortie' });
    expect(said).toContain('ALERTFLOW_ADMIN_PASSWORD');
    expect(said).toContain('12');
    expect(said).not.toContain('shortie');
  });

  it.each([
    ['http://u:planted-word@x', 'known scheme'],
    ['redis://u:planted-word@h:99999', 'a port is a number from 1 to 65535'],
    ['redis://u:planted-word@h/abc', 'the database is a number'],
    ['redis://u:planted-word@h 1', 'a host'],
    ['redis-sentinel://planted-word@h/m', 'known scheme'],
  ])('refuses the Redis URL %s before anything starts, and repeats nothing of it', (url, why) => {
    for (const said of [reason(['--redis', url]), reason([], { ALERTFLOW_REDIS: url })]) {
      expect(said).toMatch(/^(--redis|ALERTFLOW_REDIS): /);
      expect(said).toContain(why);
      expect(said).toContain('redis+sentinel://');
      expect(said).not.toContain('planted-word');
    }
  });

  it('takes a Redis on a socket', () => {
    expect(values(['--redis', 'unix:///run/redis.sock']).redis).toBe('unix:///run/redis.sock');
  });

  it('answers help and version wherever they stand', () => {
    expect(readCommandLine(['serve', '--help'], {}).kind).toBe('help');
    expect(readCommandLine(['--smtp-port', '1', '--version'], {}).kind).toBe('version');
  });
});

describe('the table of flags', () => {
  const names = Object.keys(flags) as FlagName[];

  it('stands whole in the help and in the table for the README', () => {
    const help = helpText('1.2.3');
    const table = flagsAsMarkdown();
    for (const name of names) {
      expect(help).toContain(name === 'adminPassword' ? variableOf(name) : optionOf(name));
      expect(help).toContain(flags[name].help);
      expect(table).toContain(`\`${variableOf(name)}\``);
    }
    expect(help).toContain('1.2.3');
  });

  it('names variables after flags', () => {
    expect(variableOf('smtpTlsCert')).toBe('ALERTFLOW_SMTP_TLS_CERT');
    expect(optionOf('smtpTlsCert')).toBe('--smtp-tls-cert');
  });
});

describe('a misspelt variable', () => {
  it('is refused with the one that was meant', () => {
    expect(reason([], { ALERTFLOW_SMPT_PORT: '25' })).toBe(
      'There is no variable ALERTFLOW_SMPT_PORT. Did you mean ALERTFLOW_SMTP_PORT?',
    );
  });

  it("leaves other programs' variables alone", () => {
    expect(values([], { ALERTFLOW_GRAFANA_DASHBOARD: 'x', ALERTFLOWER: 'y' })).toEqual({});
  });
});
