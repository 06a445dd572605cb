// Redis: redis-server on PATH, else Debian's package, else a build of this project's own.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run, runNode } from '../processes.mjs';
import { announced, explain, SetupError, say } from '../progress.mjs';
import { redisBuildDir, root } from '../project.mjs';
import { canInstallPackages, installPackages } from './apt.mjs';

// The queue library asks for this version at least.
const redisFloor = { major: 6, minor: 2 };
const floorText = `${redisFloor.major}.${redisFloor.minor}`;
const buildTimeoutMs = 15 * 60_000;
const buildScript = join(root, 'build', 'setup', 'build-redis.mjs');
// The builder checks certificates only when told so.
const verifiedTls = { npm_config_strict_ssl: 'true' };

const remedies = {
  linux: "sudo apt-get install redis-server, or your system's package of Redis",
  darwin: 'brew install redis',
  win32: 'install Memurai or Redis so that redis-server is on PATH',
};

export const redisStep = {
  isDone: async () => isRedisElsewhere() || builtRedis() || (await findRedis()),
  work: setupRedis,
};

async function setupRedis() {
  if (canInstallPackages() && (await tryPackage())) return;
  await announced('building Redis from its source (this takes minutes)', buildRedis);
}

function isRedisElsewhere() {
  return process.argv.some((flag) => /^--redis(=|$)/.test(flag)) || Boolean(process.env.ALERTFLOW_REDIS);
}

function builtRedis() {
  return existsSync(
    join(redisBuildDir, 'stable', process.platform === 'win32' ? 'memurai.exe' : 'redis-server'),
  );
}

async function findRedis() {
  const { code, output } = await run('redis-server', ['--version'], { quiet: true });
  const version = /v=(\d+)\.(\d+)/.exec(output);
  if (code !== 0 || !version) return false;
  const [major, minor] = version.slice(1).map(Number);
  const recent = major > redisFloor.major || (major === redisFloor.major && minor >= redisFloor.minor);
  if (!recent) say(`redis-server on PATH is ${major}.${minor}, too old: ${floorText} or newer is needed`);
  return recent;
}

async function tryPackage() {
  try {
    await announced("installing Debian's redis-server", async () => {
      const { code, output } = await installPackages(['redis-server'], ['redis-server']);
      if (code !== 0) throw new SetupError('the package redis-server could not be installed', { output });
    });
    return await findRedis();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    explain(error);
    return false;
  }
}

async function buildRedis() {
  const { code, output } = await runNode([buildScript], {
    quiet: true,
    env: verifiedTls,
    timeoutMs: buildTimeoutMs,
  });
  if (code === 0 && builtRedis()) return;
  throw new SetupError(`there is no Redis ${floorText} or newer here, and none could be installed`, {
    remedy: `${remedies[process.platform] ?? 'install Redis'}; or use a running one with --redis URL`,
    output,
  });
}
