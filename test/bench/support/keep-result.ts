/** Every bench leaves its figures as JSON in test-results/bench, with what they were measured on. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join, resolve } from 'node:path';

const folder = resolve(import.meta.dirname, '..', '..', '..', 'test-results', 'bench');

/** Writes `<name>.json` and answers the text, for `--json`. */
export const keepResult = (name: string, figures: object): string => {
  const text = JSON.stringify({
    bench: name,
    at: new Date().toISOString(),
    machine: {
      processors: cpus().length,
      model: cpus()[0]?.model ?? '',
      memoryGb: Math.round(totalmem() / 1024 ** 3),
      load: Number((loadavg()[0] ?? 0).toFixed(1)),
      node: process.version,
    },
    ...figures,
  });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), `${text}\n`);
  return text;
};
