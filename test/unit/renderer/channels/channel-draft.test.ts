import { describe, expect, it } from 'vitest';
import {
  draftOf,
  draftToConfig,
  draftToPatch,
  issuesOf,
  keptSecrets,
  movedField,
} from '../../../../src-renderer/pages/channels/channel-draft.ts';

const telegram = { kind: 'telegram', config: {}, secretsSet: ['botToken', 'proxyUrl'] } as const;
const stored = { ...telegram, secretsSet: [...telegram.secretsSet] };

describe('the form of a channel', () => {
  it('leaves out what is empty and groups what belongs together', () => {
    const draft = {
      ...draftOf('sms', { provider: 'http', url: 'https://a.example' }),
      'success.jsonPath': 'a.b',
    };
    expect(draftToConfig(draft)).toEqual({
      provider: 'http',
      method: 'POST',
      url: 'https://a.example',
      contentType: 'application/json',
      phoneFormat: 'e164',
      success: { jsonPath: 'a.b' },
      dailyCap: 200,
    });
  });

  it('keeps the secrets that are left alone', () => {
    const draft = draftOf('telegram', {});
    expect(draftToPatch(draft, stored)).toEqual({});
    expect(issuesOf('telegram', draft, stored)).toEqual([]);
    expect(issuesOf('telegram', draft, null)).toEqual([
      { field: 'config.botToken', message: expect.stringContaining('undefined') },
    ]);
  });

  it('removes what was emptied and replaces what was typed', () => {
    const withUrl = { ...stored, config: { apiBaseUrl: 'https://bots.example' } };
    const draft = {
      ...draftOf('telegram', withUrl.config),
      proxyUrl: null,
      botToken: '1:new',
      apiBaseUrl: ' ',
    };
    expect(draftToPatch(draft, withUrl)).toEqual({ apiBaseUrl: null, proxyUrl: null, botToken: '1:new' });
  });

  it('asks for the secrets of another server again, the proxy stays', () => {
    const draft = { ...draftOf('telegram', {}), apiBaseUrl: 'https://elsewhere.example' };
    expect(movedField(draft, stored)).toBe('apiBaseUrl');
    expect(keptSecrets(draft, stored)).toEqual(['proxyUrl']);
    expect(issuesOf('telegram', draft, stored)).toMatchObject([{ field: 'config.botToken' }]);
  });

  it('is not moved by another path on the same server', () => {
    const matrix = {
      kind: 'matrix' as const,
      config: { homeserverUrl: 'https://m.example' },
      secretsSet: ['accessToken'],
    };
    const draft = { ...draftOf('matrix', matrix.config), homeserverUrl: 'https://m.example/sub' };
    expect(movedField(draft, matrix)).toBeNull();
    expect(draftToPatch(draft, matrix)).toEqual({ homeserverUrl: 'https://m.example/sub' });
  });

  it('takes nothing along from one SMS provider to another', () => {
    const sms = {
      kind: 'sms' as const,
      config: { provider: 'kavenegar', sender: '1000', dailyCap: 50 },
      secretsSet: ['apiKey'],
    };
    const draft = { ...draftOf('sms', { provider: 'twilio' }), accountSid: 'AC1', authToken: 'x' };
    expect(draftToPatch(draft, sms)).toEqual({
      provider: 'twilio',
      accountSid: 'AC1',
      authToken: 'x',
      dailyCap: 200,
      sender: null,
      apiKey: null,
    });
  });

  it('names the headers where one of them is wrong', () => {
    const draft = { ...draftOf('webhook', {}), headers: [{ name: 'bad header', value: 'x' }] };
    expect(issuesOf('webhook', draft, null)).toMatchObject([{ field: 'config.headers' }]);
  });
});
