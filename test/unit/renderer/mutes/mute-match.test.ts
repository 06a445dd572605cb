import { describe, expect, it } from 'vitest';
import { compileMutes } from '../../../../src-main/engine/route/mutes.ts';
import { compileMute, previewMute } from '../../../../src-renderer/pages/mutes/mute-match.ts';
import type { AlertItem } from '../../../../src-shared/contract/alerts.ts';

const senders = [
  '',
  'root@web01.lab.example',
  'ROOT@lab.example',
  'a@b@lab.example',
  'nobody',
  '@lab.example',
];

describe('a mute tried in the console', () => {
  it.each([
    { glob: '*.lab.example', scope: 'domain' },
    { glob: '@lab.example', scope: 'domain' },
    { glob: 'lab.example', scope: 'domain' },
    { glob: 'root@*', scope: 'sender' },
    { glob: '@lab.example', scope: 'sender' },
    { glob: '*', scope: 'sender' },
  ] as const)('keeps back as the server does: %j', ({ glob, scope }) => {
    const server = compileMutes([
      { id: 'm', glob, scope, until: null, reason: '', createdBy: 'me', createdAt: 0, updatedAt: 0 },
    ]);
    for (const sender of senders) {
      expect([sender, compileMute({ glob, scope })?.(sender)]).toEqual([
        sender,
        server.match([sender], 1) !== null,
      ]);
    }
  });
});

it('tells how many, how grave, how many of them still fire', () => {
  const alert = (from: string, more: Partial<AlertItem>) =>
    ({ from, receivedAt: 10, severity: 'low', state: 'info', resolved: null, ...more }) as AlertItem;
  const preview = previewMute(
    { glob: 'nas@*', scope: 'sender' },
    [
      alert('nas@a', { severity: 'critical', state: 'firing' }),
      alert('nas@a', { state: 'firing', resolved: { by: 'op', at: 1, note: '' } }),
      alert('nas@b', { severity: 'high' }),
      alert('nas@b', { receivedAt: 1 }),
      alert('web@a', { severity: 'critical', state: 'firing' }),
    ],
    5,
  );
  expect(preview).toMatchObject({
    firing: 1,
    grave: 2,
    senders: [
      { address: 'nas@a', count: 2 },
      { address: 'nas@b', count: 1 },
    ],
  });
  expect(previewMute({ glob: '!x', scope: 'sender' }, [], 0)).toBeNull();
});
