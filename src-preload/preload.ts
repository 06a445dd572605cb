/** Hands the message port to the engine over to the page, and nothing else. See `src-renderer/transport/message-port.ts`. */
import { contextBridge, ipcRenderer } from 'electron';

const portMessage = 'alertflow:port';

ipcRenderer.on(portMessage, (event) => {
  window.postMessage(portMessage, window.location.origin, [...event.ports]);
});

contextBridge.exposeInMainWorld('alertflow', {
  requestPort: () => ipcRenderer.send('alertflow:request-port'),
});
