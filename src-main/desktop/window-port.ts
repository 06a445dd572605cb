/**
 * The window's door to the engine: it asks for a port, and where the asker is the main frame of our own page in our own
 * window it gets one (reliability E3). The same contract as over HTTP answers on it, and the shell's own beside it.
 */
import { userInfo } from 'node:os';
import { RPCHandler } from '@orpc/server/message-port';
import { type IpcMainEvent, ipcMain, MessageChannelMain, type MessagePortMain } from 'electron';
import type { ApiContext, ApiParts, Caller } from '../engine/api/context.ts';
import { toAppError, toOrpcError } from '../engine/api/refusals.ts';
import { apiRouter } from '../engine/api/router.ts';
import { AppError } from '../engine/errors.ts';
import type { Logger } from '../engine/ports.ts';
import { isAppUrl } from './app-protocol.ts';
import type { DesktopRouter } from './desktop-router.ts';

export interface PortDeps {
  desktop: DesktopRouter;
  /** The engine's parts while it runs, else null. */
  parts: () => ApiParts | null;
  /** Ids of the web contents that are our windows. */
  isOurs: (webContentsId: number) => boolean;
  logger: Logger;
}

export const requestChannel = 'alertflow:request-port';
export const portChannel = 'alertflow:port';
const maxMessageBytes = 8 * 1024 * 1024;
const maxPortsAWindow = 4;

/** Answers how to stop listening; open ports are closed. */
export const openWindowPorts = (deps: PortDeps): (() => void) => {
  const { logger, parts } = deps;
  const open = new Map<MessagePortMain, number>();
  const caller = osUser();

  const contextNow = (): ApiContext => {
    const now = parts();
    if (now === null) throw new AppError('unavailable', { message: 'The engine is not running just now.' });
    return {
      ...now,
      caller,
      remoteAddress: '127.0.0.1',
      isLocal: true,
      isStillCaller: async () => true,
      keepSession() {},
    };
  };

  const handler = new RPCHandler<ApiContext>(
    { ...apiRouter, desktop: deps.desktop },
    {
      interceptors: [
        async (call) => {
          const path = call.request.url.pathname;
          try {
            // Only the shell's own operations work without an engine; they look at no context.
            const context = path.startsWith('/desktop/') ? call.context : contextNow();
            return await call.next({ ...call, context });
          } catch (thrown) {
            throw toOrpcError(toAppError(thrown, logger, path));
          }
        },
      ],
    },
  );

  const onRequest = (event: IpcMainEvent, ...args: unknown[]): void => {
    const frame = event.senderFrame;
    const refused = refusalOf(event, deps.isOurs) ?? (args.length > 0 ? 'arguments came along' : null);
    if (refused !== null || frame === null) {
      logger.warn({ reason: refused, url: frame?.url.slice(0, 200) }, 'a request for a port was refused');
      return;
    }
    const { port1, port2 } = new MessageChannelMain();
    const window = event.sender.id;
    // A page that was loaded anew left its old ones behind.
    const earlier = [...open].filter(([, owner]) => owner === window).map(([port]) => port);
    for (const port of earlier.slice(0, Math.max(0, earlier.length - maxPortsAWindow + 1))) port.close();
    open.set(port1, window);
    port1.on('close', () => open.delete(port1));
    handler.upgrade(guarded(port1, logger), { context: withoutEngine });
    port1.start();
    frame.postMessage(portChannel, null, [port2]);
  };

  ipcMain.on(requestChannel, onRequest);
  return () => {
    ipcMain.off(requestChannel, onRequest);
    for (const port of [...open.keys()]) port.close();
    open.clear();
  };
};

/** Stands until the interceptor puts the real one in its place. */
const withoutEngine = {} as ApiContext;

/** Why this sender gets no port, or null. */
const refusalOf = (event: IpcMainEvent, isOurs: (id: number) => boolean): string | null => {
  const frame = event.senderFrame;
  if (frame === null) return 'its frame is gone';
  if (!isOurs(event.sender.id)) return 'it is none of our windows';
  if (frame.parent !== null) return 'it is no main frame';
  if (!isAppUrl(frame.url)) return 'it shows another page';
  return null;
};

interface PortLike {
  on(event: string, listener: (event?: { data: unknown }) => void): void;
  postMessage(message: unknown): void;
}

/** What is no message of the protocol ends the port instead of the program. */
const guarded = (port: MessagePortMain, logger: Logger): PortLike => ({
  on(event, listener) {
    if (event !== 'message') {
      port.on('close', () => listener());
      return;
    }
    port.on('message', ({ data }) => {
      const bytes = sizeOf(data);
      Promise.resolve(bytes === null || bytes > maxMessageBytes ? 'unfit' : listener({ data })).then(
        (outcome) => outcome === 'unfit' && drop('it is no message of the protocol, or too large'),
        () => drop('it could not be read'),
      );
    });
    const drop = (reason: string): void => {
      logger.warn({ reason }, 'a message of a window was refused, and its port closed');
      port.close();
    };
  },
  postMessage: (message) => port.postMessage(message),
});

const sizeOf = (data: unknown): number | null => {
  if (typeof data === 'string') return data.length;
  return data instanceof Uint8Array || data instanceof ArrayBuffer ? data.byteLength : null;
};

/** Whoever sits at this machine may do everything: they could read the data directory as well. */
const osUser = (): Caller => {
  let username = 'desktop';
  try {
    username = userInfo().username || username;
  } catch {
    // The system does not know its user by name.
  }
  return { userId: 'os-user', username, role: 'admin', sessionId: '', isOsUser: true };
};
