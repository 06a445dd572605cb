import { afterEach, describe, expect, it, vi } from 'vitest';
import { readWithoutModel } from '../../../src-main/engine/analyse/read-without-model.ts';
import { createParser, type Parser, type ParserOptions } from '../../../src-main/engine/ingest/parse.ts';
import type { Clock, Logger } from '../../../src-main/engine/ports.ts';
import { unpackMail } from '../../../src-main/engine/store/stored-mail.ts';
import { someEnvelope } from '../../support/alert-input.ts';

const clock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };
const failing = new URL('../../support/failing-parse-worker.ts', import.meta.url);
const mailFrom = 'mon@x.example';
const mail = (subject: string) => Buffer.from(`Subject: ${subject}\r\n\r\nbody of it`);

const logged: Array<{ fields: Record<string, unknown>; message: string }> = [];
const logger: Logger = {
  debug: () => {},
  info: () => {},
  warn: (fields, message) => logged.push({ fields, message }),
  error: () => {},
  child: () => logger,
};

const parsers: Parser[] = [];
function start(options: ParserOptions = {}): Parser {
  const parser = createParser({ clock, logger }, options);
  parsers.push(parser);
  return parser;
}

afterEach(async () => {
  await Promise.all(parsers.splice(0).map((parser) => parser.stop()));
  logged.length = 0;
});

