import { describe, expect, it } from 'vitest';
import { desktopChannel } from '../../../src-main/engine/notify/channels/desktop.ts';
import type { DesktopNotice, DesktopNotifier } from '../../../src-main/engine/ports.ts';
import { aNotification } from '../../support/notification-fixture.ts';

const send = (desktop: DesktopNotifier, signal = new AbortController().signal) =>
  desktopChannel({ desktop }).send({
    config: {},
    address: {},
    notification: aNotification(),
    idempotencyKey: 'one',
    possibleRepeat: false,
    signal,
  });

describe('the desktop channel', () => {
  it('shows a notice that leads to its alert', async () => {
    const notices: DesktopNotice[] = [];
    await send({
      available: true,
      notify: async (notice) => {
        notices.push(notice);
        return 'shown';
      },
    });
    expect(notices).toEqual([
      {
        title: '🔴 CRITICAL · db01 · Zabbix',
        body: 'Disk almost full\nSubject: PROBLEM: disk space on db01\nFrom: Zabbix <zabbix@mon.local>',
        severity: 'critical',
        alertId: '019abc00-0000-7000-8000-000000000001',
      },
    ]);
  });

  it('says on a node without a desktop that there is none', async () => {
    const notify = async () => {
      throw new Error('must not be called');
    };
    expect(await send({ available: false, notify })).toEqual({
      kind: 'failed',
      retry: false,
      reason: 'no desktop on this node',
    });
  });

  it('tries again when the desktop refuses, without the words of its error', async () => {
    const notify = async () => {
      throw new Error('body with a secret');
    };
    expect(await send({ available: true, notify })).toEqual({
      kind: 'failed',
      retry: true,
      reason: 'the desktop refused the notice',
    });
  });

  it('does not wait for a desktop that hangs once it is stopped', async () => {
    const stop = new AbortController();
    const sending = send({ available: true, notify: () => new Promise(() => {}) }, stop.signal);
    stop.abort();
    expect(await sending).toMatchObject({ kind: 'failed', retry: true, unclear: true });
  });
});
