/** Whether a tray icon would be seen. On Linux that takes a host on the session bus; many desktops have none. */
import { execFile } from 'node:child_process';

const watcher = 'org.kde.StatusNotifierWatcher';
const askWithinMs = 2_000;

/** The same question for whichever of the usual tools is installed; each says yes in its own way. */
const questions: readonly { program: string; args: readonly string[]; yes: RegExp }[] = [
  {
    program: 'gdbus',
    args: [
      ...['call', '--session', '--dest', 'org.freedesktop.DBus', '--object-path', '/org/freedesktop/DBus'],
      ...['--method', 'org.freedesktop.DBus.NameHasOwner', watcher],
    ],
    yes: /\(true,?\)/,
  },
  {
    program: 'dbus-send',
    args: [
      ...['--session', '--print-reply', '--dest=org.freedesktop.DBus', '/org/freedesktop/DBus'],
      ...['org.freedesktop.DBus.NameHasOwner', `string:${watcher}`],
    ],
    yes: /boolean true/,
  },
  {
    program: 'busctl',
    args: [
      ...['--user', 'call', 'org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus'],
      ...['NameHasOwner', 's', watcher],
    ],
    yes: /^b true/,
  },
];

/** False where nobody can tell: the window is minimised then instead of hidden. */
export const hasTrayHost = async (platform: NodeJS.Platform = process.platform): Promise<boolean> => {
  if (platform !== 'linux') return true;
  for (const question of questions) {
    const answer = await ask(question);
    if (answer !== null) return answer;
  }
  return false;
};

/** Null: the tool is not there or does not reach the bus. */
const ask = ({ program, args, yes }: (typeof questions)[number]): Promise<boolean | null> =>
  new Promise((resolve) => {
    execFile(program, [...args], { timeout: askWithinMs }, (error, output) =>
      resolve(error === null ? yes.test(output) : null),
    );
  });