describe('createParser', () => {
  it('starts no thread before the first mail and ends an idle one', async () => {
    const parser = start({ idleMs: 20 });
    expect(parser.stats().threads).toBe(0);
    await parser.parse(mail('one'), mailFrom);
    expect(parser.stats()).toMatchObject({ threads: 1, busy: 0, parsed: 1, degraded: 0 });
    await vi.waitFor(() => expect(parser.stats().threads).toBe(0), { timeout: 5000 });
    expect((await parser.parse(mail('two'), mailFrom)).subject).toBe('two');
  });

  it.each([
    ['hang', 'timeouts', 'longer than 500 ms'],
    ['end', 'crashes', 'the parser ended'],
    ['throw', 'crashes', 'the parser crashed'],
    ['memory', 'outOfMemory', 'more than 64 MB'],
    ['refuse', 'errors', 'RangeError'],
  ] as const)(
    'passes a mail that makes the thread %s on raw and parses the next',
    async (fault, counter, reason) => {
      const parser = start({ workerUrl: failing, timeoutMs: fault === 'hang' ? 500 : 20_000, memoryMb: 64 });
      const [bad, good] = await Promise.all([
        parser.parse(mail(fault), mailFrom),
        parser.parse(mail('good'), mailFrom),
      ]);
      expect(bad).toMatchObject({ subject: fault, degraded: true, textFrom: 'raw' });
      expect(bad.text).toContain('body of it');
      expect(bad.notes[0]).toContain(reason);
      expect(good).toMatchObject({ subject: 'good', degraded: false, text: 'body of it' });
      expect(parser.stats()).toMatchObject({ parsed: 1, degraded: 1, [counter]: 1 });
      expect(logged.map((line) => line.message)).toEqual(['mail passed on unparsed']);
      expect(JSON.stringify(logged)).not.toContain('body of it');
    },
  );

  it.each(['ts', 'cjs'])(
    'passes mails on raw when no thread ever comes up (a missing .%s worker)',
    async (type) => {
      const workerUrl = new URL(`../../support/there-is-no-such-worker.${type}`, import.meta.url);
      const parser = start({ workerUrl, growAt: 2, startPauseMs: 1000 });
      const subjects = Array.from({ length: 40 }, (_, n) => `n${n}`);
      const before = performance.now();
      const parsed = await Promise.all(subjects.map((subject) => parser.parse(mail(subject), mailFrom)));
      expect(parsed.map(({ subject, degraded }) => [subject, degraded])).toEqual(
        subjects.map((subject) => [subject, true]),
      );
      expect(parser.stats()).toMatchObject({ waiting: 0, parsed: 0, degraded: 40, crashes: 40 });
      // Three starts for all of them, not for each.
      expect(performance.now() - before).toBeLessThan(20_000);
    },
  );

  it('replaces a thread that a mail left with more than it may keep', async () => {
    const parser = start({ retireAboveMb: 1 });
    expect((await parser.parse(mail('one'), mailFrom)).subject).toBe('one');
    expect(parser.stats()).toMatchObject({ threads: 0, parsed: 1, degraded: 0 });
    const parsed = await Promise.all(
      ['two', 'three'].map((subject) => parser.parse(mail(subject), mailFrom)),
    );
    expect(parsed.map(({ subject }) => subject)).toEqual(['two', 'three']);
    expect(parser.stats()).toMatchObject({ threads: 0, parsed: 3, degraded: 0 });
  });

  it('answers in the order of asking', async () => {
    const parser = start({ maxSize: 1 });
    const answered: number[] = [];
    const parseNth = async (n: number) => {
      await parser.parse(mail(`n${n}`), mailFrom);
      answered.push(n);
    };
    const numbers = Array.from({ length: 30 }, (_, n) => n);
    await Promise.all(numbers.map(parseNth));
    expect(answered).toEqual(numbers);
  });

  it('grows to a second thread while many wait, and each mail gets its own answer', async () => {
    const parser = start({ growAt: 4 });
    const subjects = Array.from({ length: 40 }, (_, n) => `n${n}`);
    const parsing = Promise.all(subjects.map((subject) => parser.parse(mail(subject), mailFrom)));
    expect(parser.stats()).toMatchObject({ threads: 2 });
    expect((await parsing).map((parsed) => parsed.subject)).toEqual(subjects);
    expect(parser.stats()).toMatchObject({ threads: 2, busy: 0, waiting: 0, parsed: 40 });
  });

  it('refuses more than may wait, as something to try again', async () => {
    const parser = start({ maxWaiting: 2 });
    const accepted = [0, 1].map((i) => parser.parse(mail(`n${i}`), mailFrom));
    await expect(parser.parse(mail('too many'), mailFrom)).rejects.toMatchObject({
      code: 'unavailable',
      retry: true,
    });
    expect((await Promise.all(accepted)).map((parsed) => parsed.subject)).toEqual(['n0', 'n1']);
  });

  it('stops at once even in the middle of a mail, and twice', async () => {
    const parser = start({ workerUrl: failing, timeoutMs: 60_000 });
    const stuck = parser.parse(mail('hang'), mailFrom);
    const queued = parser.parse(mail('behind it'), mailFrom);
    const refused = Promise.all(
      [stuck, queued].map((parsing) => expect(parsing).rejects.toMatchObject({ code: 'unavailable' })),
    );
    const before = performance.now();
    await parser.stop();
    await parser.stop();
    expect(performance.now() - before).toBeLessThan(20_000);
    await refused;
    await expect(parser.parse(mail('late'), mailFrom)).rejects.toMatchObject({ code: 'unavailable' });
    expect(parser.stats().threads).toBe(0);
  });

  it('reads the mail in the thread as it would be read here, and packs it for the store', async () => {
    const raw = mail('CRITICAL: disk /var 97 % full on db01');
    const envelope = { ...someEnvelope(), mailFrom };
    const { mail: parsed, read } = await start().parseAndRead(raw, envelope, 'fa');
    if (read === null) throw new Error('it was not read');
    const { at } = read.reading.analysis;
    expect(read.reading).toEqual(readWithoutModel(parsed, { envelope, language: 'fa', at }));
    expect(read.reading).toMatchObject({ facts: { host: 'db01', severity: 'critical' }, failed: [] });
    expect(await unpackMail(Buffer.from(read.packed))).toEqual(parsed);
    expect(parsed.from.display).toBe(mailFrom);
  });

  it('leaves a mail that it gave up unread', async () => {
    const parser = start({ workerUrl: failing, timeoutMs: 20_000 });
    const { mail: bad, read } = await parser.parseAndRead(mail('end'), someEnvelope(), 'en');
    expect([bad.degraded, read]).toEqual([true, null]);
  });

  it('shows the envelope sender where the mail names none', async () => {
    const parser = start();
    expect((await parser.parse(mail('s'), mailFrom)).from).toEqual({ address: '', display: 'mon@x.example' });
  });

  it('leaves the caller its bytes', async () => {
    const raw = mail('kept');
    await start().parse(raw, mailFrom);
    expect(raw.toString()).toContain('Subject: kept');
  });
});
