// Which end-to-end specs and benches there are.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './project.mjs';

/** Paths below test/e2e of the end-to-end specs. */
export function endToEndSpecs() {
  return filesBelow('e2e', '.spec.ts');
}

/** Paths below test/bench of the measurements. */
export function benches() {
  return filesBelow('bench', '.bench.ts');
}

function filesBelow(folder, ending) {
  const path = join(root, 'test', folder);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((name) => name.endsWith(ending))
    .sort();
}
