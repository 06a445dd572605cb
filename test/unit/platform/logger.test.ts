import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { ReplyError } from 'ioredis';
import { afterEach, describe, expect, it } from 'vitest';
import { createLogFile } from '../../../src-main/platform/log-file.ts';
import { createLog, type LogOptions } from '../../../src-main/platform/logger.ts';

const clock = { now: () => Date.UTC(2026, 0, 2, 3, 4, 5, 678), monotonic: () => 0 };

const setUp = (options: Partial<LogOptions> = {}) => {
  const lines: string[] = [];
  const log = createLog({ clock, level: 'debug', output: { write: (line) => lines.push(line) }, ...options });
  return { ...log, lines };
};

const folders: string[] = [];
const newFolder = () => {
  folders.push(mkdtempSync(join(tmpdir(), 'alertflow-log-')));
  return folders.at(-1)!;
};
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

describe('log record', () => {
  it('is a JSON line with time, level, message and fields', () => {
    const { logger, lines } = setUp();
    logger.child({ part: 'smtp' }).info({ port: 25 }, 'listening');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toEqual({
      level: 'info',
      time: '2026-01-02T03:04:05.678Z',
      fields: { part: 'smtp', port: 25 },
      message: 'listening',
    });
  });

  it.each([true, false])('is exactly one line whatever it holds (readable: %s)', (readable) => {
    const hostile = fc.string({ unit: 'binary', maxLength: 60 });
    const property = fc.property(hostile, hostile, hostile, (name, value, message) => {
      const { logger, lines } = setUp({ readable });
      logger.info({ [name]: value, error: new Error(value) }, message);
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatch(/^[^\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]+\n$/);
    });
    fc.assert(property, { numRuns: 500 });
  });

  it('keeps a forged second record inside the first', () => {
    const { logger, lines } = setUp();
    logger.warn({ subject: 'x\r\n{"level":"error","message":"forged"}\u2028' }, 'mail');
    expect(
      lines
        .join('')
        .trimEnd()
        .split(/[\r\n\u2028]/),
    ).toHaveLength(1);
    expect(JSON.parse(lines[0]!).fields.subject).toBe('x\r\n{"level":"error","message":"forged"}\u2028');
  });

  it('is readable on a terminal', () => {
    const { logger, lines } = setUp({ readable: true });
    logger.error({ port: 25, peer: '10.0.0.1', subject: 'a "b"\n' }, 'refused "x"\n');
    expect(lines).toEqual([
      '03:04:05.678 ERROR refused "x"\\n port=25 peer=10.0.0.1 subject="a \\"b\\"\\n"\n',
    ]);
  });

  it('survives cycles, depth, size, getters of errors and odd values', () => {
    const { logger, lines } = setUp();
    const cycle: Record<string, unknown> = {
      big: 1n,
      fn: () => 1,
      at: new Date(Number.NaN),
      raw: Buffer.alloc(9),
    };
    cycle.self = cycle;
    cycle.list = Array.from({ length: 10_000 }, (_, i) => i);
    cycle.text = 'y'.repeat(1_000_000);
    cycle.map = new Map([['apiKey', 'hidden-by-name']]);
    logger.info({ cycle }, 'odd');
    expect(lines[0]!.length).toBeLessThan(10_000);
    const fields = JSON.parse(lines[0]!).fields.cycle;
    expect(fields).toMatchObject({ self: '[circular]', big: '1', at: 'invalid date', raw: '[9 bytes]' });
    expect(fields.map).toEqual({ apiKey: '[secret]' });
  });

  it('stays small for a tree of a million values', () => {
    const { logger, lines } = setUp();
    const tree = (depth: number): unknown =>
      depth === 0 ? 1 : Array.from({ length: 32 }, () => tree(depth - 1));
    logger.info({ tree: tree(4) }, 'wide');
    expect(lines[0]!.length).toBeLessThan(10_000);
  });

  it('is not made below the level', () => {
    const { logger, lines, setLevel } = setUp({ level: 'warn' });
    logger.child({}).info({}, 'no');
    expect(lines).toEqual([]);
    setLevel('debug');
    logger.debug({}, 'yes');
    expect(lines).toHaveLength(1);
  });
});

