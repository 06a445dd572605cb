import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createProviderClient } from '../../../src-main/engine/analyse/provider-client.ts';
import type { ProviderRecord } from '../../../src-main/engine/analyse/provider-record.ts';
import type { ResponseMode } from '../../../src-shared/contract/providers.ts';
import { someInput, someProvider } from '../../support/alert-input.ts';
import { type Behaviour, type ModelStub, startModelStub } from '../../support/model-stub.ts';

const key = 'stub-key-1234567890';
const canary = 'CANARY-7f3a-the-reactor-on-db01-is-far-too-hot';
const clock = { now: () => Date.now(), monotonic: () => performance.now() };

let stub: ModelStub;
let modes: ResponseMode[];

beforeEach(async () => {
  stub = await startModelStub();
  modes = [];
});
afterEach(() => stub.stop());

const clientOf = (changes: Partial<ProviderRecord> = {}) =>
  createProviderClient(someProvider(stub.baseUrl, changes), {
    egress: { fetchWith: () => fetch },
    clock,
    onResponseMode: (_id, mode) => modes.push(mode),
  });

const ask = (changes: Partial<ProviderRecord> = {}, text = canary) =>
  clientOf(changes).analyse(someInput('Disk alarm on db01', text));

const formats = () => stub.calls.map(({ body }) => body.response_format?.type ?? 'plain');

