/**
 * Nothing leads a window away from the console, opens another, or is granted a permission (reliability E2). A link goes to
 * the browser when it is https and the person says so.
 */
import { app, type BrowserWindow, dialog, type Session, shell, type WebContents } from 'electron';
import type { Logger } from '../engine/ports.ts';
import { isAppUrl } from './app-protocol.ts';
import type { ShellStore } from './shell-store.ts';
import { shellWords } from './shell-words.ts';

const maxLinkLength = 2_000;
/** Copying what a button offers; everything else is refused. */
const granted = 'clipboard-sanitized-write';

export interface GuardDeps {
  store: ShellStore;
  logger: Logger;
  windowOf: (contents: WebContents) => BrowserWindow | null;
}

/** For every web contents there will be. Before the first window. */
export const guardNavigation = (deps: GuardDeps): void => {
  app.on('web-contents-created', (_event, contents) => guardContents(contents, deps));
};

const guardContents = (contents: WebContents, deps: GuardDeps): void => {
  const { logger } = deps;
  contents.on('will-navigate', (event) => {
    // Loading the same page anew is what its own buttons do.
    if (isSamePage(event.url, contents.getURL())) return;
    event.preventDefault();
    logger.warn({ url: shown(event.url) }, 'a window was kept from leaving the console');
  });
  contents.on('will-frame-navigate', (event) => {
    if (event.isMainFrame || isEmptyDocument(event.url)) return;
    event.preventDefault();
    logger.warn({ url: shown(event.url) }, 'a frame was kept from loading something');
  });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    void openLink(url, contents, deps);
    return { action: 'deny' };
  });
};

/** The window's session: no permission, no device, no download, and no request but for the console's own files. */
export const guardSession = (session: Session): void => {
  session.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) =>
    answer(permission === granted && isAppUrl(requestingUrl)),
  );
  session.setPermissionCheckHandler(
    (_contents, permission, origin) => permission === granted && isAppUrl(`${origin.replace(/\/$/, '')}/`),
  );
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !isOwnRequest(details.url) }));
};

/** Saving a file from the page comes as blob:, embedded pictures as data:. */
const isOwnRequest = (url: string): boolean =>
  isAppUrl(url) || /^(?:blob:app:\/\/alertflow\/|data:|devtools:)/.test(url);

const isSamePage = (url: string, current: string): boolean =>
  isAppUrl(url) && isAppUrl(current) && new URL(url).pathname === new URL(current).pathname;

const isEmptyDocument = (url: string): boolean => url === 'about:srcdoc' || url === 'about:blank';

const openLink = async (url: string, contents: WebContents, deps: GuardDeps): Promise<void> => {
  const parsed = URL.canParse(url) && url.length <= maxLinkLength ? new URL(url) : null;
  if (parsed === null || parsed.protocol !== 'https:' || parsed.username !== '' || parsed.password !== '') {
    deps.logger.warn({ url: shown(url) }, 'a link that may not be opened was refused');
    return;
  }
  const window = deps.windowOf(contents);
  if (window === null) return;
  const words = shellWords(deps.store.settings().language);
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: words.linkTitle,
    detail: parsed.href,
    buttons: [words.openLink, words.cancel],
    defaultId: 1,
    cancelId: 1,
  });
  if (response === 0) await shell.openExternal(parsed.href);
};

const shown = (url: string): string => url.slice(0, 200);
