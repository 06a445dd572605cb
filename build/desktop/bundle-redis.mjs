// Puts a redis-server for this machine's platform into resources/redis/<os>-<arch>, for packaging: the one named, the one
// that set-up built, or the system's where it needs no libraries that others lack.
// Usage: node build/desktop/bundle-redis.mjs [path of a redis-server]
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { redisBuildDir, root } from '../project.mjs';

const program = process.platform === 'win32' ? 'redis-server.exe' : 'redis-server';

/** Libraries that every Linux desktop has in a form that fits; OpenSSL's differ. */
const everywhere = /^(?:linux-vdso|ld-linux|libc|libm|libdl|libpthread|librt|libgcc_s|libstdc\+\+)[.-]/;

/** Answers where it was put, or why there is none, as one sentence. */
export function bundleRedis(named) {
  const places = named ? [resolve(named)] : [join(redisBuildDir, 'stable', program), ...onPath()];
  const unfit = [];
  for (const path of places.filter((one) => existsSync(one))) {
    const foreign = foreignLibraries(path);
    if (foreign.length > 0) {
      unfit.push(`${path} needs ${foreign.join(', ')}`);
      continue;
    }
    const folder = join(root, 'resources', 'redis', `${process.platform}-${process.arch}`);
    mkdirSync(folder, { recursive: true });
    copyFileSync(path, join(folder, program));
    chmodSync(join(folder, program), 0o755);
    return { path: join(folder, program) };
  }
  const why = unfit.length === 0 ? 'none was found' : unfit.join('; ');
  return {
    reason: `No redis-server is bundled (${why}): the app uses the one of the system it is installed on.`,
  };
}

function onPath() {
  return (process.env.PATH ?? '')
    .split(process.platform === 'win32' ? ';' : ':')
    .map((folder) => join(folder, program));
}

/** What another machine may lack. Elsewhere than on Linux nobody looks. */
function foreignLibraries(path) {
  if (process.platform !== 'linux') return [];
  try {
    const lines = execFileSync('ldd', [path], { encoding: 'utf8' }).split('\n');
    const names = lines.map((line) => line.trim().split(' ')[0]).filter(Boolean);
    return names.filter((name) => !everywhere.test(name.replace(/^.*\//, '')));
  } catch {
    // Linked statically.
    return [];
  }
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { path, reason } = bundleRedis(process.argv[2]);
  process.stdout.write(`${path ?? reason}\n`);
}
