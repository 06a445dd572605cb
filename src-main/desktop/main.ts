/** Electron's entry. What goes wrong before there is a window is said in a box of the system's, never in silence. */
import { resolve } from 'node:path';
import { app, dialog } from 'electron';
import { startDesktop } from './desktop-app.ts';

const failure = 1;

const fail = (error: unknown): void => {
  const message = error instanceof Error ? error.message : 'unknown error';
  process.stderr.write(`AlertFlow could not be started: ${error instanceof Error ? error.stack : message}\n`);
  dialog.showErrorBox('AlertFlow could not be started', message);
  app.exit(failure);
};

process.on('uncaughtException', fail);

startDesktop({
  programDir: resolve(import.meta.dirname, '..', '..'),
  environment: process.env,
  args: process.argv,
}).catch(fail);
