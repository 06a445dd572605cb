/** File systems of a fixed size, for disks that are full. Needs root; where mounting is refused a case says so. */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

const mounted = new Set<string>();

/** Mounts a tmpfs there. False where this machine does not allow it. */
export const mountSmall = (dir: string, sizeMb: number): boolean => {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeMb}m,mode=0700`, 'alertflow-fault', dir], {
      stdio: 'ignore',
    });
  } catch {
    return false;
  }
  mounted.add(dir);
  return true;
};

export const unmount = (dir: string): void => {
  if (!mounted.delete(dir)) return;
  try {
    execFileSync('umount', ['-l', dir], { stdio: 'ignore' });
  } catch {
    // It is taken down with the machine.
  }
};

process.on('exit', () => {
  for (const dir of [...mounted]) unmount(dir);
});
