/**
 * Stands in for the `electron` module under plain Node: life cycle, windows, tray, menu, notifications, safeStorage,
 * protocol, message ports. It knows only what the app uses, and refuses what Electron refuses: unknown names and options,
 * calls before the app is ready, and more than Electron: windows that are weaker than ours may be. Nothing is drawn.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { config, onCommand, report } from './control.ts';
import { MessageChannelMain } from './ports.ts';
import { dialog, Menu, Notification, nativeImage, shell, Tray } from './shell-parts.ts';
import {
  becomeReady,
  KnownEmitter,
  needKeys,
  needNotReady,
  needReady,
  preventable,
  readyNow,
  StandInError,
  strict,
} from './strict.ts';
import {
  BaseWindow,
  BrowserWindow,
  closeAllWindows,
  onContentsCreated,
  senderOf,
  setPageFetcher,
} from './windows.ts';

// --- app

const appEvents = [
  ...['ready', 'second-instance', 'open-url', 'activate', 'window-all-closed', 'before-quit', 'will-quit'],
  'web-contents-created',
];
const paths: Record<string, string> = {
  userData: config.userData,
  logs: join(config.userData, 'logs'),
};

class App extends KnownEmitter {
  readonly isPackaged = config.isPackaged;
  #asked = false;
  #ready = new Promise<void>((resolve) => {
    // The main module has been loaded by then.
    setImmediate(() =>
      setImmediate(() => {
        if (config.platform !== null) Object.defineProperty(process, 'platform', { value: config.platform });
        becomeReady();
        this.emit('ready');
        resolve();
      }),
    );
  });

  constructor() {
    super('app', appEvents);
  }
  requestSingleInstanceLock(): boolean {
    this.#asked = true;
    return !config.isSecondInstance;
  }
  whenReady(): Promise<void> {
    if (!this.#asked) throw new StandInError('ready without having asked for the single-instance lock');
    return this.#ready;
  }
  isReady(): boolean {
    return readyNow();
  }
  getPath(name: string): string {
    const path = paths[name];
    if (path === undefined) throw new StandInError(`no path ${name}`);
    mkdirSync(path, { recursive: true });
    return path;
  }
  getVersion(): string {
    return config.version;
  }
  getAppPath(): string {
    return process.cwd();
  }
  getLocale(): string {
    needReady('app.getLocale');
    return config.locale;
  }
  enableSandbox(): void {
    needNotReady('app.enableSandbox');
    report({ kind: 'sandbox-enabled' });
  }
  setAppUserModelId(id: string): void {
    report({ kind: 'app-id', id });
  }
  setAsDefaultProtocolClient(scheme: string): boolean {
    report({ kind: 'protocol-client', scheme });
    return true;
  }
  setBadgeCount(count: number): boolean {
    needReady('app.setBadgeCount');
    report({ kind: 'badge', count });
    return true;
  }
  setLoginItemSettings(settings: object): void {
    needReady('app.setLoginItemSettings');
    needKeys('setLoginItemSettings', settings, ['openAtLogin', 'path', 'args', 'enabled', 'name']);
    report({ kind: 'login-item', ...settings });
  }
  focus(): void {}
  quit(): void {
    const event = preventable({});
    this.emit('before-quit', event);
    if (event.defaultPrevented) return;
    closeAllWindows();
    this.emit('will-quit', preventable({}));
    this.exit(0);
  }
  exit(code = 0): void {
    report({ kind: 'exit', code });
    process.exit(code);
  }
}

const rawApp = new App();
export const app = strict('app', rawApp);
onContentsCreated((contents) => rawApp.emit('web-contents-created', {}, contents));

onCommand('second-instance', ({ args }) => rawApp.emit('second-instance', {}, args, process.cwd(), null));
onCommand('open-url', ({ url }) => rawApp.emit('open-url', preventable({}), url));
onCommand('quit', () => rawApp.quit());

// --- protocol and session

const schemes = new Map<string, Record<string, boolean>>();
const handlers = new Map<string, (request: Request) => Promise<Response> | Response>();
let isRegistered = false;

export const protocol = strict('protocol', {
  registerSchemesAsPrivileged(list: { scheme: string; privileges: Record<string, boolean> }[]): void {
    needNotReady('protocol.registerSchemesAsPrivileged');
    if (isRegistered) throw new StandInError('schemes can be registered once only');
    isRegistered = true;
    for (const { scheme, privileges } of list) {
      needKeys('privileges', privileges, [
        ...['standard', 'secure', 'bypassCSP', 'allowServiceWorkers', 'supportFetchAPI', 'corsEnabled'],
        ...['stream', 'codeCache', 'allowExtensions'],
      ]);
      if (privileges.bypassCSP || privileges.allowExtensions) {
        throw new StandInError(`the scheme ${scheme} asks for a privilege that weakens it`);
      }
      schemes.set(scheme, privileges);
    }
  },
  handle(scheme: string, handler: (request: Request) => Promise<Response> | Response): void {
    needReady('protocol.handle');
    if (!schemes.has(scheme)) throw new StandInError(`the scheme ${scheme} was not registered`);
    if (handlers.has(scheme)) throw new StandInError(`the scheme ${scheme} is handled already`);
    handlers.set(scheme, handler);
  },
});

type Request = globalThis.Request;
const fetchApp = async (url: string, method = 'GET'): Promise<Response> => {
  const handler = handlers.get(url.slice(0, url.indexOf(':')));
  if (handler === undefined) throw new StandInError(`nothing handles ${url}`);
  const isOwn = await new Promise<boolean>((resolve) => {
    if (filter === null) throw new StandInError('requests are not filtered');
    filter({ url, method }, ({ cancel }) => resolve(!cancel));
  });
  // Node's Request takes no address of another scheme's host as it is: the handler reads these two alone.
  return isOwn ? handler({ url, method } as Request) : new Response(null, { status: 403 });
};
setPageFetcher((url) => fetchApp(url));
onCommand('fetch', async ({ url, method }) => {
  const answer = await fetchApp(String(url), String(method ?? 'GET'));
  return {
    status: answer.status,
    headers: Object.fromEntries(answer.headers),
    body: Buffer.from(await answer.arrayBuffer()).toString('base64'),
  };
});

type Filter = (
  details: { url: string; method: string },
  answer: (verdict: { cancel: boolean }) => void,
) => void;
let filter: Filter | null = null;
type Decide = (...given: unknown[]) => unknown;
const decisions: Record<string, Decide> = {};

export const session = strict('session', {
  get defaultSession() {
    needReady('session.defaultSession');
    return defaultSession;
  },
});
const defaultSession = strict('session', {
  setPermissionRequestHandler(decide: Decide): void {
    decisions.request = decide;
  },
  setPermissionCheckHandler(decide: Decide): void {
    decisions.check = decide;
  },
  setDevicePermissionHandler(decide: Decide): void {
    decisions.device = decide;
  },
  webRequest: strict('webRequest', {
    onBeforeRequest: (next: Filter): void => {
      filter = next;
    },
  }),
});
onCommand('permission', ({ permission, url }) => {
  const { request, check, device } = decisions;
  if (request === undefined || check === undefined || device === undefined) {
    throw new StandInError('not every permission is decided');
  }
  return new Promise((resolve) => {
    request(
      null,
      permission,
      (isGranted: boolean) => resolve([isGranted, check(null, permission, url), device({})]),
      {
        requestingUrl: url,
        isMainFrame: true,
      },
    );
  });
});
onCommand('request-allowed', ({ url }) => {
  if (filter === null) throw new StandInError('requests are not filtered');
  return new Promise((resolve) =>
    filter?.({ url: String(url), method: 'GET' }, ({ cancel }) => resolve(!cancel)),
  );
});

// --- ipc

class IpcMain extends KnownEmitter {
  constructor() {
    super('ipcMain', ['alertflow:request-port', 'electron-store-get-data']);
  }
}
const rawIpc = new IpcMain();
export const ipcMain = strict('ipcMain', rawIpc);

onCommand('ipc', ({ channel, args, frame }) => {
  const { sender, senderFrame } = senderOf(
    frame as { id: string; url: string; isMain: boolean; isForeign: boolean },
  );
  const event = { sender, senderFrame, ports: [], returnValue: undefined };
  rawIpc.emit(String(channel), strict('IpcMainEvent', event), ...(args as unknown[]));
});

// --- safeStorage

const storageKey = Buffer.alloc(32, 7);
const removed = (name: string) => (): never => {
  throw new StandInError(`safeStorage.${name} is the synchronous one, which Electron 46 removes`);
};
export const safeStorage = strict('safeStorage', {
  isEncryptionAvailable: removed('isEncryptionAvailable'),
  encryptString: removed('encryptString'),
  decryptString: removed('decryptString'),
  setUsePlainTextEncryption: removed('setUsePlainTextEncryption'),
  getSelectedStorageBackend: (): string => (readyNow() ? config.storageBackend : 'unknown'),
  async isAsyncEncryptionAvailable(): Promise<boolean> {
    needReady('safeStorage');
    return config.isStorageAvailable;
  },
  async encryptStringAsync(text: string): Promise<Buffer> {
    needReady('safeStorage');
    if (config.storageBackend === 'basic_text') throw new StandInError('a secret was given to basic_text');
    if (!config.isStorageAvailable) throw new Error('encryption is not available');
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', storageKey, nonce);
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  },
  async decryptStringAsync(bytes: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }> {
    needReady('safeStorage');
    if (!config.isStorageAvailable) throw new Error('encryption is not available');
    const decipher = createDecipheriv('aes-256-gcm', storageKey, bytes.subarray(0, 12));
    decipher.setAuthTag(bytes.subarray(12, 28));
    const text = decipher.update(bytes.subarray(28), undefined, 'utf8') + decipher.final('utf8');
    return { result: text, shouldReEncrypt: false };
  },
});

// --- the rest

export const screen = strict('screen', {
  getAllDisplays() {
    needReady('screen');
    return [{ workArea: { x: 0, y: 0, width: 1920, height: 1040 } }];
  },
});
class PowerMonitor extends KnownEmitter {
  constructor() {
    super('powerMonitor', ['shutdown', 'suspend', 'resume', 'lock-screen', 'unlock-screen']);
  }
}
export const powerMonitor = strict('powerMonitor', new PowerMonitor());
/** Answers whether the system would go down at once. */
onCommand('shutdown', () => {
  const event = preventable({});
  powerMonitor.emit('shutdown', event);
  return !event.defaultPrevented;
});

if (config.resourcesPath !== null) {
  Object.defineProperty(process, 'resourcesPath', { value: config.resourcesPath });
}

export {
  BaseWindow,
  BrowserWindow,
  dialog,
  Menu,
  MessageChannelMain,
  Notification,
  nativeImage,
  shell,
  Tray,
};

/** electron-store takes the whole module. */
// biome-ignore lint/style/noDefaultExport: as the real one has
export default strict('electron', { app, ipcMain, shell });
