// Versions below which a known weakness reaches this program, compared with the lockfile; that nothing is installed but from
// exact versions of the registry; and that no package runs a script of its own unless it was looked at. `npm audit` is not to be
// had everywhere. Run as a program it exits with 1 when one is below; `npm run build` and `npm run package` refuse then.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SetupError } from './progress.mjs';
import { root } from './project.mjs';

/** @type {{ name: string, floor: string, why: string }[]} Reviewed at each release. */
export const floors = [
  { name: 'smtp-server', floor: '3.21.0', why: 'end of DATA, STARTTLS injection, oversize (changelog)' },
  { name: 'mailparser', floor: '3.14.0', why: 'addresses made up by encoded words, linkify, cid' },
  { name: 'nodemailer', floor: '9.1.1', why: 'CVE-2025-14874, GHSA-2x7j-588g-ccc2 and others' },
  { name: 'electron', floor: '45.0.0', why: 'GHSA-9f4c-93c8-jc8g, GHSA-gr2m-v5gq-v685: sandboxed frames' },
  { name: 'dompurify', floor: '3.4.5', why: 'CVE-2026-47423, CVE-2026-41238 to 41240' },
  { name: 'html-to-text', floor: '10.0.0', why: 'denial of service by nesting' },
  { name: 'form-data', floor: '4.0.4', why: 'CVE-2025-7783' },
  { name: 'ioredis', floor: '6.0.0', why: 'tested from here on' },
  { name: 'openai', floor: '7.0.0', why: 'tested from here on' },
];

/** picomatch is kept in three lines, each with a floor of its own (CVE-2026-33671, CVE-2026-33672). */
const picomatchFloors = { 2: '2.3.2', 3: '3.0.2', 4: '4.0.4' };
const largestBoundary = 30;
/** What a stranger's bytes reach first: the mail server, the parsers and what they bring along (C2). */
const boundary = ['smtp-server', 'mailparser', 'html-to-text'];

const readJson = (name) => JSON.parse(readFileSync(join(root, name), 'utf8'));

const parts = (version) => version.split(/[.+-]/).slice(0, 3).map(Number);

export function isBelow(version, floor) {
  const [have, least] = [parts(version), parts(floor)];
  for (let i = 0; i < 3; i++) {
    if ((have[i] ?? 0) !== (least[i] ?? 0)) return (have[i] ?? 0) < (least[i] ?? 0);
  }
  // A version before the release itself.
  return version.includes('-') && !floor.includes('-');
}

const nameOf = (path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** Every break as a sentence. */
export function checkVersions(packageJson, lock) {
  const broken = [];
  const installed = Object.entries(lock.packages ?? {}).filter(([path]) => path !== '');
  for (const [path, { version, link }] of installed) {
    if (link === true || version === undefined) continue;
    const name = nameOf(path);
    const floor =
      name === 'picomatch'
        ? picomatchFloors[parts(version)[0]]
        : floors.find((one) => one.name === name)?.floor;
    if (floor !== undefined && isBelow(version, floor)) {
      broken.push(`${path} is ${version}, below ${floor}`);
    }
  }
  for (const group of ['dependencies', 'devDependencies', 'optionalDependencies', 'overrides']) {
    for (const [name, range] of Object.entries(packageJson[group] ?? {})) {
      if (typeof range === 'string' && !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(range)) {
        broken.push(`${group}: ${name} is ${range}, not one exact version`);
      }
    }
  }
  for (const [path, { integrity, link, inBundle }] of installed) {
    if (integrity === undefined && link !== true && inBundle !== true) {
      broken.push(`${path} has no integrity in the lockfile`);
    }
  }
  for (const [path, { resolved, hasInstallScript }] of installed) {
    // A registry keeps a package's files behind `/-/`, whatever its host.
    if (resolved !== undefined && !/^https:\/\/[^/]+\/\S+\/-\/\S+\.tgz$/.test(resolved)) {
      broken.push(`${path} comes from ${resolved}, not from a registry`);
    }
    if (hasInstallScript === true && packageJson.allowScripts?.[nameOf(path)] === undefined) {
      broken.push(`${path} would run a script when it is installed: look at it, then say so in allowScripts`);
    }
  }
  const reached = boundaryOf(lock);
  if (reached.length > largestBoundary) {
    broken.push(
      `${reached.length} packages at the boundary, at most ${largestBoundary}: ${reached.join(', ')}`,
    );
  }
  return broken;
}

/** Throws SetupError where the lockfile names what may not be built. */
export function requireSoundVersions() {
  const broken = checkVersions(readJson('package.json'), readJson('package-lock.json'));
  if (broken.length === 0) return;
  throw new SetupError('the lockfile names what may not be built', {
    remedy: 'npm run check',
    output: `${broken.join('\n')}\n`,
  });
}

/** Packages that a mail's bytes may reach: those of the boundary and all they depend on. */
export function boundaryOf(lock) {
  const packages = lock.packages ?? {};
  const found = new Map();
  const find = (from, name) => {
    // As Node looks for it: from the innermost folder outwards.
    for (let base = from; ; base = base.slice(0, Math.max(0, base.lastIndexOf('/node_modules/')))) {
      const path = base === '' ? `node_modules/${name}` : `${base}/node_modules/${name}`;
      if (packages[path]) return path;
      if (base === '') return null;
    }
  };
  const visit = (path) => {
    if (path === null || found.has(path)) return;
    found.set(path, nameOf(path));
    for (const name of Object.keys(packages[path].dependencies ?? {})) visit(find(path, name));
  };
  for (const name of boundary) visit(find('', name));
  return [...new Set(found.values())].sort();
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const lock = readJson('package-lock.json');
  const broken = checkVersions(readJson('package.json'), lock);
  for (const sentence of broken) process.stderr.write(`${sentence}\n`);
  process.stdout.write(`${boundaryOf(lock).length} packages at the boundary\n`);
  process.exitCode = broken.length === 0 ? 0 : 1;
}
