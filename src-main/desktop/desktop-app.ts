/**
 * The desktop app from start to end: every part made and wired, in the order in which each depends on those before it.
 * This file is long because that order is its one subject.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { app, dialog, nativeImage, type OpenDialogOptions, powerMonitor, session, shell } from 'electron';
import type { MoveResult, RemedyKind, UpdateChoice } from '../../src-shared/contract/desktop.ts';
import { systemClock } from '../platform/clock.ts';
import { createLog } from '../platform/logger.ts';
import { setAppMenu } from './app-menu.ts';
import { registerAppScheme, serveAppScheme } from './app-protocol.ts';
import { moveDataDir } from './data-dir-move.ts';
import { linkScheme, linkToPath, pathFromArguments } from './deep-link.ts';
import { createDesktopRouter } from './desktop-router.ts';
import { createEngineRunner } from './engine-runner.ts';
import { createKeyStore } from './key-store.ts';
import { hiddenFlag, setLaunchAtLogin } from './login-item.ts';
import { createMainWindow } from './main-window.ts';
import { guardNavigation, guardSession } from './navigation-guard.ts';
import { createNotifier } from './notifier.ts';
import { checkUpdate, clearUpdates, installerEndings, isStillChecked } from './offline-update.ts';
import { createOpenings } from './openings.ts';
import { sendSampleAlert } from './own-client.ts';
import { watchSessionEnd } from './session-end.ts';
import { createShellStore } from './shell-store.ts';
import { shellWords } from './shell-words.ts';
import { tooltipOf } from './standing.ts';
import { createTray, type TrayIcon } from './tray.ts';
import { hasTrayHost } from './tray-host.ts';
import { watchStanding } from './watch-standing.ts';
import { openWindowPorts } from './window-port.ts';

export interface DesktopOptions {
  /** Where `out` and `package.json` lie. */
  programDir: string;
  environment: Readonly<Record<string, string | undefined>>;
  args: readonly string[];
}

const weakWindowExit = 3;
/** A drain that hangs is ended by force; Redis ends by itself when its program is gone. */
const drainBoundMs = 10_000;
/** Windows ends what has not ended by itself after 5 s. */
const sessionEndBoundMs = 4_000;
const appId = 'net.alertflow.desktop';

