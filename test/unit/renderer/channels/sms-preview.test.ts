import { expect, it } from 'vitest';
import { draftOf } from '../../../../src-renderer/pages/channels/channel-draft.ts';
import { previewSms } from '../../../../src-renderer/pages/channels/sms-preview.ts';

const draft = (more: object) => ({ ...draftOf('sms', { provider: 'http' }), ...more });

it('shows the default body, encoded for JSON', () => {
  const { request, problems } = previewSms(draft({ url: 'https://s.example/' }), 'say "no"', []);
  expect(request).toBe(
    [
      'POST https://s.example/',
      'content-type: application/json; charset=utf-8',
      '',
      '{"phone":"+989121234567","text":"say \\"no\\""}',
    ].join('\n'),
  );
  expect(problems).toEqual([]);
});

it('shows a GET without a body, the number as dialled and the key as dots', () => {
  const url = 'https://s.example/?to={phone}&m={text}&k={apiKey}';
  const given = draft({ method: 'GET', url, phoneFormat: 'local', apiKey: 'a-key' });
  const { request, problems } = previewSms(given, 'a b', []);
  expect(request).toBe('GET https://s.example/?to=09121234567&m=a%20b&k=••••••');
  expect(problems).toEqual([]);
});

it.each([
  [{ url: '' }, 'noUrl'],
  [{ url: 'https://s.example/', body: '{"t":"{text}"}' }, 'noPhone'],
  [{ url: 'https://s.example/', body: '{"p":"{phone}"}' }, 'noText'],
  [{ url: 'https://s.example/', body: '{"p":"{phone}","t":"{text}"' }, 'notJson'],
  [{ url: 'https://s.example/?k={apiKey}' }, 'noKey'],
  [{ url: 'https://s.example/', contentType: 'text/plain' }, 'noPhone'],
])('warns of %j: %s', (more, problem) => {
  expect(previewSms(draft(more), 'x', []).problems).toEqual([problem]);
});

it('takes a stored key and stored headers as given, without knowing them', () => {
  const { request, problems } = previewSms(draft({ url: 'https://s.example/?k={apiKey}' }), 'x', [
    'apiKey',
    'headers',
  ]);
  expect(request).toContain('••••••: ••••••');
  expect(problems).toEqual([]);
});
