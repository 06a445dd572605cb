import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createProviderClient } from '../../../src-main/engine/analyse/provider-client.ts';
import { createEgress, type Egress } from '../../../src-main/engine/egress.ts';
import { someInput, someProvider } from '../../support/alert-input.ts';
import { type Behaviour, type ModelStub, startModelStub } from '../../support/model-stub.ts';
import { createQuietLogger } from '../../support/quiet-logger.ts';

const clock = { now: () => Date.now(), monotonic: () => performance.now() };

let stub: ModelStub;
let egress: Egress;
let logger: ReturnType<typeof createQuietLogger>;

beforeEach(async () => {
  stub = await startModelStub();
  logger = createQuietLogger();
  egress = createEgress({ logger, ownPorts: () => [], allowedPrivateHosts: () => [] });
});
afterEach(async () => {
  await egress.stop();
  await stub.stop();
});

const ask = (baseUrl: string, timeoutMs = 5_000) =>
  createProviderClient(someProvider(baseUrl, { timeoutMs }), {
    egress,
    clock,
    onResponseMode: () => {},
  }).analyse(someInput('Disk alarm on db01', 'the mail'));

describe('a provider behind the rules of what may be connected to', () => {
  it('is asked and understood', async () => {
    expect(await ask(stub.baseUrl)).toMatchObject({ kind: 'analysis', mode: 'json_schema' });
  });

  it('is not asked where the address is refused', async () => {
    const outcome = await ask('http://169.254.169.254/v1');
    expect(outcome).toMatchObject({ kind: 'failed', code: 'endpoint', retryable: false });
  });

  it.each([
    [{ kind: 'huge' }, 'bad-answer', 5_000],
    [{ kind: 'hangs' }, 'timeout', 300],
    [{ kind: 'slow-stream' }, 'timeout', 300],
    [{ kind: 'hangs-up' }, 'network', 5_000],
    [{ kind: 'redirects' }, 'endpoint', 5_000],
  ] as [Behaviour, string, number][])(
    'that does %j has failed with %s',
    async (behaviour, code, timeoutMs) => {
      stub.behave(behaviour);
      expect(await ask(stub.baseUrl, timeoutMs)).toMatchObject({ kind: 'failed', code });
      expect(stub.calls.length).toBe(1);
    },
  );

  it('that is gone is a network failure', async () => {
    const { baseUrl } = stub;
    await stub.stop();
    expect(await ask(baseUrl)).toMatchObject({
      kind: 'failed',
      code: 'network',
      reason: expect.stringContaining('ECONNREFUSED'),
    });
    stub = await startModelStub();
  });
});
