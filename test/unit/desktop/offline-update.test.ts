import { generateKeyPairSync } from 'node:crypto';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeUpdateManifest } from '../../../build/desktop/update-manifest.mjs';
import {
  checkUpdate,
  isNewer,
  isStillChecked,
  type UpdateDeps,
} from '../../../src-main/desktop/offline-update.ts';

let share: string;
let deps: UpdateDeps;
let installer: string;
const keys = generateKeyPairSync('ed25519');

beforeEach(() => {
  share = mkdtempSync(join(tmpdir(), 'alertflow-update-'));
  deps = { version: '0.1.0', platform: 'linux', publicKey: null, folder: join(share, 'own') };
  installer = join(share, 'alertflow-0.2.0-linux-x64.deb');
  writeFileSync(installer, 'an installer');
});
afterEach(() => rmSync(share, { recursive: true, force: true }));

describe('an update from a file', () => {
  it('is taken where the manifest beside it fits; what is opened is the checked copy', async () => {
    await writeUpdateManifest(installer, '0.2.0', undefined);
    const choice = await checkUpdate(installer, deps);
    expect(choice).toMatchObject({
      kind: 'ready',
      version: '0.2.0',
      file: join(deps.folder, 'alertflow-0.2.0-linux-x64.deb'),
    });
    if (choice.kind !== 'ready') return;
    expect(readFileSync(choice.file, 'utf8')).toBe('an installer');
    writeFileSync(installer, 'changed on the share');
    expect(await isStillChecked(choice)).toBe(true);
    appendFileSync(choice.file, '!');
    expect(await isStillChecked(choice)).toBe(false);
  });

  it('is refused, and no copy is kept, where anything differs', async () => {
    const reasonOf = async (): Promise<string> => {
      const choice = await checkUpdate(installer, deps);
      return choice.kind === 'refused' ? choice.reason : choice.kind;
    };
    expect(await reasonOf()).toBe('no-manifest');
    await writeUpdateManifest(installer, '0.1.0', undefined);
    expect(await reasonOf()).toBe('older');
    await writeUpdateManifest(installer, '0.2.0', undefined);
    writeFileSync(installer, 'an instaIler');
    expect(await reasonOf()).toBe('checksum');
    expect(existsSync(join(deps.folder, 'alertflow-0.2.0-linux-x64.deb'))).toBe(false);
    appendFileSync(installer, '!');
    expect(await reasonOf()).toBe('size');
    writeFileSync(`${installer}.update.json`, '{');
    expect(await reasonOf()).toBe('unreadable');
    const other = { file: 'other.deb', version: '0.2.0', size: 12, sha512: '0'.repeat(128) };
    writeFileSync(`${installer}.update.json`, JSON.stringify(other));
    expect(await reasonOf()).toBe('not-listed');
    const wrong = await checkUpdate(join(share, 'setup.exe'), deps);
    expect(wrong).toMatchObject({ kind: 'refused', reason: 'wrong-name' });
  });

  it('must be signed by the key the app carries, where it carries one', async () => {
    const publicKey = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    await writeUpdateManifest(installer, '0.2.0', undefined);
    expect(await checkUpdate(installer, { ...deps, publicKey })).toMatchObject({ reason: 'signature' });
    await writeUpdateManifest(installer, '0.2.0', generateKeyPairSync('ed25519').privateKey);
    expect(await checkUpdate(installer, { ...deps, publicKey })).toMatchObject({ reason: 'signature' });
    await writeUpdateManifest(installer, '0.2.0', keys.privateKey);
    expect(await checkUpdate(installer, { ...deps, publicKey })).toMatchObject({ kind: 'ready' });
    const manifest = readFileSync(`${installer}.update.json`, 'utf8');
    writeFileSync(`${installer}.update.json`, manifest.replace('0.2.0"', '0.3.0"'));
    expect(await checkUpdate(installer, { ...deps, publicKey })).toMatchObject({ reason: 'signature' });
  });

  it.each([
    ['0.2.0', '0.1.9', true],
    ['0.10.0', '0.9.0', true],
    ['1.0.0', '1.0.0', false],
    ['1.0.0', '1.0.1', false],
    ['1.0.1', '1.0.0-rc.1', true],
  ])('counts %s against %s by numbers', (version, than, isIt) => {
    expect(isNewer(version, than)).toBe(isIt);
  });
});
