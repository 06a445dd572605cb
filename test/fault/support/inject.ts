/** Makes system calls of a running process fail, with strace; everything works again when it is taken away. */
import { setTimeout as sleep } from 'node:timers/promises';
import { startChild } from './child.ts';

/** `what` as strace's inject takes it, like `fdatasync:error=EIO`. */
export const withBrokenCalls = async <T>(pid: number, what: string, use: () => Promise<T>): Promise<T> => {
  const calls = what.split(':')[0] ?? '';
  const strace = startChild('strace', [
    '-f',
    '-qq',
    '-p',
    String(pid),
    '-e',
    `trace=${calls}`,
    '-e',
    `inject=${what}`,
    '-o',
    '/dev/null',
  ]);
  try {
    await sleep(300);
    if (strace.hasEnded()) throw new Error(`strace: ${strace.errors()}`);
    return await use();
  } finally {
    // Asked to end it lets go of the process; killed it would too, but leave it stopped for a moment.
    strace.process.kill('SIGINT');
    await strace.ended;
  }
};
