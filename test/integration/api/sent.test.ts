import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiRig, startApi } from '../../support/api-rig.ts';
import { type ModelStub, startModelStub } from '../../support/model-stub.ts';
import { until } from '../../support/until.ts';

const apiKey = 'stub-key-1234567890';
let rig: ApiRig;
let model: ModelStub;
let providerId: string;

beforeAll(async () => {
  rig = await startApi();
  model = await startModelStub({ apiKey });
  model.behave({ kind: 'reads' });
  providerId = await rig.addProvider(model.baseUrl, { apiKey, local: false });
});
afterAll(async () => {
  await rig.remove();
  await model.stop();
});

const mailOf = (n: number) => ({
  subject: `Warning: Disk on node${n}`,
  body: `Host: node${n}\nService: Disk\nValue: ${n + 50} GB\nSince: 10:00:0${n}\npassword=hunter2x\n`,
});
const analysed = async (n: number): Promise<string> => {
  const id = await rig.mail(mailOf(n));
  await until(
    async () => (await rig.services.records.get(id))?.analysis?.by.kind === 'provider',
    `mail ${n} is analysed`,
    20_000,
  );
  return id;
};

describe('what was sent to a provider', () => {
  it('can be read by operators, word for word, with what was replaced; a mail of the same template sends nothing', async () => {
    const first = await analysed(1);
    const { status, body } = await rig.operator.get(`/api/alerts/${first}/sent`);
    expect(status).toBe(200);
    expect(body.sent).toMatchObject({
      model: 'stub-model',
      text: model.calls[0]?.body.messages.at(-1)?.content,
      redactions: [{ kind: 'password', count: 1 }],
    });
    expect(JSON.stringify(body)).not.toContain('hunter2x');

    const second = await analysed(2);
    expect(model.calls.length).toBe(1);
    expect((await rig.operator.get(`/api/alerts/${second}/sent`)).body).toEqual({ sent: null });
    const { analysis, trace } = (await rig.operator.get(`/api/alerts/${second}`)).body;
    expect(analysis).toMatchObject({ cached: true, host: 'node2', summary: 'Disk on node2 is at 52 GB' });
    expect(analysis.evidence).toContainEqual(expect.objectContaining({ field: 'host', words: 'node2' }));
    const told = (trace as { stage: string; detail: string }[]).filter(({ stage }) => stage === 'analyse');
    expect(told.map(({ detail }) => detail).join('\n')).toContain('from the cache');

    const { usage } = (await rig.operator.get(`/api/providers/${providerId}`)).body;
    expect(usage).toEqual({ calls: 1, promptTokens: 700, completionTokens: 80, cached: 1 });
    const again = await rig.operator.post(`/api/alerts/${second}/reanalyse`, {});
    expect(again.body.analysis).toMatchObject({ cached: false, host: 'node2' });
    expect(model.calls.length).toBe(2);
  });

  it('is not there for an alert that is not, nor without a login', async () => {
    expect((await rig.operator.get('/api/alerts/none/sent')).status).toBe(404);
    expect((await rig.anonymous.get('/api/alerts/none/sent')).status).toBe(401);
  });
});
