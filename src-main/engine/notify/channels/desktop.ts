/** Notices on the desktop of this machine; on a node without one the delivery says so and can be sent elsewhere. */
import { desktopConfigSchema } from '../../../../src-shared/contract/channels.ts';
import { desktopAddressSchema } from '../../../../src-shared/contract/destinations.ts';
import { joinSignals } from '../../joined-signal.ts';
import type { NoticeOutcome } from '../../ports.ts';
import type { Channel, ChannelDeps, SendOutcome, SendRequest } from '../channel.ts';
import { renderDesktop } from '../render-desktop.ts';

/** A desktop that hangs must not hold the queue. */
const notifyTimeoutMs = 5_000;

const aborted = (signal: AbortSignal): Promise<'aborted'> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve('aborted');
    else signal.addEventListener('abort', () => resolve('aborted'), { once: true });
  });

/** What the delivery says became of it: a desktop that was told to be quiet is no failure, and no secret. */
const answers: Record<NoticeOutcome, string> = {
  shown: 'shown on the desktop of this node',
  folded: 'counted in one notice for many on the desktop of this node',
  severity: 'not shown: this desktop shows no notices of this severity',
  quiet: 'not shown: quiet hours on this desktop; counted in a notice after them',
  paused: 'not shown: notices are paused on this desktop; counted in a notice after the pause',
};

export const desktopChannel = (deps: Pick<ChannelDeps, 'desktop'>): Channel<'desktop'> => ({
  kind: 'desktop',
  isIdempotent: false,
  afterUnclear: 'retry',
  configSchema: desktopConfigSchema,
  addressSchema: desktopAddressSchema,
  async send({ notification, possibleRepeat, signal }: SendRequest<'desktop'>): Promise<SendOutcome> {
    if (!deps.desktop.available) return { kind: 'failed', retry: false, reason: 'no desktop on this node' };
    if (signal.aborted) return { kind: 'failed', retry: true, reason: 'stopped before it was sent' };
    const stop = joinSignals([signal], notifyTimeoutMs);
    try {
      const outcome = await Promise.race([
        deps.desktop.notify(renderDesktop(notification, { possibleRepeat })),
        aborted(stop.signal),
      ]);
      return outcome === 'aborted'
        ? { kind: 'failed', retry: true, unclear: true, reason: 'the desktop did not answer in time' }
        : { kind: 'sent', remoteId: null, answer: answers[outcome] };
    } catch {
      // The notifier's own words belong to the shell's log; they may hold the notice's text.
      return { kind: 'failed', retry: true, reason: 'the desktop refused the notice' };
    } finally {
      stop.release();
    }
  },
});
