import { createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import type { DesktopContract } from '../../src-shared/contract/desktop.ts';
import { sharedLink } from './client.ts';

/** Whether this is the desktop app's own window: there is a shell to ask then, nobody signs in, and no address in a browser. */
export const isDesktop = (): boolean => window.alertflow !== undefined;

/** The shell of the window. Over HTTP there is none. */
export const desktopClient: ContractRouterClient<DesktopContract> = createORPCClient(sharedLink, {
  path: ['desktop'],
});

export const desktopOrpc = createTanstackQueryUtils(desktopClient, { path: ['desktop'] });
