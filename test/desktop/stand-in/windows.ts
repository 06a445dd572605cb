/** BrowserWindow and its web contents: recorded, never drawn. The pages in them are the test's. */
import { existsSync } from 'node:fs';
import { config, onCommand, report } from './control.ts';
import { sendOutside } from './ports.ts';
import { recordedDefaults } from './recorded-preferences.ts';
import { KnownEmitter, needKeys, needReady, preventable, StandInError, strict } from './strict.ts';

const mustBe: Record<string, boolean> = {
  contextIsolation: true,
  sandbox: true,
  webSecurity: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
};

const windowOptions = [
  ...['width', 'height', 'x', 'y', 'minWidth', 'minHeight', 'show', 'title', 'icon', 'backgroundColor'],
  'webPreferences',
];

type Preferences = Record<string, unknown>;

/** Electron takes these; a window of ours never asks for them. */
const refuseWeak = (preferences: Preferences): void => {
  for (const [name, wanted] of Object.entries(mustBe)) {
    if (preferences[name] !== undefined && preferences[name] !== wanted) {
      throw new StandInError(`a window with ${name}: ${String(preferences[name])} is refused`);
    }
  }
  const { preload } = preferences;
  if (typeof preload === 'string' && !existsSync(preload)) throw new StandInError(`no preload at ${preload}`);
};

class WebFrameMain {
  readonly parent: WebFrameMain | null;
  url: string;
  readonly id: string;

  constructor(id: string, url: string, parent: WebFrameMain | null) {
    this.id = id;
    this.url = url;
    this.parent = parent;
  }

  postMessage(channel: string, message: unknown, transfer: unknown[] = []): void {
    const ports = transfer.map(sendOutside);
    report({ kind: 'frame-message', frame: this.id, channel, message: structuredClone(message), ports });
  }
}

let lastContentsId = 0;

class WebContents extends KnownEmitter {
  readonly id = ++lastContentsId;
  mainFrame: WebFrameMain = strict('WebFrameMain', new WebFrameMain('none', '', null));
  readonly #preferences: Preferences;
  #openHandler: ((details: { url: string }) => { action: string }) | null = null;

  constructor(preferences: Preferences) {
    super('webContents', [
      ...['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview'],
      'render-process-gone',
    ]);
    this.#preferences = preferences;
  }

  getURL(): string {
    return this.mainFrame.url;
  }
  reload(): void {
    report({ kind: 'reload', contents: this.id });
  }
  /** No more than Electron tells since 16: SaveLastPreferences in shell/browser/web_contents_preferences.cc. */
  getLastWebPreferences(): Preferences {
    const told = Object.entries(recordedDefaults).map(([name, usual]) => [
      name,
      this.#preferences[name] ?? usual,
    ]);
    return { ...Object.fromEntries(told), ...config.reportedPreferences };
  }
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.#openHandler = handler;
  }
  askToOpen(url: string): string {
    return this.#openHandler?.({ url }).action ?? 'allow';
  }
}

const windows = new Set<BrowserWindow>();
const contentsCreated: ((contents: WebContents) => void)[] = [];
export const onContentsCreated = (listener: (contents: WebContents) => void): void =>
  void contentsCreated.push(listener);

let fetchPage: (url: string) => Promise<Response> = async () => {
  throw new StandInError('nothing answers this address');
};
export const setPageFetcher = (fetcher: typeof fetchPage): void => {
  fetchPage = fetcher;
};

export class BrowserWindow extends KnownEmitter {
  readonly webContents: WebContents;
  readonly options: Record<string, unknown>;
  #isDestroyed = false;
  isShown = false;
  #isMinimized = false;
  #isMaximized = false;
  bounds: { x: number; y: number; width: number; height: number };

  constructor(options: Record<string, unknown> = {}) {
    needReady('new BrowserWindow');
    super('BrowserWindow', [
      ...['ready-to-show', 'close', 'closed', 'resize', 'move', 'maximize', 'unmaximize'],
      'newListener',
    ]);
    needKeys('BrowserWindow', options, windowOptions);
    const preferences = (options.webPreferences ?? {}) as Preferences;
    refuseWeak(preferences);
    if (typeof options.icon === 'string' && !existsSync(options.icon)) {
      throw new StandInError(`no icon at ${options.icon}`);
    }
    this.options = options;
    this.webContents = strict('webContents', new WebContents(preferences));
    this.bounds = {
      x: Number(options.x ?? 0),
      y: Number(options.y ?? 0),
      width: Number(options.width ?? 800),
      height: Number(options.height ?? 600),
    };
    this.isShown = options.show !== false;
    windows.add(this);
    for (const listener of contentsCreated) listener(this.webContents);
    report({ kind: 'window', contents: this.webContents.id, bounds: this.bounds });
  }

