import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { importedPackages, licencesOf } from '../../../build/licences.mjs';

let root = '';
afterEach(() => rmSync(root, { recursive: true, force: true }));

const write = (path: string, content: string | object): void => {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content));
};

it('lists packages with all they depend on, each version once, with its licence as it came', () => {
  root = mkdtempSync(join(tmpdir(), 'alertflow-licences-'));
  write('node_modules/a/package.json', {
    name: 'a',
    version: '1.0.0',
    license: 'MIT',
    dependencies: { b: '1', '@c/d': '2' },
    optionalDependencies: { 'not-here': '1' },
  });
  write('node_modules/a/LICENSE.md', 'Do what you like.\n');
  write('node_modules/b/package.json', {
    name: 'b',
    version: '2.0.0',
    license: { type: 'ISC' },
    dependencies: { a: '1' },
  });
  write('node_modules/a/node_modules/b/package.json', {
    name: 'b',
    version: '1.0.0',
    licenses: [{ type: 'BSD' }],
  });
  write('node_modules/@c/d/package.json', { name: '@c/d', version: '3.0.0' });
  expect(licencesOf(root, ['a', 'b'])).toEqual([
    { name: '@c/d', version: '3.0.0', licence: '?', text: '' },
    { name: 'a', version: '1.0.0', licence: 'MIT', text: 'Do what you like.' },
    { name: 'b', version: '1.0.0', licence: 'BSD', text: '' },
    { name: 'b', version: '2.0.0', licence: 'ISC', text: '' },
  ]);
});

it('finds the packages that sources import', () => {
  root = mkdtempSync(join(tmpdir(), 'alertflow-licences-'));
  write(
    'src/page.tsx',
    "import { a } from '@mantine/core';\nimport '@fontsource/x/400.css';\nconst b = await import('lazy/part');\nimport c from './own.ts';\n",
  );
  expect(importedPackages(join(root, 'src')).toSorted()).toEqual(['@fontsource/x', '@mantine/core', 'lazy']);
});
