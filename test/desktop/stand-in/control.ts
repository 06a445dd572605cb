/** The line to the test: commands come in and are answered, what happened goes out. */
import { existsSync } from 'node:fs';

export interface StandInConfig {
  userData: string;
  version: string;
  locale: string;
  isPackaged: boolean;
  resourcesPath: string | null;
  /** The system it is said to run on from when it is ready; null: this one. */
  platform: string | null;
  /** Another instance holds the lock. */
  isSecondInstance: boolean;
  storageBackend: string;
  isStorageAvailable: boolean;
  hasNotifications: boolean;
  /** Puts wrong values into what a window says of itself, for the test of the check. */
  reportedPreferences: Record<string, unknown>;
}

export const config: StandInConfig = JSON.parse(process.env.ELECTRON_STAND_IN ?? '{}');
if (!existsSync(config.userData)) throw new Error('electron stand-in: no userData folder was given');

export interface Happening {
  kind: string;
  [detail: string]: unknown;
}

/** Tells the test. Without one nobody hears. */
export const report = (happening: Happening): void => {
  if (process.connected) process.send?.({ happening });
};

type Command = (input: Record<string, unknown>) => unknown;
const commands = new Map<string, Command>();

export const onCommand = (name: string, run: Command): void => void commands.set(name, run);

process.on('message', (message: { id: number; name: string; input: Record<string, unknown> }) => {
  const run = commands.get(message.name);
  Promise.resolve()
    .then(() => {
      if (run === undefined) throw new Error(`there is no command ${message.name}`);
      return run(message.input);
    })
    .then(
      (value) => process.connected && process.send?.({ answerTo: message.id, value }),
      (error: unknown) => process.connected && process.send?.({ answerTo: message.id, error: String(error) }),
    );
});
// The line alone does not keep the program going, and without a test there is none.
process.on('disconnect', () => process.exit(0));
