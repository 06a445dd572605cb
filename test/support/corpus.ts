import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface CorpusMail {
  file: string;
  raw: Buffer;
}

const corpus = join(import.meta.dirname, '../corpus');
const foreign = join(import.meta.dirname, '../../../shared/corpus/mime');

/** The 64 genuine alert mails of test/corpus/alerts. */
export function alertMails(): CorpusMail[] {
  return mailsIn(join(corpus, 'alerts')).filter(({ file }) => file.endsWith('.eml'));
}

/** The 50 hostile mails at a scale, made anew. */
export function hostileMails(scale: number): CorpusMail[] {
  const dir = mkdtempSync(join(tmpdir(), 'alertflow-hostile-'));
  try {
    execFileSync(process.execPath, [join(corpus, 'hostile.cjs'), dir, String(scale)]);
    return mailsIn(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Messages of other projects' test data, which stay outside the repository; null where they are not there. */
export function foreignMails(): CorpusMail[] | null {
  if (!existsSync(foreign)) return null;
  return readdirSync(foreign).flatMap((dir) => mailsIn(join(foreign, dir)));
}

function mailsIn(dir: string): CorpusMail[] {
  return readdirSync(dir)
    .sort()
    .map((file) => ({ file, raw: readFileSync(join(dir, file)) }));
}
