/**
 * Windows ends a session without asking the app to quit: it tells windows alone, and ends the process soon after the
 * last of them has answered. A window that nobody sees, there from start to end, hears it whether the console is open,
 * closed or was never shown.
 */
import { BaseWindow } from 'electron';

export interface SessionEndOptions {
  platform: string;
  /** Drains and ends the process, soon: Windows waits some seconds. Called again while it does. */
  onEnd: () => void;
}

/** Answers how to stop listening. Other systems tell of it by `powerMonitor` and signals. */
export const watchSessionEnd = ({ platform, onEnd }: SessionEndOptions): (() => void) => {
  if (platform !== 'win32') return () => {};
  const ear = new BaseWindow({ show: false, skipTaskbar: true, focusable: false, title: 'AlertFlow' });
  // Held up until the process has ended by itself: what was accepted is safe without it, but Redis and deliveries in
  // flight end cleanly, and nobody is told twice at the next start.
  ear.on('query-session-end', (event) => {
    event.preventDefault();
    onEnd();
  });
  // Forced: there is no holding up, only hurry.
  ear.on('session-end', onEnd);
  return () => {
    if (!ear.isDestroyed()) ear.destroy();
  };
};
