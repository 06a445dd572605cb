/** C1: what may be installed, and that nothing of it runs while it is. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkVersions } from '../../../build/version-floors.mjs';

const root = join(import.meta.dirname, '..', '..', '..');
const read = (name: string): string => readFileSync(join(root, name), 'utf8');
const packageJson = JSON.parse(read('package.json'));
const lock = JSON.parse(read('package-lock.json'));

describe('an install', () => {
  it('runs no script of any package, and names exact versions', () => {
    const rules = Object.fromEntries(
      read('.npmrc')
        .split('\n')
        .filter((line) => line.includes('='))
        .map((line) => line.split('=')),
    );
    expect(rules).toMatchObject({ 'ignore-scripts': 'true', 'save-exact': 'true' });
    expect(Object.values(packageJson.allowScripts)).not.toContain(true);
    expect(
      Object.keys(packageJson.scripts).filter((name) => /^(?:pre|post|install|prepare)/.test(name)),
    ).toEqual([]);
  });

  it('finds nothing wrong with what is locked', () => {
    expect(checkVersions(packageJson, lock)).toEqual([]);
  });

  it('is refused for a package with a script nobody looked at', () => {
    const packages = {
      'node_modules/known': { version: '1.0.0', integrity: 'sha512-x', hasInstallScript: true },
      'node_modules/a/node_modules/new': { version: '1.0.0', integrity: 'sha512-x', hasInstallScript: true },
    };
    expect(checkVersions({ allowScripts: { known: false } }, { packages })).toEqual([
      'node_modules/a/node_modules/new would run a script when it is installed: look at it, then say so in allowScripts',
    ]);
  });

  it.each(['git+ssh://git@github.com/a/b.git#1', 'https://elsewhere.example/b.tgz', 'file:../b'])(
    'is refused for a package of %s',
    (resolved) => {
      const packages = { 'node_modules/b': { version: '1.0.0', integrity: 'sha512-x', resolved } };
      expect(checkVersions({}, { packages })).toEqual([
        `node_modules/b comes from ${resolved}, not from a registry`,
      ]);
    },
  );
});
