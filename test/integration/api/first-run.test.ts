import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiRig, startApi } from '../../support/api-rig.ts';

let rig: ApiRig;
beforeAll(async () => {
  rig = await startApi();
});
afterAll(() => rig.remove());

describe('the sample alert', () => {
  it('goes through the real SMTP port and becomes an alert like any other', async () => {
    const answer = await rig.admin.post('/api/smtp/sample');
    expect([answer.status, answer.body]).toMatchObject([
      200,
      { ok: true, answer: expect.stringMatching(/^250 2\.0\.0 queued as /) },
    ]);
    const record = await rig.settled(answer.body.alertId);
    expect(record.head).toMatchObject({
      severity: 'critical',
      host: expect.stringMatching(/^db\d+$/),
      from: 'sample@alertflow.invalid',
    });
    expect((await rig.admin.get('/api/ledger')).body).toMatchObject({ accepted: 1, balanced: true });
  });

  it('is a new alert each time', async () => {
    const [first, second] = [
      await rig.admin.post('/api/smtp/sample'),
      await rig.admin.post('/api/smtp/sample'),
    ];
    expect(second.body.alertId).not.toBe(first.body.alertId);
  });

  it('goes to a recipient that is taken', async () => {
    await rig.admin.patch('/api/settings', { smtpRecipients: ['ops.example'] });
    const answer = await rig.admin.post('/api/smtp/sample');
    expect((await rig.settled(answer.body.alertId)).head.to).toEqual(['noc@ops.example']);
    await rig.admin.patch('/api/settings', { smtpRecipients: [] });
  });

  it('shows the refusal of a port that takes no mail from this machine', async () => {
    await rig.admin.patch('/api/settings', { smtpNetworks: ['10.99.0.0/16'] });
    const { body } = await rig.admin.post('/api/smtp/sample');
    expect(body).toMatchObject({ ok: false, alertId: null, answer: expect.stringMatching(/^5\d\d /) });
    await rig.admin.patch('/api/settings', { smtpNetworks: [] });
  });

  it('is for administrators', async () => {
    expect((await rig.operator.post('/api/smtp/sample')).status).toBe(403);
    expect((await rig.anonymous.post('/api/smtp/sample')).status).toBe(401);
  });
});

describe('health', () => {
  it('says what it says in words as codes with their figures, too', async () => {
    const { body } = await rig.admin.get('/api/health');
    expect(body.problems).toContainEqual({
      part: 'routing',
      severity: 'warning',
      code: 'no_default_destination',
      params: {},
      message: 'no default destination is set: alerts that no rule takes reach nobody',
    });
    const unrouted = body.problems.find(({ code }: { code: string }) => code === 'unrouted');
    expect(unrouted.message).toContain(String(unrouted.params.count));
    expect(body.smtp).toMatchObject({ code: 'listening', detail: 'listening', addresses: ['127.0.0.1'] });
    expect(body.ledger).toMatchObject({ code: 'balanced', params: {} });
  });
});