  async loadURL(url: string): Promise<void> {
    if (!url.startsWith('app://')) throw new StandInError(`a window may not load ${url}`);
    const answer = await fetchPage(url);
    if (!answer.ok) throw new Error(`ERR_FAILED (${answer.status}) loading '${url}'`);
    this.webContents.mainFrame = strict('WebFrameMain', new WebFrameMain('main', url, null));
    report({ kind: 'loaded', contents: this.webContents.id, url });
    setImmediate(() => this.emit('ready-to-show'));
  }

  show(): void {
    this.isShown = true;
    report({ kind: 'window-shown' });
  }
  hide(): void {
    this.isShown = false;
    report({ kind: 'window-hidden' });
  }
  focus(): void {
    report({ kind: 'window-focused' });
  }
  minimize(): void {
    this.#isMinimized = true;
    report({ kind: 'window-minimized' });
  }
  restore(): void {
    this.#isMinimized = false;
  }
  maximize(): void {
    this.#isMaximized = true;
    this.emit('maximize');
  }
  isMinimized(): boolean {
    return this.#isMinimized;
  }
  isMaximized(): boolean {
    return this.#isMaximized;
  }
  isDestroyed(): boolean {
    return this.#isDestroyed;
  }
  getNormalBounds(): typeof this.bounds {
    return this.bounds;
  }
  setOverlayIcon(): void {}
  close(): void {
    const event = preventable({});
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  }
  destroy(): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    windows.delete(this);
    report({ kind: 'window-closed' });
    this.emit('closed');
  }
}

/** A window without a page. Only as much of it as hears of the session's end, which Electron tells on Windows alone. */
export class BaseWindow extends KnownEmitter {
  #isDestroyed = false;

  constructor(options: Record<string, unknown> = {}) {
    needReady('new BaseWindow');
    if (process.platform !== 'win32') throw new StandInError('a window without a page is for Windows alone');
    super('BaseWindow', ['query-session-end', 'session-end', 'newListener']);
    needKeys('BaseWindow', options, ['show', 'skipTaskbar', 'focusable', 'title']);
    if (options.show !== false) throw new StandInError('an empty window is shown');
    ears.add(this);
  }
  isDestroyed(): boolean {
    return this.#isDestroyed;
  }
  destroy(): void {
    this.#isDestroyed = true;
    ears.delete(this);
  }
}
const ears = new Set<BaseWindow>();
/** Answers whether Windows would go on at once. */
onCommand('session-end', ({ event }) => {
  const details = preventable({ reasons: ['shutdown'] });
  for (const ear of ears) ear.emit(String(event), details);
  return ears.size > 0 && !details.defaultPrevented;
});

export const closeAllWindows = (): void => {
  for (const window of [...windows]) window.close();
};

const onlyWindow = (): BrowserWindow => {
  const [window] = windows;
  if (window === undefined) throw new Error('there is no window');
  return window;
};

onCommand('window', () => {
  const window = [...windows][0];
  return window === undefined
    ? null
    : {
        isShown: window.isShown,
        isMinimized: window.isMinimized(),
        bounds: window.bounds,
        url: window.webContents.getURL(),
        count: windows.size,
      };
});
onCommand('close-window', () => onlyWindow().close());
onCommand('move-window', ({ bounds }) => {
  const window = onlyWindow();
  window.bounds = bounds as BrowserWindow['bounds'];
  window.emit('resize');
});
/** Answers whether it would have gone there. */
onCommand('navigate', ({ url, event, isMainFrame = true }) => {
  const details = preventable({ url: String(url), isMainFrame });
  onlyWindow().webContents.emit(String(event), details);
  return !details.defaultPrevented;
});
onCommand('open-link', ({ url }) => onlyWindow().webContents.askToOpen(String(url)));

export const senderOf = (frame: { id: string; url: string; isMain: boolean; isForeign: boolean }) => {
  const window = onlyWindow();
  const contents = window.webContents;
  const main = frame.isMain
    ? strict('WebFrameMain', new WebFrameMain(frame.id, frame.url, null))
    : contents.mainFrame;
  if (frame.isMain && !frame.isForeign) contents.mainFrame = main;
  const sender = frame.isForeign ? strict('webContents', new WebContents({})) : contents;
  if (frame.isForeign) sender.mainFrame = main;
  const senderFrame = frame.isMain
    ? main
    : strict('WebFrameMain', new WebFrameMain(frame.id, frame.url, contents.mainFrame));
  return { sender, senderFrame };
};
