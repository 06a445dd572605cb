import { describe, expect, it } from 'vitest';
import { smsConfigSchema } from '../../../src-shared/contract/channels.ts';

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
