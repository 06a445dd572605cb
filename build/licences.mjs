// The packages that are part of the program, with their licences, from what stands in node_modules: nothing is fetched.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const maxTextLength = 40_000;
const licenceFile = /^(licen[cs]e|copying)([.-].*)?$/i;

/** `{name, version, licence, text}` of the given packages and all they depend on, by name. */
export function licencesOf(root, names) {
  const found = new Map();
  const waiting = names.map((name) => ({ name, from: root }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const folder = folderOf(next.name, next.from);
    if (folder === null || found.has(folder)) continue;
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    found.set(folder, {
      name: manifest.name,
      version: manifest.version,
      licence: licenceName(manifest),
      text: licenceText(folder),
    });
    const needed = { ...manifest.dependencies, ...manifest.optionalDependencies };
    waiting.push(...Object.keys(needed).map((name) => ({ name, from: folder })));
  }
  const unique = new Map([...found.values()].map((one) => [`${one.name} ${one.version}`, one]));
  return [...unique].sort(([a], [b]) => a.localeCompare(b, 'en')).map(([, one]) => one);
}

/** The names of packages that the files below a folder import. */
export function importedPackages(folder) {
  const names = new Set();
  for (const file of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!file.isFile() || !/\.(tsx?|css)$/.test(file.name)) continue;
    const text = readFileSync(join(file.parentPath, file.name), 'utf8');
    for (const [, specifier] of text.matchAll(/(?:from|import)\s*\(?\s*['"](@?[a-z0-9][\w./-]*)['"]/g)) {
      const [first, second] = specifier.split('/');
      names.add(first.startsWith('@') ? `${first}/${second}` : first);
    }
  }
  return [...names];
}

/** As Node looks for it: in the importing package's own node_modules, then further up. */
function folderOf(name, from) {
  for (let place = from; ; place = dirname(place)) {
    const folder = join(place, 'node_modules', name);
    if (existsSync(join(folder, 'package.json'))) return folder;
    // Optional packages of other systems are not there.
    if (dirname(place) === place) return null;
  }
}

function licenceName({ license, licenses }) {
  if (typeof license === 'string') return license;
  if (license?.type) return license.type;
  return Array.isArray(licenses) ? licenses.map(({ type }) => type).join(' OR ') : '?';
}

function licenceText(folder) {
  const file = readdirSync(folder).find((name) => licenceFile.test(name));
  return file === undefined ? '' : readFileSync(join(folder, file), 'utf8').trim().slice(0, maxTextLength);
}
