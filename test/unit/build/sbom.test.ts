import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sbomOf } from '../../../build/sbom.mjs';

describe('the list of packages of a build', () => {
  it('names each with version, package URL and checksum, and marks what only building needs', () => {
    const lock = {
      packages: {
        '': { version: '0.1.0' },
        'node_modules/@a/b': { version: '1.2.3', integrity: `sha512-${Buffer.from('x').toString('base64')}` },
        'node_modules/c/node_modules/d': { version: '4.5.6', dev: true },
      },
    };
    const { components, metadata } = sbomOf({ name: 'alertflow', version: '0.1.0' }, lock);
    expect(metadata.component).toEqual({ type: 'application', name: 'alertflow', version: '0.1.0' });
    expect(components).toEqual([
      {
        type: 'library',
        'bom-ref': 'pkg:npm/%40a/b@1.2.3#node_modules/@a/b',
        name: '@a/b',
        version: '1.2.3',
        purl: 'pkg:npm/%40a/b@1.2.3',
        scope: 'required',
        hashes: [{ alg: 'SHA-512', content: '78' }],
      },
      expect.objectContaining({ name: 'd', version: '4.5.6', scope: 'excluded', hashes: [] }),
    ]);
  });

  it('holds every dependency of this project', () => {
    const read = (name: string) =>
      JSON.parse(readFileSync(join(import.meta.dirname, '../../..', name), 'utf8'));
    const own = read('package.json');
    const { components } = sbomOf(own, read('package-lock.json'));
    const required = components.filter(({ scope }) => scope === 'required').map(({ name }) => name);
    for (const name of Object.keys(own.dependencies)) expect(required).toContain(name);
  });
});
