// Who may import whom. Run as a program it checks the whole project and exits with 1 when the table is broken.
// dependency-cruiser cannot read the sources: it needs a TypeScript older than 7.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, posix, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync, Visitor } from 'vite';

const every = () => true;
const none = () => false;
const oneOf = (names) => (name) => names.includes(name);

/**
 * A file belongs to the first area whose folder it is in.
 * may: areas whose files it may import besides its own. packages and node: which packages and Node modules.
 * electron: whether it may import Electron and what is made of it.
 */
const areas = [
  { folder: 'src-shared', may: [], packages: oneOf(['zod', '@orpc/contract']), node: false, electron: false },
  { folder: 'src-main/engine', may: ['src-shared'], packages: every, node: true, electron: false },
  {
    folder: 'src-main/platform',
    may: ['src-main/engine', 'src-shared'],
    packages: every,
    node: true,
    electron: false,
  },
  {
    folder: 'src-main/desktop',
    may: ['src-main/engine', 'src-main/platform', 'src-shared'],
    packages: every,
    node: true,
    electron: true,
  },
  {
    folder: 'src-main/headless',
    may: ['src-main/engine', 'src-main/platform', 'src-shared'],
    packages: every,
    node: true,
    electron: false,
  },
  { folder: 'src-preload', may: ['src-shared'], packages: none, node: false, electron: true },
  { folder: 'src-renderer', may: ['src-shared'], packages: every, node: false, electron: false },
];

const isElectron = (packageName) => /^@?electron(-|\/|$)/.test(packageName);

/** Every break of the table among the files below `root`, as sentences. */
export function checkImports(root) {
  const declared = Object.keys(
    JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).dependencies ?? {},
  );
  const files = sourceFiles(root);
  const imports = new Map(files.map((file) => [file, importsOf(root, file)]));
  const broken = files.flatMap((file) =>
    imports.get(file).flatMap((imported) => {
      const reason = refusal(file, imported, declared);
      return reason ? [`${file} imports ${imported.specifier}: ${reason}`] : [];
    }),
  );
  return [...broken, ...cyclesIn(imports).map((cycle) => `cycle: ${cycle.join(' -> ')}`)];
}

function sourceFiles(root) {
  return readdirSync(root)
    .filter((name) => name.startsWith('src-') && statSync(join(root, name)).isDirectory())
    .flatMap((name) => readdirSync(join(root, name), { recursive: true }).map((path) => join(name, path)))
    .filter((path) => /\.[cm]?tsx?$/.test(path))
    .map((path) => path.split(sep).join('/'))
    .sort();
}

// Imports of every form, those of types too: knowing a type is depending on its owner.
function importsOf(root, file) {
  const source = readFileSync(join(root, file), 'utf8');
  const { module, program, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}`);
  const found = [];
  const add = (specifier, typeOnly) => found.push({ specifier, typeOnly, ...targetOf(file, specifier) });

  for (const { start, moduleRequest } of module.staticImports) {
    add(moduleRequest.value, /^import\s+type\b/.test(source.slice(start, start + 40)));
  }
  for (const { start, entries } of module.staticExports) {
    const typeOnly = /^export\s+type\b/.test(source.slice(start, start + 40));
    const specifiers = entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []);
    for (const specifier of new Set(specifiers)) add(specifier, typeOnly);
  }
  new Visitor({
    ImportExpression: ({ source: argument }) => {
      if (argument.type === 'Literal') add(String(argument.value), false);
    },
    TSImportType: ({ source: argument }) => add(String(argument.value), true),
  }).visit(program);
  return found;
}

function targetOf(file, specifier) {
  if (specifier.startsWith('.')) return { target: posix.join(posix.dirname(file), specifier) };
  if (isBuiltin(specifier)) return { builtin: true };
  return { packageName: specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/') };
}

function refusal(file, { target, builtin, packageName, typeOnly }, declared) {
  const area = areaOf(file);
  if (!area) return 'its own folder is not in the table';
  if (builtin) return area.node ? undefined : `${area.folder} runs where there is no Node`;
  if (packageName !== undefined) {
    if (isElectron(packageName))
      return area.electron ? undefined : `${area.folder} must work without Electron`;
    if (!area.packages(packageName)) return `${area.folder} may not import this package`;
    // The console is bundled with what it imports; everything else finds its packages where it is installed.
    const installed = typeOnly || area.folder === 'src-renderer' || declared.includes(packageName);
    return installed ? undefined : 'not among the dependencies';
  }
  const owner = areaOf(target);
  if (!owner) return 'outside the sources';
  return owner === area || area.may.includes(owner.folder)
    ? undefined
    : `${area.folder} may not import ${owner.folder}`;
}

function areaOf(path) {
  return areas.find(({ folder }) => path.startsWith(`${folder}/`));
}

// Cycles of what is there at run time; types that know each other are no order of loading.
function cyclesIn(imports) {
  const cycles = [];
  const finished = new Set();
  const path = [];
  const visit = (file) => {
    if (finished.has(file) || !imports.has(file)) return;
    const start = path.indexOf(file);
    if (start >= 0) {
      cycles.push([...path.slice(start), file]);
      return;
    }
    path.push(file);
    for (const { target, typeOnly } of imports.get(file)) if (target && !typeOnly) visit(target);
    path.pop();
    finished.add(file);
  };
  for (const file of imports.keys()) visit(file);
  return cycles;
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
  const broken = checkImports(root);
  for (const sentence of broken) process.stderr.write(`${sentence}\n`);
  process.exitCode = broken.length === 0 ? 0 : 1;
}
