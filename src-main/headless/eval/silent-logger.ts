import type { Logger } from '../../engine/ports.ts';

const nothing = (): void => {};

/** What goes wrong is in the score or ends the command. */
export const silentLogger: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  child: () => silentLogger,
};