/** Starts it. Resolves once the engine was asked to start; the rest is events. */
export const startDesktop = async (options: DesktopOptions): Promise<void> => {
  const { programDir, environment } = options;

  // --- before Electron is ready
  if (!app.requestSingleInstanceLock()) {
    // The first one was told, with our arguments.
    app.exit(0);
    return;
  }
  registerAppScheme();
  app.enableSandbox();
  // Windows shows notices only for apps that have one.
  if (process.platform === 'win32') app.setAppUserModelId(appId);
  if (app.isPackaged) app.setAsDefaultProtocolClient(linkScheme);

  const openings = createOpenings();
  let openWindow = (): void => {};
  const open = (path: string | null): void => {
    if (path !== null) openings.open(path);
    openWindow();
  };
  app.on('second-instance', (_event, args) => open(pathFromArguments(args)));
  app.on('open-url', (event, url) => {
    event.preventDefault();
    open(linkToPath(url));
  });
  app.on('activate', () => open(null));
  // Without a window it goes on in the tray.
  app.on('window-all-closed', () => {});
  await app.whenReady();

  // --- what everything else leans on
  const resourcesDir = app.isPackaged ? process.resourcesPath : join(programDir, 'resources');
  const logDir = app.getPath('logs');
  const log = createLog({
    clock: systemClock,
    file: join(logDir, 'alertflow.log'),
    output: app.isPackaged ? undefined : process.stderr,
  });
  const { logger } = log;
  const store = createShellStore(() => systemClock.now());
  for (const fault of store.faults) logger.warn({ fault }, 'a setting of this desktop was not usable');
  const defaultDataDir = join(app.getPath('userData'), 'data');
  const dataDir = (): string => store.own('dataDir') ?? defaultDataDir;
  const version = app.getVersion();
  const consoleDir = join(programDir, 'out', 'renderer');
  serveAppScheme(consoleDir);
  guardSession(session.defaultSession);

  // --- the engine
  const notifier = createNotifier({ store, clock: systemClock, logger, onOpen: open });
  const runner = createEngineRunner({
    store,
    keys: createKeyStore(),
    log,
    dataDir,
    run: {
      version,
      resourcesDir,
      builtRedisDir: environment.REDISMS_DOWNLOAD_DIR,
      consoleDir,
      desktop: notifier,
    },
  });

  // --- the end
  let isDraining = false;
  const endAfter = (ms: number): NodeJS.Timeout => setTimeout(() => app.exit(1), ms);
  const drain = async (): Promise<void> => {
    mainWindow.letGo();
    const force = endAfter(drainBoundMs);
    await runner.stop().catch((error: unknown) => logger.error({ error }, 'the engine did not stop cleanly'));
    watch.stop();
    notifier.stop();
    closePorts();
    tray?.remove();
    clearTimeout(force);
    logger.info({}, 'stopped');
    log.stop();
  };
  const quit = (): void => app.quit();
  app.on('before-quit', (event) => {
    event.preventDefault();
    if (isDraining) return;
    isDraining = true;
    void drain().then(() => app.exit(0));
  });

  watchSessionEnd({
    platform: process.platform,
    onEnd() {
      endAfter(sessionEndBoundMs);
      quit();
    },
  });

  // --- window
  const imagesDir = join(resourcesDir, 'tray');
  let trayHost = hasTrayHost();
  const mainWindow = createMainWindow({
    store,
    logger,
    preload: join(programDir, 'out', 'preload', 'index.cjs'),
    icon: join(resourcesDir, 'icons', '256x256.png'),
    async hasTray() {
      trayHost = hasTrayHost();
      return tray !== null && (await trayHost);
    },
    quit,
    onWeakness(reasons) {
      logger.error({ reasons }, 'a window was weaker than it must be: AlertFlow ends');
      dialog.showErrorBox('AlertFlow', `A window could not be made safe: ${reasons.join('; ')}.`);
      app.exit(weakWindowExit);
    },
  });
  guardNavigation({ store, logger, windowOf: mainWindow.windowOf });
  openWindow = mainWindow.show;

  // --- what the person asks for
  const chooseFile = async (dialogOptions: OpenDialogOptions): Promise<string | null> => {
    const window = mainWindow.window();
    const { canceled, filePaths } = await (window === null
      ? dialog.showOpenDialog(dialogOptions)
      : dialog.showOpenDialog(window, dialogOptions));
    return canceled ? null : (filePaths[0] ?? null);
  };
  const openLogs = async (): Promise<void> => void (await shell.openPath(logDir));
  const sendSample = (): void => {
    sendSampleAlert(runner.current()).catch((error: unknown) => {
      logger.warn({ error }, 'the test alert was not taken');
      dialog.showErrorBox(
        shellWords(store.settings().language).sampleFailed,
        error instanceof Error ? error.message : '',
      );
    });
  };

  const switchDataDir = (folder: string | null): Promise<void> => {
    store.remember('dataDir', folder);
    return runner.restart();
  };
  const remedy = async (kind: RemedyKind): Promise<void> => {
    switch (kind) {
      case 'retry':
        return runner.restart();
      case 'use-port': {
        const state = runner.state.get();
        const port = state.kind === 'failed' ? state.failure.freePort : null;
        // The change of the setting starts the engine anew.
        if (port !== null) store.update({ smtpPort: port, smtpHost: usableHost() });
        return;
      }
      case 'choose-redis': {
        const path = await chooseFile({ properties: ['openFile'] });
        if (path === null) return;
        store.remember('redisServer', path);
        return runner.restart();
      }
      case 'choose-data-dir': {
        const folder = await chooseFile({ properties: ['openDirectory', 'createDirectory'] });
        return folder === null ? undefined : switchDataDir(folder);
      }
      case 'default-data-dir':
        return switchDataDir(null);
      case 'open-logs':
        return openLogs();
      case 'quit':
        return quit();
      default:
        return kind satisfies never;
    }
  };
  /** An address this machine has not is as bad as a port that is taken. */
  const usableHost = (): string => {
    const state = runner.state.get();
    const isAddress = state.kind === 'failed' && state.failure.code === 'port-address';
    return isAddress ? '0.0.0.0' : store.settings().smtpHost;
  };

  const chooseAndMove = async (): Promise<MoveResult> => {
    const to = await chooseFile({ properties: ['openDirectory', 'createDirectory'] });
    if (to === null) return { kind: 'none' };
    return runner.whileStopped(async () => {
      const onProgress = (copiedBytes: number, totalBytes: number): void =>
        runner.state.set({ kind: 'moving', copiedBytes, totalBytes });
      const result = await moveDataDir({ from: dataDir(), to, onProgress });
      if (result.kind === 'moved') store.remember('dataDir', result.to);
      logger.info({ result }, 'moving the data directory');
      return result;
    });
  };

  const updatesDir = join(app.getPath('userData'), 'update');
  const keyFile = join(resourcesDir, 'update-key.pem');
  let update: UpdateChoice = { kind: 'none' };
  const chooseUpdate = async (): Promise<UpdateChoice> => {
    const extensions = [...(installerEndings[process.platform] ?? [])];
    const source = await chooseFile({
      properties: ['openFile'],
      filters: [{ name: 'AlertFlow', extensions }],
    });
    if (source === null) return { kind: 'none' };
    update = await checkUpdate(source, {
      version,
      platform: process.platform,
      publicKey: existsSync(keyFile) ? readFileSync(keyFile, 'utf8') : null,
      folder: updatesDir,
    });
    logger.info({ update }, 'an update was chosen');
    return update;
  };
  const installUpdate = async (): Promise<void> => {
    if (update.kind !== 'ready' || !(await isStillChecked(update))) return;
    const problem = await shell.openPath(update.file);
    if (problem !== '') return dialog.showErrorBox('AlertFlow', problem);
    quit();
  };

  // --- the window's door
  const desktop = createDesktopRouter({
    store,
    runner,
    openings,
    info: () => ({
      version,
      platform: process.platform,
      dataDir: dataDir(),
      logDir,
      secrets: runner.guard(),
      hasTray: tray !== null,
      canUpdateFromFile: app.isPackaged,
    }),
    remedy,
    moveDataDir: chooseAndMove,
    chooseUpdate,
    installUpdate,
    openLogs,
  });
  const closePorts = openWindowPorts({
    desktop,
    parts: () => runner.current()?.parts ?? null,
    isOurs: mainWindow.isOurs,
    logger,
  });

  // --- tray, menu, badge
  const watch = watchStanding({ runner, notifier, logger });
  let tray: TrayIcon | null = null;
  const showStanding = (): void => {
    const standing = watch.standing.get();
    tray?.show(standing);
    app.setBadgeCount(standing.openCriticals);
    if (process.platform !== 'win32') return;
    const overlay = join(imagesDir, 'critical.png');
    mainWindow.window()?.setOverlayIcon(
      standing.openCriticals > 0 ? nativeImage.createFromPath(overlay) : null,
      // Read out by screen readers.
      tooltipOf(standing, store.settings().language),
    );
  };
  try {
    tray = createTray({
      imagesDir,
      language: () => store.settings().language,
      open: () => open(null),
      pauseFor(ms) {
        notifier.pause(ms === null ? null : systemClock.now() + ms);
        watch.look();
      },
      sendSample,
      quit,
    });
  } catch (error) {
    logger.warn({ error }, 'there is no tray here');
  }
  watch.standing.onChange(showStanding);
  const showMenu = (): void =>
    setAppMenu(store.settings().language, { open, sendSample, openLogs: () => void openLogs(), quit });
  showMenu();
  showStanding();

  store.onChange((now, before) => {
    if (now.language !== before.language) {
      showMenu();
      showStanding();
    }
    if (now.launchAtLogin !== before.launchAtLogin) {
      setLaunchAtLogin(now.launchAtLogin, {
        platform: process.platform,
        program: environment.APPIMAGE ?? process.execPath,
        args: app.isPackaged ? [] : [app.getAppPath()],
        configHome: environment.XDG_CONFIG_HOME,
      });
    }
    if (now.smtpPort !== before.smtpPort || now.smtpHost !== before.smtpHost) void runner.restart();
    else if (now.consoleOverHttp !== before.consoleOverHttp || now.consolePort !== before.consolePort) {
      void runner.applyConsole();
    }
  });

  // --- go
  // Linux and macOS; left unheeded, the system would not wait for the drain.
  powerMonitor.on('shutdown', (event?: Electron.Event) => {
    event?.preventDefault();
    quit();
  });
  process.on('SIGTERM', quit);
  process.on('SIGINT', quit);
  logger.info({ version, dataDir: dataDir() }, 'the desktop app starts');
  const path = pathFromArguments(options.args);
  if (path !== null) openings.open(path);
  runner.state.onChange(({ kind }) => {
    // Never in silence: what needs a person comes to the front.
    if (kind === 'failed' || kind === 'passphrase') openWindow();
  });
  const startsHidden = options.args.includes(hiddenFlag) && (await trayHost) && tray !== null;
  if (!startsHidden) openWindow();
  void clearUpdates(updatesDir);
  await runner.start();
};
