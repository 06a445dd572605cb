/**
 * Loaded before the program (`node --import`): changes sources as FAULT_MUTANT says, and makes the program kill itself
 * when it passes the point FAULT_POINT for the FAULT_NTHth time. FAULT_REDIS=1 ends its Redis with it;
 * FAULT_QUICK_RETENTION=1 makes the spool remove old segments within seconds.
 */
import { existsSync, readFileSync, writeSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { failPointPatches, mutants, type Patch, quickRetentionPatches } from './patches.ts';

const { FAULT_POINT, FAULT_NTH, FAULT_REDIS, FAULT_MUTANT, FAULT_QUICK_RETENTION } = process.env;

const mutant = FAULT_MUTANT === undefined ? null : (mutants[FAULT_MUTANT] ?? null);
if (FAULT_MUTANT !== undefined && mutant === null) throw new Error(`there is no mutant ${FAULT_MUTANT}`);
const patches: Patch[] = [
  ...failPointPatches,
  ...(FAULT_QUICK_RETENTION === '1' ? quickRetentionPatches : []),
  ...(mutant?.patches ?? []),
];

const patched = (url: string, source: string): string => {
  let text = source;
  for (const { file, find, replace } of patches) {
    if (!url.endsWith(`/${file}`)) continue;
    if (!text.includes(find)) throw new Error(`${file} does not hold what is to be changed: ${find}`);
    text = text.replace(find, () => replace);
  }
  return text;
};

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!patches.some(({ file }) => url.endsWith(`/${file}`)) || loaded.source == null) return loaded;
    return { ...loaded, source: patched(url, loaded.source.toString()) };
  },
});

/** FAULT_CLOCK names a file that holds by how many ms the wall clock is off; the monotonic clock never is. */
const { FAULT_CLOCK } = process.env;
if (FAULT_CLOCK !== undefined) {
  const RealDate = Date;
  const realNow = Date.now.bind(Date);
  let offMs = 0;
  const look = () => {
    offMs = existsSync(FAULT_CLOCK) ? Number(readFileSync(FAULT_CLOCK, 'utf8')) || 0 : 0;
  };
  look();
  setInterval(look, 100).unref();
  const now = () => realNow() + offMs;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args) => Reflect.construct(target, args.length === 0 ? [now()] : args),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
    apply: () => new RealDate(now()).toString(),
  });
}

let passed = 0;
const nth = Number(FAULT_NTH ?? 1);

const redisPid = (): number | null => {
  const dataDir = process.argv[process.argv.indexOf('--data-dir') + 1] ?? '';
  const file = join(dataDir, 'redis', 'managed.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')).process?.pid ?? null) : null;
};

const passFailPoint = (step: string): void => {
  if (step !== FAULT_POINT || !isMainThread || ++passed < nth) return;
  writeSync(2, `fail point ${step}\n`);
  const redis = FAULT_REDIS === '1' ? redisPid() : null;
  if (redis !== null) process.kill(redis, 'SIGKILL');
  process.kill(process.pid, 'SIGKILL');
};
Object.assign(globalThis, { passFailPoint });
