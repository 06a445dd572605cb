/** Starting with the session: the system's own list on macOS and Windows, an autostart entry on Linux. */
import { mkdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { app } from 'electron';
import { replaceFile } from '../platform/durable-file.ts';

/** Said at a start by the system: into the tray, without a window. */
export const hiddenFlag = '--hidden';

export interface LoginPlace {
  platform: NodeJS.Platform;
  /** What to start: the AppImage where it runs from one, else this program, and its arguments. */
  program: string;
  args: readonly string[];
  /** `$XDG_CONFIG_HOME`. */
  configHome: string | undefined;
}

export const setLaunchAtLogin = (isWanted: boolean, place: LoginPlace): void => {
  if (place.platform !== 'linux') {
    app.setLoginItemSettings({
      openAtLogin: isWanted,
      path: place.program,
      args: [...place.args, hiddenFlag],
    });
    return;
  }
  const path = autostartFile(place);
  if (!isWanted) {
    rmSync(path, { force: true });
    return;
  }
  mkdirSync(dirname(path), { recursive: true });
  replaceFile(path, autostartEntry([place.program, ...place.args, hiddenFlag]));
};

export const autostartFile = ({ configHome }: Pick<LoginPlace, 'configHome'>): string =>
  join(configHome || join(homedir(), '.config'), 'autostart', 'alertflow.desktop');

/** Desktop Entry Specification, "The Exec key": words in double quotes, with " ` $ \ escaped, and % doubled. */
export const autostartEntry = (command: readonly string[]): string =>
  [
    '[Desktop Entry]',
    'Type=Application',
    'Name=AlertFlow',
    'Comment=Takes the mail of monitoring tools and tells the right people',
    `Exec=${command.map(quoteExec).join(' ')}`,
    'Icon=alertflow',
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');

/** Twice escaped: once for the quoted argument, once for the string of the file. */
const quoteExec = (word: string): string =>
  `"${word
    .replace(/["`$\\]/g, '\\$&')
    .replaceAll('\\', '\\\\')
    .replaceAll('%', '%%')}"`;
