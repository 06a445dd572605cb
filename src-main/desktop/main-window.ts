/** The one window: the console from its own protocol. Closing it leaves AlertFlow in the tray where there is one. */
import { app, BrowserWindow, dialog, screen, type WebContents } from 'electron';
import type { Logger } from '../engine/ports.ts';
import { appUrl } from './app-protocol.ts';
import type { ShellStore } from './shell-store.ts';
import { shellWords } from './shell-words.ts';
import { securePreferences, weaknesses } from './web-preferences.ts';
import { placeOnDisplays, smallest } from './window-place.ts';

export interface MainWindow {
  /** Made at the first call; brought to the front. */
  show(): void;
  window(): BrowserWindow | null;
  isOurs(webContentsId: number): boolean;
  windowOf(contents: WebContents): BrowserWindow | null;
  /** From now on closing closes. */
  letGo(): void;
}

export interface WindowDeps {
  store: ShellStore;
  logger: Logger;
  preload: string;
  icon: string;
  hasTray: () => Promise<boolean>;
  quit: () => void;
  /** A window is weaker than it must be: nothing may go on. */
  onWeakness: (reasons: string[]) => void;
}

const rememberAfterMs = 500;

export const createMainWindow = (deps: WindowDeps): MainWindow => {
  const { store, logger } = deps;
  let window: BrowserWindow | null = null;
  let isLetGo = false;
  let isAsking = false;

  const make = (): BrowserWindow => {
    const kept = store.own('window');
    const areas = screen.getAllDisplays().map(({ workArea }) => workArea);
    const webPreferences = { ...securePreferences, preload: deps.preload };
    const made = new BrowserWindow({
      ...placeOnDisplays(kept, areas),
      minWidth: smallest.width,
      minHeight: smallest.height,
      show: false,
      title: 'AlertFlow',
      icon: deps.icon,
      backgroundColor: '#ffffff',
      webPreferences,
    });
    const reasons = weaknesses(webPreferences, recordOf(made.webContents), deps.preload);
    if (reasons.length > 0) {
      made.destroy();
      deps.onWeakness(reasons);
      return made;
    }
    if (kept?.isMaximized) made.maximize();
    made.once('ready-to-show', () => made.show());
    watchPlace(made);
    made.on('close', (event) => {
      if (isLetGo) return;
      event.preventDefault();
      void onClose(made);
    });
    made.on('closed', () => {
      if (window === made) window = null;
    });
    made.webContents.on('render-process-gone', (_event, { reason }) => {
      logger.error({ reason }, 'the window ended by itself and is loaded again');
      if (!isLetGo && reason !== 'clean-exit') made.webContents.reload();
    });
    made
      .loadURL(appUrl)
      .catch((error: unknown) => logger.error({ error }, 'the console could not be loaded'));
    return made;
  };

  const watchPlace = (made: BrowserWindow): void => {
    let timer: NodeJS.Timeout | undefined;
    const remember = (): void => {
      if (made.isDestroyed() || made.isMinimized()) return;
      store.remember('window', { ...made.getNormalBounds(), isMaximized: made.isMaximized() });
    };
    const soon = (): void => {
      clearTimeout(timer);
      timer = setTimeout(remember, rememberAfterMs).unref();
    };
    made.on('resize', soon);
    made.on('move', soon);
    made.on('maximize', soon);
    made.on('unmaximize', soon);
    made.on('close', remember);
    made.on('closed', () => clearTimeout(timer));
  };

  const onClose = async (made: BrowserWindow): Promise<void> => {
    if (isAsking) return;
    const choice = store.settings().whenClosed;
    if (choice === 'quit') return deps.quit();
    // Hidden without a tray, nothing would bring it back.
    if (!(await deps.hasTray())) return made.minimize();
    if (choice === 'tray') return made.hide();
    isAsking = true;
    try {
      const words = shellWords(store.settings().language);
      const { response, checkboxChecked } = await dialog.showMessageBox(made, {
        type: 'question',
        message: words.closeTitle,
        detail: words.closeDetail,
        buttons: [words.keepRunning, words.quit, words.cancel],
        defaultId: 0,
        cancelId: 2,
        checkboxLabel: words.remember,
        checkboxChecked: true,
      });
      if (response === 2) return;
      const chosen = response === 0 ? 'tray' : 'quit';
      if (checkboxChecked) store.update({ whenClosed: chosen });
      if (chosen === 'quit') deps.quit();
      else made.hide();
    } finally {
      isAsking = false;
    }
  };

  return {
    show() {
      if (window === null || window.isDestroyed()) {
        window = make();
        return;
      }
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
      app.focus({ steal: true });
    },
    window: () => (window === null || window.isDestroyed() ? null : window),
    isOurs: (id) => window !== null && !window.isDestroyed() && window.webContents.id === id,
    windowOf: (contents) =>
      window !== null && !window.isDestroyed() && window.webContents === contents ? window : null,
    letGo() {
      isLetGo = true;
    },
  };
};

/** What Electron made of what the window was made with: its own record, which its type declarations leave out. */
const recordOf = (contents: WebContents): Record<string, unknown> | null => {
  const read: unknown = Reflect.get(contents, 'getLastWebPreferences');
  return typeof read === 'function' ? (read.call(contents) as Record<string, unknown> | null) : null;
};