describe('a provider', () => {
  it('gets strict instructions, the mail as one data message and its key, and nothing about this machine', async () => {
    const outcome = await ask();
    expect(outcome).toMatchObject({
      kind: 'analysis',
      mode: 'json_schema',
      tokens: { prompt: 700, completion: 80 },
      analysis: {
        severity: 'high',
        by: { kind: 'provider', providerId: 'p1', providerName: 'Stub', model: 'stub-model' },
        language: 'en',
      },
    });
    const [call] = stub.calls;
    expect(call?.body.messages.map(({ role }) => role)).toEqual(['system', 'user']);
    expect(call?.body.messages[0]?.content).not.toContain(canary);
    expect(call?.body.messages[1]?.content).toContain(canary);
    expect(call?.authorization).toBe(`Bearer ${key}`);
    expect(Object.keys(call?.headers ?? {}).filter((name) => name.startsWith('x-'))).toEqual([]);
  });

  it.each([
    ['json_schema', ['json_schema'], 'json_schema'],
    ['json_object', ['json_schema', 'json_object'], 'json_object'],
    ['plain', ['json_schema', 'json_object', 'plain'], 'plain'],
  ] as const)(
    'that takes %s is asked in that form, and the form is remembered',
    async (takes, tried, mode) => {
      stub.behave({ kind: 'answers', takes });
      const client = clientOf();
      expect((await client.analyse(someInput('a', 'b'))).kind).toBe('analysis');
      expect(formats()).toEqual(tried);
      await client.analyse(someInput('a', 'b'));
      expect(formats()).toEqual([...tried, mode]);
      expect(modes).toEqual([mode]);
    },
  );

  it('whose form is on record is asked in that form at once', async () => {
    stub.behave({ kind: 'answers', takes: 'json_object' });
    await ask({ responseMode: 'json_object' });
    expect(formats()).toEqual(['json_object']);
    expect(stub.calls[0]?.body.messages[0]?.content).toContain('"additionalProperties":false');
    expect(modes).toEqual([]);
  });

  it.each(['prose', 'fenced', 'thinks', 'reasoning-only', 'truncated'] as const)(
    'that answers in the way "%s" is understood',
    async (kind) => {
      stub.behave({ kind });
      expect(await ask()).toMatchObject({
        kind: 'analysis',
        analysis: { severity: 'high', host: 'db01', summary: 'Disk /var on db01 is nearly full' },
      });
      expect(stub.calls.length).toBe(1);
    },
  );

  it('whose grammar was cut off is asked without one, this time only', async () => {
    stub.behave([{ kind: 'peg-native' }, { kind: 'answers' }]);
    const client = clientOf({ responseMode: 'json_schema' });
    expect(await client.analyse(someInput('a', 'b'))).toMatchObject({
      kind: 'analysis',
      mode: 'json_object',
    });
    await client.analyse(someInput('a', 'b'));
    expect(formats()).toEqual(['json_schema', 'json_object', 'json_schema']);
    expect(modes).toEqual([]);
  });

  it('is told once what was wrong with its answer', async () => {
    stub.behave([{ kind: 'answers', answer: { severity: 'banana' } }, { kind: 'answers' }]);
    expect(await ask()).toMatchObject({ kind: 'analysis', tokens: { prompt: 1_400, completion: 160 } });
    const messages = stub.calls[1]?.body.messages ?? [];
    expect(messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user']);
    expect(messages[3]?.content).toContain('severity: must be one of critical, high, medium, low, info');
  });

  it('that stays wrong has failed after two calls', async () => {
    stub.behave({ kind: 'says', content: 'I am a poet.' });
    expect(await ask()).toMatchObject({ kind: 'failed', code: 'bad-answer', retryable: true });
    expect(stub.calls.length).toBe(2);
  });

  it('that was cut off before it said anything is given more room', async () => {
    stub.behave([{ kind: 'empty' }, { kind: 'answers' }]);
    expect((await ask()).kind).toBe('analysis');
    const [first, second] = stub.calls.map(({ body }) => Number(body.max_tokens));
    expect(second).toBeGreaterThan(first ?? Number.POSITIVE_INFINITY);
  });

  it.each(['max_tokens', 'temperature', 'reasoning_effort'] as const)(
    'that refuses %s is asked without it from then on',
    async (name) => {
      stub.behave({ kind: 'refuses-parameter', name });
      const client = createProviderClient(
        someProvider(stub.baseUrl.replace('127.0.0.1', 'ollama.localhost')),
        {
          // Like an Ollama by its name; the name leads nowhere, so the stub's address is put back.
          egress: {
            fetchWith: () => (url, init) => fetch(String(url).replace('ollama.localhost', '127.0.0.1'), init),
          },
          clock,
          onResponseMode: () => {},
        },
      );
      expect((await client.analyse(someInput('a', 'b'))).kind).toBe('analysis');
      expect((await client.analyse(someInput('a', 'b'))).kind).toBe('analysis');
      expect(stub.calls.map(({ body }) => body[name] !== undefined)).toEqual([true, false, false]);
    },
  );

  it('is told not to think only where it is an Ollama', async () => {
    await ask();
    expect(stub.calls[0]?.body.reasoning_effort).toBeUndefined();
  });

  it('with too little room gets a shorter mail once', async () => {
    stub.behave({ kind: 'small-context', tokens: 2_500 });
    const text = `HEAD ${'word '.repeat(3_000)} TAIL`;
    expect((await ask({}, text)).kind).toBe('analysis');
    expect(stub.calls.length).toBe(2);
    expect(stub.calls[1]?.raw).toContain('HEAD');
    expect(stub.calls[1]?.raw).toContain('TAIL');
  });

  it('with far too little room fails and says so', async () => {
    stub.behave({ kind: 'small-context', tokens: 10 });
    expect(await ask({}, 'word '.repeat(3_000))).toMatchObject({
      kind: 'failed',
      code: 'context',
      retryable: false,
    });
    expect(stub.calls.length).toBe(2);
  });

  it('without a key gets no Authorization', async () => {
    const open = await startModelStub({ apiKey: null });
    const outcome = await ask({ baseUrl: `${open.baseUrl}/chat/completions`, apiKey: null });
    expect(outcome.kind).toBe('analysis');
    expect(open.calls[0]?.authorization).toBeUndefined();
    await open.stop();
  });
});

const failures: [Behaviour, Record<string, unknown>, Partial<ProviderRecord>][] = [
  [{ kind: 'refuses-key' }, { code: 'auth', retryable: false }, {}],
  [{ kind: 'rate-limited' }, { code: 'rate', retryable: true }, {}],
  [{ kind: 'rate-limited', retryAfter: '3' }, { code: 'rate', retryable: true, retryAfterMs: 3_000 }, {}],
  [{ kind: 'no-quota' }, { code: 'quota', retryable: false }, {}],
  [{ kind: 'no-model' }, { code: 'endpoint', retryable: false }, {}],
  [
    { kind: 'status', status: 503, message: `overloaded while reading ${canary}` },
    { code: 'server', retryable: true },
    {},
  ],
  [{ kind: 'status', status: 418, message: `key ${key}` }, { code: 'endpoint', retryable: false }, {}],
  [{ kind: 'refuses' }, { code: 'refused', retryable: false }, {}],
  [{ kind: 'content-filter' }, { code: 'refused', retryable: false }, {}],
  [{ kind: 'broken-json' }, { code: 'bad-answer', retryable: true }, {}],
  [{ kind: 'html' }, { code: 'endpoint', retryable: false }, {}],
  [{ kind: 'hangs' }, { code: 'timeout', retryable: true }, { timeoutMs: 300 }],
  [{ kind: 'slow-stream' }, { code: 'timeout', retryable: true }, { timeoutMs: 300 }],
  [{ kind: 'hangs-up' }, { code: 'network', retryable: true }, {}],
  [{ kind: 'huge' }, { code: 'bad-answer', reason: 'the answer is larger than 1000000 bytes' }, {}],
  [{ kind: 'says', content: `${canary} ${key}` }, { code: 'bad-answer' }, {}],
];

describe('a failing provider', () => {
  it.each(failures)('%j gives an outcome without key and mail text', async (behaviour, expected, changes) => {
    stub.behave(behaviour);
    const startedAt = performance.now();
    const outcome = await ask(changes);
    expect(outcome).toMatchObject({ kind: 'failed', ...expected });
    expect(JSON.stringify(outcome)).not.toContain(key);
    expect(JSON.stringify(outcome)).not.toContain(canary);
    expect(performance.now() - startedAt).toBeLessThan((changes.timeoutMs ?? 3_000) + 10_000);
  });

  it('with a wrong key quotes it back, and the outcome does not', async () => {
    const outcome = await ask({ apiKey: 'another-secret-key' });
    expect(outcome).toMatchObject({ kind: 'failed', code: 'auth' });
    expect(JSON.stringify(outcome)).toContain('Incorrect API key');
    expect(JSON.stringify(outcome)).not.toContain('another-secret-key');
  });

  it('that is not there is a network failure', async () => {
    const { baseUrl } = stub;
    await stub.stop();
    expect(await ask({ baseUrl })).toMatchObject({
      kind: 'failed',
      code: 'network',
      reason: expect.stringContaining('ECONNREFUSED'),
    });
    stub = await startModelStub();
  });

  it('that hangs is left when the caller gives up', async () => {
    stub.behave({ kind: 'hangs' });
    const abort = new AbortController();
    const outcome = clientOf().analyse(someInput('a', 'b'), abort.signal);
    await stub.called(1);
    abort.abort();
    expect(await outcome).toMatchObject({ kind: 'failed', code: 'aborted' });
  });

  it('never takes longer than its time-out over ladder and repair together', async () => {
    stub.behave([
      { kind: 'answers', takes: 'plain' },
      { kind: 'answers', takes: 'plain' },
      { kind: 'says', content: 'no' },
      { kind: 'hangs' },
    ]);
    const startedAt = performance.now();
    expect(await ask({ timeoutMs: 500 })).toMatchObject({ kind: 'failed', code: 'timeout' });
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(stub.calls.length).toBe(4);
  });
});
