/** What the desktop's preload puts into the window. It posts the port as a message named `alertflow:port`. */
export interface DesktopBridge {
  requestPort(): void;
}

declare global {
  interface Window {
    alertflow?: DesktopBridge;
  }
}

export const portMessage = 'alertflow:port';

/** The port to the engine in the desktop's main process. */
export const receivePort = (bridge: DesktopBridge): Promise<MessagePort> =>
  new Promise((resolve) => {
    const listen = (event: MessageEvent): void => {
      const port = event.ports[0];
      if (event.source !== window || event.data !== portMessage || port === undefined) return;
      window.removeEventListener('message', listen);
      port.start();
      resolve(port);
    };
    window.addEventListener('message', listen);
    bridge.requestPort();
  });
