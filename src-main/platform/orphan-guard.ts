/**
 * Ends a Redis whose program was killed: a shell that waits for the end of a pipe only this program holds, gives a
 * restarted program some seconds to take Redis over, and else sends SIGTERM, on which Redis ends in order. A program
 * that takes over has written its own name into the lock by then, and the shell goes away. Not on Windows: there the
 * next start takes Redis over, whenever that is.
 */
import { spawn } from 'node:child_process';
import { Socket } from 'node:net';
import type { DirectoryLock } from './directory-lock.ts';

/** $1 seconds, $2 lock file, $3 its text, $4 pid, $5 start ticks or nothing. */
const script = `
while read -r _; do :; done
sleep "$1"
[ "$(cat "$2" 2>/dev/null)" = "$3" ] || exit 0
[ -z "$5" ] || [ "$(cut -d' ' -f22 "/proc/$4/stat" 2>/dev/null)" = "$5" ] || exit 0
kill -TERM "$4"
`;

export interface OrphanGuard {
  stop(): void;
}

export const guardAgainstOrphan = (options: {
  lock: DirectoryLock;
  pid: number;
  identity: string | null;
  graceMs: number;
}): OrphanGuard => {
  if (process.platform === 'win32') return { stop() {} };
  const { lock, pid, identity, graceMs } = options;
  const startTicks = identity?.split(':').at(-1) ?? '';
  const words = [String(graceMs / 1_000), lock.path, lock.text.trimEnd(), String(pid), startTicks];
  const shell = spawn('/bin/sh', ['-c', script, 'alertflow-redis-guard', ...words], {
    cwd: '/',
    env: { PATH: '/usr/bin:/bin' },
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // Without a shell the next start takes over what is left: that is enough.
  shell.on('error', () => {});
  shell.stdin?.on('error', () => {});
  shell.unref();
  if (shell.stdin instanceof Socket) shell.stdin.unref();
  return { stop: () => void shell.kill('SIGKILL') };
};
