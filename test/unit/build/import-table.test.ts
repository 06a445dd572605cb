import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkImports } from '../../../build/import-table.mjs';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'import-table-'));
  write('package.json', JSON.stringify({ dependencies: { zod: '4', '@orpc/contract': '1', ioredis: '6' } }));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

describe('import table', () => {
  it('accepts what each area may import', () => {
    write('src-shared/words.ts', `import { z } from 'zod'; export const word = z.string();`);
    write('src-main/engine/a.ts', `import 'node:fs'; import 'ioredis'; import '../../src-shared/words.ts';`);
    write('src-main/platform/b.ts', `import type { X } from '../engine/a.ts';`);
    write('src-main/headless/c.ts', `import '../engine/a.ts'; import '../platform/b.ts';`);
    write('src-main/desktop/d.ts', `import { app } from 'electron'; import '../platform/b.ts';`);
    write('src-preload/e.ts', `import { ipcRenderer } from 'electron';`);
    write(
      'src-renderer/f.tsx',
      `import { useState } from 'react'; import '../src-shared/words.ts'; export const G = <p />;`,
    );
    expect(checkImports(root)).toEqual([]);
  });

  it.each([
    ['src-shared/a.ts', `import 'node:fs';`, 'src-shared runs where there is no Node'],
    ['src-shared/a.ts', `import 'ioredis';`, 'src-shared may not import this package'],
    ['src-shared/a.ts', `import '../src-main/engine/b.ts';`, 'src-shared may not import src-main/engine'],
    [
      'src-main/engine/a.ts',
      `import type { App } from 'electron';`,
      'src-main/engine must work without Electron',
    ],
    ['src-main/engine/a.ts', `import 'electron-store';`, 'src-main/engine must work without Electron'],
    ['src-main/engine/a.ts', `import 'left-out';`, 'not among the dependencies'],
    [
      'src-main/engine/a.ts',
      `import '../platform/b.ts';`,
      'src-main/engine may not import src-main/platform',
    ],
    [
      'src-main/platform/a.ts',
      `await import('electron/main');`,
      'src-main/platform must work without Electron',
    ],
    [
      'src-main/headless/a.ts',
      `export * from '../desktop/b.ts';`,
      'src-main/headless may not import src-main/desktop',
    ],
    [
      'src-main/desktop/a.ts',
      `import '../headless/b.ts';`,
      'src-main/desktop may not import src-main/headless',
    ],
    ['src-preload/a.ts', `import 'zod';`, 'src-preload may not import this package'],
    [
      'src-renderer/a.ts',
      `type B = import('../src-main/engine/b.ts').B;`,
      'src-renderer may not import src-main/engine',
    ],
    ['src-renderer/a.ts', `import 'node:path';`, 'src-renderer runs where there is no Node'],
    ['src-main/engine/a.ts', `import '../../test/support/b.ts';`, 'outside the sources'],
    ['src-other/a.ts', `import 'zod';`, 'its own folder is not in the table'],
  ])('refuses in %s: %s', (file, source, reason) => {
    write(file, source);
    expect(checkImports(root)).toEqual([expect.stringMatching(`^${file} imports .*: ${reason}$`)]);
  });

  it('refuses a cycle and names its files', () => {
    write('src-main/engine/a.ts', `import './b.ts';`);
    write('src-main/engine/b.ts', `import './c.ts';`);
    write('src-main/engine/c.ts', `import { a } from './a.ts';`);
    expect(checkImports(root)).toEqual([
      'cycle: src-main/engine/a.ts -> src-main/engine/b.ts -> src-main/engine/c.ts -> src-main/engine/a.ts',
    ]);
  });

  it('accepts types that know each other', () => {
    write('src-main/engine/a.ts', `import type { B } from './b.ts'; export type A = B;`);
    write('src-main/engine/b.ts', `import type { A } from './a.ts'; export type B = A;`);
    expect(checkImports(root)).toEqual([]);
  });
});