describe('secrets in the log', () => {
  it.each([
    'password',
    'botToken',
    'accessToken',
    'apiKey',
    'signing_secret',
    'Authorization',
    'set-cookie',
    'credentials',
  ])('are hidden under the name %s, at any depth', (name) => {
    const { logger, lines } = setUp();
    logger.child({ config: { [name]: 'canary-1' } }).info({ list: [{ [name]: 'canary-2' }] }, 'm');
    expect(lines.join()).not.toContain('canary');
    expect(lines.join()).toContain('[secret]');
  });

  it('does not take ordinary words for secret names', () => {
    const { logger, lines } = setUp();
    const fields = { key: 'alert:1', author: 'a', passed: 3, path: '/x', tokens: 120 };
    logger.info(fields, 'm');
    expect(JSON.parse(lines[0]!).fields).toEqual(fields);
  });

  it('are replaced by value in messages, keys, errors, stacks, causes and URLs', () => {
    const { logger, lines, registerSecret } = setUp();
    const secret = '123:AA"b\\c/ü\n%';
    registerSecret(secret);
    const error = new Error(`GET https://api/bot${secret}/x`, {
      cause: new Error(`at ${encodeURIComponent(secret)}`),
    });
    logger.error(
      { error, [secret]: 1, url: `https://api/bot${encodeURIComponent(secret)}` },
      `failed: ${secret}`,
    );
    for (const form of [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]) {
      expect(lines.join()).not.toContain(form);
    }
    expect(JSON.parse(lines[0]!).message).toBe('failed: [secret]');
  });

  it('stay hidden until the last one who registered the value forgets it', () => {
    const { logger, lines, registerSecret } = setUp();
    const forget = registerSecret('hunter22');
    const forgetToo = registerSecret('hunter22');
    forget();
    forget();
    logger.info({}, 'a hunter22');
    forgetToo();
    logger.info({}, 'b hunter22');
    expect(lines.map((line) => JSON.parse(line).message)).toEqual(['a [secret]', 'b hunter22']);
  });

  it('does not blot out words for a secret of a few letters', () => {
    const { logger, lines, registerSecret } = setUp();
    registerSecret('mail');
    logger.info({}, 'mail accepted');
    expect(JSON.parse(lines[0]!).message).toBe('mail accepted');
  });

  it('do not come with the command that a Redis error carries', () => {
    const { logger, lines } = setUp();
    const error = Object.assign(new ReplyError('ERR no'), { command: { name: 'auth', args: ['canary'] } });
    logger.warn({ error }, 'm');
    expect(lines.join()).not.toContain('canary');
    expect(lines.join()).toContain('ERR no');
  });
});

describe('log ring', () => {
  it('keeps the last thousand records and tells listeners of new ones', () => {
    const { logger, logs } = setUp();
    const heard: string[] = [];
    const stop = logs.subscribe((record) => heard.push(record.message));
    for (let i = 1; i <= 1_005; i++) logger[i % 2 ? 'info' : 'warn']({}, `m${i}`);
    stop();
    logger.info({}, 'unheard');
    expect(heard).toHaveLength(1_005);
    expect(logs.list()).toHaveLength(1_000);
    expect(logs.list({ level: 'warn', limit: 2 }).map(({ message }) => message)).toEqual(['m1002', 'm1004']);
    expect(logs.list({ after: 1_005 }).map(({ message, sequence }) => [message, sequence])).toEqual([
      ['unheard', 1_006],
    ]);
  });

  it('goes on when a listener throws', () => {
    const { logger, logs, lines } = setUp();
    logs.subscribe(() => {
      throw new Error('listener');
    });
    logger.info({}, 'a');
    logger.info({}, 'b');
    expect(lines).toHaveLength(2);
  });
});

describe('log file', () => {
  it('holds the same lines, for its owner alone', () => {
    const path = join(newFolder(), 'logs', 'alertflow.log');
    const { logger, lines, stop } = setUp({ file: path });
    logger.info({}, 'a');
    stop();
    stop();
    logger.info({}, 'after stop');
    expect(readFileSync(path, 'utf8')).toBe(lines[0]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('never takes more than its bound, keeps the newest and no line in two pieces', () => {
    const folder = newFolder();
    const write = (from: number) => {
      const file = createLogFile({ path: join(folder, 'a.log'), maxBytes: 100, files: 3 });
      for (let i = from; i < from + 50; i++) file.write(`line ${String(i).padStart(4, '0')}\n`);
      file.close();
    };
    write(0);
    write(50);
    expect(readdirSync(folder).sort()).toEqual(['a.log', 'a.log.1', 'a.log.2']);
    const kept = ['a.log.2', 'a.log.1', 'a.log'].map((name) => readFileSync(join(folder, name), 'utf8'));
    for (const text of kept) expect(text.length).toBeLessThanOrEqual(100);
    const numbers = kept
      .join('')
      .trimEnd()
      .split('\n')
      .map((line) => Number(line.slice(5)));
    expect(numbers).toEqual(numbers.map((_, i) => 100 - numbers.length + i));
  });
});
