// strace, by which tests see the order of system calls. Where it cannot be had they are skipped and say so.
import { run } from '../processes.mjs';
import { announced } from '../progress.mjs';
import { canInstallPackages, installPackages } from './apt.mjs';

export const straceStep = {
  isDone: async () =>
    (await run('strace', ['--version'], { quiet: true })).code === 0 || !canInstallPackages(),
  work: () => announced("installing Debian's strace", () => installPackages(['strace'])),
};
