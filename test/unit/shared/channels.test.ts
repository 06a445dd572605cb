import { describe, expect, it } from 'vitest';
import { smsConfigSchema, webhookConfigSchema } from '../../../src-shared/contract/channels.ts';

const twilio = { provider: 'twilio', accountSid: 'AC1', authToken: 't' };
const faults = (config: object) =>
  smsConfigSchema.safeParse(config).error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`);

describe('configuration of Twilio', () => {
  it('names a sender: a number or a messaging service', () => {
    expect(faults(twilio)).toEqual(['from is required, or messagingServiceSid']);
    expect(faults({ ...twilio, from: '' })).toEqual(['from is required, or messagingServiceSid']);
    expect(faults({ ...twilio, from: '+15005550006' })).toBe(undefined);
    expect(faults({ ...twilio, messagingServiceSid: 'MG1' })).toBe(undefined);
  });
});

describe('configuration of a webhook', () => {
  const refused = (config: object) =>
    webhookConfigSchema
      .safeParse(config)
      .error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`);

  it('takes headers of its own, and refuses those that the request sets', () => {
    expect(refused({ headers: { Authorization: 'Bearer x', 'X-Team': 'ops' } })).toBe(undefined);
    for (const name of ['Host', 'content-length', 'Webhook-Id', 'idempotency-key']) {
      expect(refused({ headers: { [name]: 'x' } })).toEqual([
        `headers.${name} is set by the request itself: leave it out`,
      ]);
    }
  });

  it('takes a secret that is Base64 after whsec_, several while they rotate, or any other text', () => {
    const secret = `whsec_${Buffer.from('a key of two dozen bytes').toString('base64')}`;
    for (const good of [secret, `${secret} ${secret}`, 'just some words']) {
      expect(refused({ signingSecret: good })).toBe(undefined);
    }
    for (const bad of ['whsec_!!', 'whsec_', `${secret} whsec_short`]) {
      expect(refused({ signingSecret: bad })).toEqual([
        'signingSecret must hold Base64 of at least 12 bytes after whsec_',
      ]);
    }
  });
});
