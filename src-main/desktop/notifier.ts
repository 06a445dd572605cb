/**
 * The desktop's notices: shown, kept back or folded as `notice-policy.ts` says. A click opens the alert. Each is held on to
 * until it is closed, because a notice that was collected as garbage loses its click.
 */
import { Notification } from 'electron';
import type { Severity } from '../../src-shared/vocabulary.ts';
import type { Clock, DesktopNotice, DesktopNotifier, Logger, NoticeOutcome } from '../engine/ports.ts';
import { isPaused, isQuietTime, judgeNotice, minuteMs } from './notice-policy.ts';
import type { ShellStore } from './shell-store.ts';
import { shellWords } from './shell-words.ts';

export interface Notifier extends DesktopNotifier {
  pausedUntil(): number | null;
  /** Null: go on. */
  pause(untilMs: number | null): void;
  stop(): void;
}

export interface NotifierDeps {
  store: ShellStore;
  clock: Clock;
  logger: Logger;
  onOpen: (path: string) => void;
}

const maxHeld = 50;
/** Some desktops never say that they showed it. */
const shownWithinMs = 1_500;
/** What comes right behind one another is counted together. */
const gatherMs = 3_000;
const lookEveryMs = 30_000;

interface Count {
  all: number;
  critical: number;
}
const none = (): Count => ({ all: 0, critical: 0 });
const add = (count: Count, severity: Severity): void => {
  count.all++;
  if (severity === 'critical') count.critical++;
};

export const createNotifier = ({ store, clock, logger, onOpen }: NotifierDeps): Notifier => {
  const held = new Set<Notification>();
  let shownAt: number[] = [];
  let folded = none();
  let keptBack = none();
  let lastSummaryAt = Number.NEGATIVE_INFINITY;
  let summaryTimer: NodeJS.Timeout | undefined;

  const words = () => shellWords(store.settings().language);
  const minuteOfDay = (): number => {
    const date = new Date(clock.now());
    return date.getHours() * 60 + date.getMinutes();
  };

  const show = (options: Electron.NotificationConstructorOptions, path: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const notification = new Notification(options);
      held.add(notification);
      const oldest = held.values().next().value;
      if (held.size > maxHeld && oldest !== undefined) held.delete(oldest);
      const assumed = setTimeout(resolve, shownWithinMs);
      notification.on('show', () => {
        clearTimeout(assumed);
        resolve();
      });
      notification.on('failed', () => {
        clearTimeout(assumed);
        held.delete(notification);
        reject(new Error('the desktop refused the notice'));
      });
      notification.on('close', () => held.delete(notification));
      notification.on('click', () => {
        held.delete(notification);
        onOpen(path);
      });
      notification.show();
    });

  const summarise = (title: string, count: Count): void => {
    const body = count.critical > 0 ? words().ofThemCritical(count.critical) : '';
    show({ title, body, silent: true }, '/alerts').catch((error: unknown) =>
      logger.warn({ error }, 'a folded notice could not be shown'),
    );
  };

  const showFolded = (): void => {
    summaryTimer = undefined;
    const count = folded;
    folded = none();
    if (count.all === 0) return;
    lastSummaryAt = clock.now();
    summarise(words().andMore(count.all), count);
  };

  const fold = (severity: Severity): void => {
    add(folded, severity);
    const waitMs = Math.max(gatherMs, lastSummaryAt + minuteMs - clock.now());
    summaryTimer ??= setTimeout(showFolded, waitMs).unref();
  };

  /** Once it is not quiet any more, what came meanwhile is said in one notice. */
  const lookWhetherOver = (): void => {
    const pausedUntil = store.own('pausedUntil');
    if (keptBack.all === 0 || isPaused({ now: clock.now(), pausedUntil })) return;
    if (isQuietTime(store.settings(), minuteOfDay())) return;
    const count = keptBack;
    keptBack = none();
    summarise(words().keptBack(count.all), count);
  };
  const look = setInterval(lookWhetherOver, lookEveryMs).unref();

  return {
    available: Notification.isSupported(),
    async notify(notice: DesktopNotice): Promise<NoticeOutcome> {
      const now = clock.now();
      shownAt = shownAt.filter((at) => now - at < minuteMs);
      const verdict = judgeNotice(notice.severity, store.settings(), {
        now,
        minuteOfDay: minuteOfDay(),
        pausedUntil: store.own('pausedUntil'),
        shownAt,
      });
      switch (verdict.kind) {
        case 'keep-back':
          if (verdict.why !== 'severity') add(keptBack, notice.severity);
          return verdict.why;
        case 'fold':
          fold(notice.severity);
          return 'folded';
        case 'show':
          shownAt.push(now);
          await show(optionsOf(notice, verdict.hasSound), `/alerts/${notice.alertId}`);
          return 'shown';
        default:
          return verdict satisfies never;
      }
    },
    pausedUntil() {
      const pausedUntil = store.own('pausedUntil');
      return isPaused({ now: clock.now(), pausedUntil }) ? pausedUntil : null;
    },
    pause(untilMs) {
      store.remember('pausedUntil', untilMs);
      lookWhetherOver();
    },
    stop() {
      clearInterval(look);
      clearTimeout(summaryTimer);
      for (const notification of held) notification.close();
      held.clear();
    },
  };
};

const optionsOf = (
  { title, body, severity }: DesktopNotice,
  hasSound: boolean,
): Electron.NotificationConstructorOptions => ({
  title,
  body,
  silent: !hasSound,
  urgency: severity === 'critical' ? 'critical' : severity === 'info' ? 'low' : 'normal',
  timeoutType: severity === 'critical' ? 'never' : 'default',
});
