/**
 * Makes pages of Chromium the desktop app's window: the built preload runs in them before anything else, what it sends goes
 * to the app's main process under the stand-in and back, and the page's files come from the app's own protocol handler.
 * `app://alertflow` is shown as `origin`, since Chromium knows no such scheme; nothing else answers there.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import type { DesktopRig } from '../../desktop/support/desktop-rig.ts';

const preloadFile = resolve(import.meta.dirname, '..', '..', '..', 'out', 'preload', 'index.cjs');
const appOrigin = 'app://alertflow';

/** Text as it is, bytes as base64: what a binding and an evaluation can carry. */
type Carried = string | { base64: string };

const carry = (data: unknown): Carried =>
  typeof data === 'string' ? data : { base64: Buffer.from(data as Uint8Array).toString('base64') };
const uncarry = (data: Carried): string | Uint8Array =>
  typeof data === 'string' ? data : new Uint8Array(Buffer.from(data.base64, 'base64'));

interface PageState {
  frame: string;
  ports: Set<number>;
  /** Messages not yet handed to the page. */
  waiting: { port: number; data: Carried }[];
  isHanding: boolean;
}

interface PageSide {
  frameMessage(channel: string, ports: number[]): void;
  portMessages(messages: { port: number; data: Carried }[]): void;
}
declare global {
  interface Window {
    standIn?: PageSide;
    standInSend(channel: string, args: unknown[]): Promise<void>;
    standInPost(port: number, data: Carried): Promise<void>;
    standInBegins(): Promise<void>;
  }
}

let lastFrame = 0;

/** Before the first page of the context. */
export const bridgeWindow = async (
  context: BrowserContext,
  rig: DesktopRig,
  origin: string,
): Promise<void> => {
  const pages = new Map<Page, PageState>();
  const stateOf = (page: Page): PageState => {
    const known = pages.get(page);
    if (known !== undefined) return known;
    const made: PageState = {
      frame: `chromium-${++lastFrame}`,
      ports: new Set(),
      waiting: [],
      isHanding: false,
    };
    pages.set(page, made);
    page.once('close', () => {
      leave(made);
      pages.delete(page);
    });
    return made;
  };
  const leave = (state: PageState): void => {
    for (const port of state.ports) rig.command('port-close', { port }).catch(() => {});
    state.ports.clear();
    state.waiting = [];
  };

  const hand = async (page: Page, state: PageState): Promise<void> => {
    if (state.isHanding) return;
    state.isHanding = true;
    while (state.waiting.length > 0) {
      const messages = state.waiting.splice(0);
      await page
        .evaluate((list) => window.standIn?.portMessages(list), messages)
        .catch(() => {
          // The page went elsewhere.
        });
    }
    state.isHanding = false;
  };

  rig.onHappening((one) => {
    for (const [page, state] of pages) {
      if (one.kind === 'frame-message' && one.frame === state.frame) {
        const ports = one.ports as number[];
        for (const port of ports) state.ports.add(port);
        page
          .evaluate(([channel, ids]) => window.standIn?.frameMessage(channel, ids), [
            String(one.channel),
            ports,
          ] as const)
          .catch(() => {});
      }
      if (one.kind === 'port-message' && state.ports.has(Number(one.port))) {
        state.waiting.push({ port: Number(one.port), data: carry(one.data) });
        void hand(page, state);
      }
    }
  });

  await context.exposeBinding('standInBegins', ({ page }) => leave(stateOf(page)));
  await context.exposeBinding('standInSend', async ({ page, frame }, channel: string, args: unknown[]) => {
    const sender = {
      id: stateOf(page).frame,
      url: frame.url().replace(origin, appOrigin),
      isMain: frame === page.mainFrame(),
      isForeign: false,
    };
    await rig.command('ipc', { channel, args, frame: sender });
  });
  await context.exposeBinding('standInPost', async (_source, port: number, data: Carried) => {
    await rig.command('port-message', { port, data: uncarry(data) });
  });
  await context.addInitScript(
    `(${runPreload.toString()})((require, module, exports) => {${readFileSync(preloadFile, 'utf8')}\n});`,
  );
  await context.route(`${origin}/**`, async (route) => {
    const request = route.request();
    const url = request.url().replace(origin, appOrigin);
    const answer = await rig.command<{ status: number; headers: Record<string, string>; body: string }>(
      'fetch',
      { url, method: request.method() },
    );
    await route.fulfill({ ...answer, body: Buffer.from(answer.body, 'base64') });
  });
};

type Preload = (require: (name: string) => unknown, module: object, exports: object) => void;

/** In the page, before its own scripts: what Electron gives a sandboxed preload, and no more. */
const runPreload = (preload: Preload): void => {
  if (window !== window.top) return;
  const ports = new Map<number, MessagePort>();
  const listeners = new Map<string, ((event: { ports: MessagePort[] }) => void)[]>();
  const encode = (data: unknown): Carried => {
    if (typeof data === 'string') return data;
    if (!(data instanceof Uint8Array || data instanceof ArrayBuffer)) throw new Error('not to be carried');
    const bytes = new Uint8Array(data instanceof ArrayBuffer ? data : data.slice().buffer);
    return { base64: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')) };
  };
  const decode = (data: Carried): string | Uint8Array =>
    typeof data === 'string' ? data : Uint8Array.from(atob(data.base64), (char) => char.charCodeAt(0));
  const { standInSend, standInPost, standInBegins } = window;

  Object.defineProperty(window, 'standIn', {
    value: {
      frameMessage(channel, ids) {
        const handed = ids.map((id) => {
          const { port1, port2 } = new MessageChannel();
          ports.set(id, port1);
          port1.onmessage = ({ data }) => void standInPost(id, encode(data));
          return port2;
        });
        for (const listener of listeners.get(channel) ?? []) listener({ ports: handed });
      },
      portMessages(messages) {
        for (const { port, data } of messages) ports.get(port)?.postMessage(decode(data));
      },
    } satisfies PageSide,
  });

  const electron = {
    ipcRenderer: {
      send: (channel: string, ...args: unknown[]) => void standInSend(channel, args),
      on(channel: string, listener: (event: { ports: MessagePort[] }) => void) {
        listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
      },
    },
    contextBridge: {
      exposeInMainWorld(name: string, api: Record<string, unknown>) {
        for (const [key, value] of Object.entries(api)) {
          if (typeof value !== 'function') throw new Error(`${name}.${key} is no function`);
        }
        Object.defineProperty(window, name, { value: Object.freeze({ ...api }), writable: false });
      },
    },
  };
  void standInBegins();
  preload(
    (name) => {
      if (name !== 'electron') throw new Error(`a sandboxed preload finds no ${name}`);
      return electron;
    },
    { exports: {} },
    {},
  );
};
