import { describe, expect, it } from 'vitest';
import { readEvalFlags } from '../../../src-main/headless/eval/eval-flags.ts';

const read = (line: string) => readEvalFlags(line === '' ? [] : line.split(' '));

describe('the command line of eval', () => {
  it('takes the deterministic reader with the own mails', () => {
    expect(read('--deterministic --json')).toMatchObject({
      kind: 'run',
      flags: { analyser: { kind: 'deterministic' }, corpus: null, json: true, misses: false },
    });
  });

  it('takes a kept provider and an endpoint', () => {
    expect(read('--provider p1 --data-dir /x --corpus mails --misses')).toMatchObject({
      flags: {
        analyser: { kind: 'stored', provider: 'p1', dataDir: '/x', keyFile: null },
        corpus: 'mails',
        misses: true,
      },
    });
    expect(read('--base-url http://127.0.0.1:1/v1 --model m --timeout 5 --concurrency=4')).toMatchObject({
      flags: {
        analyser: {
          kind: 'endpoint',
          name: 'm',
          baseUrl: 'http://127.0.0.1:1/v1',
          model: 'm',
          isLocal: false,
        },
        timeoutMs: 5000,
        concurrency: 4,
      },
    });
  });

  it.each([
    ['', /Say what to score/],
    ['--json', /Say what to score/],
    ['--deterministic --provider p', /exclude each other/],
    ['--base-url http://x', /needs --model/],
    ['--base-url ftp://x --model m', /http or https/],
    ['--model m --provider p', /goes with --base-url/],
    ['--local --provider p', /goes with --base-url/],
    ['--provider', /--help/],
    ['--provider=', /needs a value/],
    ['--deterministic --concurrency 0', /from 1 to/],
    ['--deterministic --concurrency many', /from 1 to/],
    ['--deterministic --timeout 0', /seconds/],
    ['--deterministic --fast', /--fast.*--help/],
    ['--deterministic corpus', /corpus.*--help/],
  ])('refuses "%s" and says why', (line, reason) => {
    expect(read(line)).toEqual({ kind: 'refused', reason: expect.stringMatching(reason) });
  });
});
