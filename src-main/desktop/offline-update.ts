/**
 * An update from a file, for networks without a way out: the installer lies on a share with its manifest beside it,
 * `<installer>.update.json`. The manifest names version, size and SHA-512; where this build carries a public key, it must
 * be signed with the key's other half (Ed25519, `<installer>.update.json.sig`, base64). What was checked is a copy of our
 * own, and the copy is what gets opened.
 */
import { createHash, verify } from 'node:crypto';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import type { UpdateChoice } from '../../src-shared/contract/desktop.ts';

const manifestSchema = z.object({
  file: z.string().min(1).max(255),
  version: z.string().regex(/^\d{1,5}\.\d{1,5}\.\d{1,5}$/),
  size: z.number().int().min(1),
  sha512: z.string().regex(/^[0-9a-f]{128}$/),
});

export interface UpdateDeps {
  version: string;
  platform: NodeJS.Platform;
  /** PEM of the key that updates must be signed with, or null. */
  publicKey: string | null;
  /** Where the checked copy lies until it is installed. */
  folder: string;
}

type Refused = Extract<UpdateChoice, { kind: 'refused' }>['reason'];

/** What this platform's installers are called. */
export const installerEndings: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ['deb', 'rpm', 'AppImage'],
  win32: ['exe'],
  darwin: ['dmg'],
};

const maxManifestBytes = 64 * 1024;

/** Checks an installer and keeps a copy of it in `folder`. Whatever lay there before is gone. */
export const checkUpdate = async (source: string, deps: UpdateDeps): Promise<UpdateChoice> => {
  const file = basename(source);
  const refuse = (reason: Refused): UpdateChoice => ({ kind: 'refused', file, reason });
  const endings = installerEndings[deps.platform] ?? [];
  if (!endings.some((ending) => file.endsWith(`.${ending}`))) return refuse('wrong-name');

  const manifestPath = `${source}.update.json`;
  if (!existsSync(manifestPath)) return refuse('no-manifest');
  let written: Buffer;
  try {
    if ((await stat(manifestPath)).size > maxManifestBytes) return refuse('unreadable');
    written = await readFile(manifestPath);
  } catch {
    return refuse('unreadable');
  }
  if (deps.publicKey !== null && !isSigned(written, `${manifestPath}.sig`, deps.publicKey)) {
    return refuse('signature');
  }
  const manifest = parseManifest(written);
  if (manifest === null) return refuse('unreadable');
  if (manifest.file !== file) return refuse('not-listed');
  if (!isNewer(manifest.version, deps.version)) return refuse('older');

  const copy = join(deps.folder, file);
  try {
    await rm(deps.folder, { recursive: true, force: true });
    await mkdir(deps.folder, { recursive: true, mode: 0o700 });
    if ((await stat(source)).size !== manifest.size) return refuse('size');
    await copyFile(source, copy);
    if ((await sha512Of(copy)) !== manifest.sha512) {
      await rm(copy, { force: true });
      return refuse('checksum');
    }
  } catch {
    return refuse('unreadable');
  }
  return { kind: 'ready', file: copy, version: manifest.version, sha512: manifest.sha512 };
};

/** The copy once more, right before it is opened: true while it is what was checked. */
export const isStillChecked = async (choice: Extract<UpdateChoice, { kind: 'ready' }>): Promise<boolean> => {
  try {
    return (await sha512Of(choice.file)) === choice.sha512;
  } catch {
    return false;
  }
};

/** Takes away what an update left behind. */
export const clearUpdates = async (folder: string): Promise<void> => {
  if ((await readdir(folder).catch(() => [])).length > 0) await rm(folder, { recursive: true, force: true });
};

const parseManifest = (written: Buffer): z.infer<typeof manifestSchema> | null => {
  try {
    return manifestSchema.parse(JSON.parse(written.toString('utf8')));
  } catch {
    return null;
  }
};

const isSigned = (written: Buffer, signaturePath: string, publicKey: string): boolean => {
  try {
    const signature = Buffer.from(readFileSync(signaturePath, 'utf8').trim(), 'base64');
    return verify(null, written, publicKey, signature);
  } catch {
    return false;
  }
};

export const isNewer = (version: string, than: string): boolean => {
  const [a, b] = [version, than].map((text) => text.split(/[.-]/).slice(0, 3).map(Number));
  for (let i = 0; i < 3; i++) {
    const difference = (a?.[i] ?? 0) - (b?.[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
};

const sha512Of = (path: string): Promise<string> =>
  new Promise((done, fail) => {
    const hash = createHash('sha512');
    createReadStream(path)
      .on('data', (chunk) => hash.update(chunk))
      .on('error', fail)
      .on('end', () => done(hash.digest('hex')));
  });
