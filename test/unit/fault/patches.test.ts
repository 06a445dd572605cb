import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { failPointPatches, mutants, quickRetentionPatches } from '../../fault/mutants/patches.ts';

const root = join(import.meta.dirname, '../../..');
const all = [
  ...failPointPatches,
  ...quickRetentionPatches,
  ...Object.values(mutants).flatMap(({ patches }) => patches),
];

it.each(all)('the fault harness finds what it changes in $file', ({ file, find, replace }) => {
  expect(readFileSync(join(root, file), 'utf8').split(find)).toHaveLength(2);
  expect(replace).not.toBe(find);
});
