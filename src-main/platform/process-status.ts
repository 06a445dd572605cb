import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/**
 * Whether a process lives, and which one it is: a pid alone may have passed to another program. `identity` is the boot
 * and the start time within it, or null where the system does not tell (elsewhere than on Linux).
 */
export type ProcessStatus = { alive: false } | { alive: true; identity: string | null };

export const processStatus = (pid: number): ProcessStatus => {
  if (!Number.isSafeInteger(pid) || pid <= 0) return { alive: false };
  if (process.platform === 'linux') return linuxStatus(pid);
  try {
    process.kill(pid, 0);
    return { alive: true, identity: null };
  } catch (error) {
    // EPERM: there is one, of another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
      ? { alive: true, identity: null }
      : { alive: false };
  }
};

/** Whether the process with this pid is still the one that had this identity. An unknown identity matches any. */
export const isSameProcess = (pid: number, identity: string | null): boolean => {
  const status = processStatus(pid);
  return status.alive && (identity === null || status.identity === null || status.identity === identity);
};

/** Pids of the processes of this name whose working directory is `directory` (a real path); empty where the system does not tell. */
export const processesIn = (directory: string, isName: (name: string) => boolean): number[] => {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .map(Number)
    .filter(
      (pid) => pid > 0 && worksIn(pid, directory) && isName(processName(pid)) && processStatus(pid).alive,
    );
};

/** proc(5): after the name in brackets the state is field 3, the start time in ticks since boot field 22. */
const linuxStatus = (pid: number): ProcessStatus => {
  const text = readText(`/proc/${pid}/stat`);
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, startTicks] = [fields[0], fields[19]];
  if (startTicks === undefined || state === 'Z' || state === 'X') return { alive: false };
  return { alive: true, identity: `${bootId()}:${startTicks}` };
};

const bootId = (): string => readText('/proc/sys/kernel/random/boot_id').trim();

const processName = (pid: number): string => readText(`/proc/${pid}/comm`).trim();

const worksIn = (pid: number, directory: string): boolean => {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === directory;
  } catch {
    return false;
  }
};

/** Empty when there is no such file: the process has just ended. */
const readText = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};
