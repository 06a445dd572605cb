import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ModelStub, startModelStub } from '../../support/model-stub.ts';

const program = resolve(import.meta.dirname, '../../../src-main/headless/eval/main.ts');
const figures = z.object({
  analyser: z.string(),
  mails: z.number(),
  failed: z.number(),
  severity: z.number(),
  state: z.number(),
  category: z.number(),
  host: z.number(),
  resource: z.number(),
  correlation: z.object({ precision: z.number(), recall: z.number() }),
  tokens: z.object({ prompt: z.number(), completion: z.number() }).nullable(),
});

const run = (args: string[], environment: Record<string, string> = {}) =>
  new Promise<{ code: number | null; out: string; err: string }>((done) => {
    const child = execFile(
      process.execPath,
      [program, ...args],
      { env: { ...process.env, ...environment } },
      (_, out, err) => done({ code: child.exitCode, out, err }),
    );
  });
const lastLine = (text: string) => figures.parse(JSON.parse(text.trimEnd().split('\n').at(-1) ?? ''));

const eml = (subject: string, text: string) =>
  `From: monitor@example.net\r\nTo: ops@example.net\r\nSubject: ${subject}\r\n\r\n${text}\r\n`;

describe('npm run eval', () => {
  let folder: string;
  let stub: ModelStub;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'eval-'));
    stub = await startModelStub({ apiKey: 'eval-key-12345678' });
    writeFileSync(
      join(folder, 'a.eml'),
      eml('CRITICAL: disk /srv on db01', 'disk /srv on db01 is full: 99 %'),
    );
    writeFileSync(join(folder, 'b.eml'), eml('OK: disk /srv on db01', 'disk /srv on db01 is fine: 40 %'));
    const label = { category: ['storage'], host: ['db01'], resource: ['/srv'], condition: 'db01/srv' };
    writeFileSync(
      join(folder, 'labels.json'),
      JSON.stringify([
        { ...label, file: 'a.eml', severity: ['critical'], state: 'firing', note: 'x' },
        { ...label, file: 'b.eml', severity: ['info'], state: ['resolved', 'info'], language: 'en' },
      ]),
    );
  });
  afterEach(async () => {
    await stub.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('scores the deterministic reader, as a table and as one line of JSON at the end', async () => {
    const { code, out } = await run(['--deterministic', '--corpus', folder, '--json']);
    expect(code).toBe(0);
    expect(out).toMatch(/severity\s+100\.0 %\s+2 of 2/);
    expect(lastLine(out)).toMatchObject({ mails: 2, severity: 1, state: 1, host: 1, tokens: null });
  });

  it('takes the genuine mails where no corpus is named', async () => {
    const { code, out } = await run(['--deterministic', '--json']);
    expect(code).toBe(0);
    const score = lastLine(out);
    expect(score.mails).toBeGreaterThanOrEqual(60);
    expect(score.severity).toBeGreaterThanOrEqual(0.95);
    expect(score.state).toBeGreaterThanOrEqual(0.98);
    expect(score.host).toBeGreaterThanOrEqual(0.95);
    expect(score.correlation.precision).toBe(1);
    expect(score.correlation.recall).toBeGreaterThanOrEqual(0.95);
  });

  it('scores an endpoint, its answers held to the mail, and counts its tokens', async () => {
    stub.behave({
      kind: 'answers',
      answer: { severity: 'info', state: 'resolved', host: 'web99', category: 'storage' },
    });
    const { code, out } = await run(
      ['--base-url', stub.baseUrl, '--model', 'stub-model', '--corpus', folder, '--json', '--misses'],
      { ALERTFLOW_EVAL_KEY: 'eval-key-12345678' },
    );
    expect(code).toBe(0);
    const score = lastLine(out);
    // A firing critical stays one, whatever the model says; a host that is not in the mail is not taken.
    expect(score).toMatchObject({ failed: 0, severity: 1, state: 1 });
    expect(score.tokens?.prompt).toBeGreaterThan(0);
    expect(out).not.toContain('web99');
  });

  it('says why nothing could be scored', async () => {
    const refusal = await run([
      '--base-url',
      stub.baseUrl,
      '--model',
      'stub-model',
      '--corpus',
      folder,
      '--misses',
    ]);
    expect(refusal.code).toBe(1);
    expect(refusal.out).toMatch(/failed: auth/);
    const unknown = await run(['--provider', 'mine', '--data-dir', folder]);
    expect(unknown).toMatchObject({
      code: 1,
      err: expect.stringContaining('holds no AlertFlow configuration'),
    });
    writeFileSync(join(folder, 'labels.json'), '[{"file": "a.eml"}]');
    const broken = await run(['--deterministic', '--corpus', folder]);
    expect(broken).toMatchObject({ code: 1, err: expect.stringContaining('labels.json') });
    expect(await run(['--deterministic', '--speed', '9'])).toMatchObject({ code: 2 });
  });
});
