import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { mimeToMail } from '../../../src-main/engine/ingest/mime-to-mail.ts';
import { createParser } from '../../../src-main/engine/ingest/parse.ts';
import type { ParsedMail } from '../../../src-main/engine/message.ts';
import type { Logger } from '../../../src-main/engine/ports.ts';
import { alertMails, foreignMails, hostileMails } from '../../support/corpus.ts';
import { expectHarmless } from '../../support/parsed-mail-expectations.ts';

const logger: Logger = { debug() {}, info() {}, warn() {}, error() {}, child: () => logger };
const clock = { now: () => Date.now(), monotonic: () => performance.now() };
const parser = createParser({ clock, logger }, { timeoutMs: 30_000 });
const parse = (raw: Uint8Array) => parser.parse(raw, 'env@x.example');
afterAll(() => parser.stop());

const shown = (mail: ParsedMail) => [mail.subject, ...mail.otherSubjects, mail.text].join('\n');

interface Label {
  file: string;
  tool: string;
  host: string[];
  language: string;
}

describe('the genuine alert mails', () => {
  const mails = alertMails();
  const labels: Label[] = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../corpus/alerts/labels.json'), 'utf8'),
  );

  it('are all there', () => {
    expect(mails.map(({ file }) => file).sort()).toEqual(labels.map(({ file }) => file).sort());
  });

  it.each(mails)('$file becomes an alert with text', async ({ file, raw }) => {
    const mail = await parse(raw);
    expectHarmless(mail, file);
    expect(mail.degraded).toBe(false);
    expect(mail.text.trim()).not.toBe('');
    expect(mail.from.display).not.toBe('');
    expect(mail.to.length).toBeGreaterThan(0);
    expect(shown(mail)).not.toMatch(/\ufffd|<(td|br|div|style)\b/);
    const label = labels.find((entry) => entry.file === file);
    const named = label?.host.filter((host) => shown(mail).toLowerCase().includes(host.toLowerCase())) ?? [];
    if (label !== undefined && label.host.length > 0)
      expect(named, `a host of ${label.host}`).not.toEqual([]);
    if (label?.language === 'fa') expect(shown(mail)).toMatch(/[\u0600-\u06ff]/);
  });

  it('gives every alert of a grouped Alertmanager mail', async () => {
    const grouped = mails.find(({ file }) => file === 'alertmanager-3.eml');
    const { text, textFrom } = await parse(grouped?.raw ?? Buffer.alloc(0));
    expect(textFrom).toBe('html');
    for (const line of [
      '3 alerts for alertname=DiskFull',
      'instance = db01:9100',
      'instance = db02:9100',
      'severity = critical',
      'instance = db03:9100',
    ]) {
      expect(text.split('\n')).toContain(line);
    }
  });
});

describe('the hostile mails', () => {
  it.each(hostileMails(1))('$file becomes an alert that shows what it says', async ({ file, raw }) => {
    const mail = await parse(raw);
    expectHarmless(mail, file);
    expect(mail.degraded).toBe(false);
    if (raw.includes('CRITICAL')) expect(shown(mail)).toContain('CRITICAL');
  });

  it('include the 27 that hold the word CRITICAL', () => {
    expect(hostileMails(1).filter(({ raw }) => raw.includes('CRITICAL')).length).toBe(27);
  });

  it('become alerts at two and a half times the size, and the event loop does not wait for them', async () => {
    const mails = hostileMails(2.5);
    const table = mails.find(({ file }) => file.startsWith('14-'));
    await parse(Buffer.from('Subject: warm\r\n\r\nup'));
    const delay = monitorEventLoopDelay({ resolution: 10 });
    delay.enable();
    const startedAt = performance.now();
    const parsed = await parse(table?.raw ?? Buffer.alloc(0));
    const parsingMs = performance.now() - startedAt;
    delay.disable();
    expect(shown(parsed)).toContain('CRITICAL last row');
    expect(delay.max / 1e6).toBeLessThan(parsingMs / 2);
    for (const { file, raw } of mails) {
      const mail = await parse(raw);
      expectHarmless(mail, file);
      if (raw.includes('CRITICAL')) expect(shown(mail), file).toContain('CRITICAL');
    }
  });
});

describe('messages of other projects', () => {
  const foreign = foreignMails();

  it.skipIf(foreign === null)('all become alerts (../shared/corpus/mime)', async () => {
    for (const { file, raw } of foreign ?? []) {
      const mail = await parse(raw);
      expectHarmless(mail, file);
      expect(mail.degraded, file).toBe(false);
    }
    console.info(`read ${foreign?.length} messages of ../shared/corpus/mime`);
    expect(foreign?.length).toBeGreaterThan(100);
  });
});

describe('mutated mails', () => {
  const numRuns = Number(process.env.ALERTFLOW_FUZZ_RUNS ?? 2000);
  const seeds = [...alertMails(), ...hostileMails(0.02)]
    .map(({ raw }) => raw)
    .filter((raw) => raw.length < 20_000);
  const pieces = [
    '\r\n',
    '\n',
    '\r',
    '\0',
    '--b',
    '--b--',
    '=?utf-8?q?',
    '?=',
    'Content-Type: multipart/mixed',
    ';',
    '"',
    '<',
    '>',
    '\x1b[',
    '\xff\xfe',
    '=',
    'boundary=',
    'charset=x',
    ':',
    ' ',
  ];

  const mutation = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat(200),
    kind: fc.constantFrom('drop', 'insert', 'flip', 'repeat'),
    piece: fc.constantFrom(...pieces),
    byte: fc.nat(255),
  });

  function mutate(
    raw: Buffer,
    { at, length, kind, piece, byte }: typeof mutation extends fc.Arbitrary<infer T> ? T : never,
  ): Buffer {
    const start = Math.floor(at * raw.length);
    const end = Math.min(raw.length, start + length);
    const middle = raw.subarray(start, end);
    switch (kind) {
      case 'drop':
        return Buffer.concat([raw.subarray(0, start), raw.subarray(end)]);
      case 'insert':
        return Buffer.concat([raw.subarray(0, start), Buffer.from(piece, 'latin1'), raw.subarray(start)]);
      case 'flip':
        return Buffer.concat([raw.subarray(0, start), Buffer.from([byte]), raw.subarray(start + 1)]);
      default:
        return Buffer.concat([raw.subarray(0, end), middle, middle, raw.subarray(end)]);
    }
  }

  it('always become alerts', { timeout: 60_000 + numRuns * 20 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...seeds),
        fc.array(mutation, { minLength: 1, maxLength: 8 }),
        async (seed, mutations) => {
          const raw = mutations.reduce((bytes, each) => mutate(bytes, each), seed);
          expectHarmless(await mimeToMail(raw), 'mutated');
        },
      ),
      { numRuns },
    );
  });
});
