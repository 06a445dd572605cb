/** The desktop app as the server of the specs: its window instead of a browser's page, its console over HTTP for the API. */
import type { BrowserContext } from '@playwright/test';
import { type DesktopRig, type RigOptions, startDesktop } from '../../desktop/support/desktop-rig.ts';
import type { RunningServer } from './server.ts';
import { bridgeWindow } from './window-bridge.ts';

export interface WindowServer extends RunningServer {
  rig: DesktopRig;
  /** Makes the pages of this context windows of the app. */
  attach(context: BrowserContext): Promise<void>;
}

const password = 'correct horse battery';
const username = 'admin';

export const startWindowServer = async (options: RigOptions = {}): Promise<WindowServer> => {
  const rig = await startDesktop({
    ...options,
    settings: { consoleOverHttp: true, consolePort: 0, ...options.settings },
  });
  const { httpUrl, smtpPort } = await rig.engine('running');
  if (httpUrl === null || smtpPort === null) throw new Error('the app opened no port');
  // Nobody signs in at the window; the specs set their scene through the API.
  await (await rig.connect()).users.create({ username, password, role: 'admin' });
  return {
    rig,
    url: httpUrl,
    smtpPort,
    username,
    password,
    restart: () => Promise.reject(new Error('the window has no server to restart')),
    attach: (context) => bridgeWindow(context, rig, httpUrl),
    stop: () => rig.stop(),
  };
};
