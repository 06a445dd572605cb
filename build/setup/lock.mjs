// One set-up at a time in a folder: two commands started together must not install over each other.
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { stopIfInterrupted } from '../processes.mjs';
import { say } from '../progress.mjs';
import { toolsDir } from '../project.mjs';

const lockFile = join(toolsDir, 'set-up.lock');
const checkMs = 200;

/** Does the work while no other set-up of this folder works. The lock of a process that is gone does not count. */
export async function alone(work) {
  mkdirSync(toolsDir, { recursive: true });
  let told = false;
  while (!take()) {
    const holder = readHolder();
    if (holder === undefined || !isAlive(holder)) {
      rmSync(lockFile, { force: true });
      continue;
    }
    if (!told) say(`waiting for another set-up of this folder (process ${holder})`);
    told = true;
    await wait(checkMs);
    stopIfInterrupted();
  }
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.removeListener('exit', release);
    release();
  }
}

// Written elsewhere and linked, so that a lock is never seen without its holder.
function take() {
  const mine = `${lockFile}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  try {
    linkSync(mine, lockFile);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(mine, { force: true });
  }
}

function release() {
  rmSync(lockFile, { force: true });
}

function readHolder() {
  try {
    return Number(readFileSync(lockFile, 'utf8'));
  } catch {
    // Released between our look and now.
    return undefined;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
