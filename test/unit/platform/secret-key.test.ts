import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chooseKeyFile, loadSecretKey } from '../../../src-main/platform/secret-key.ts';

let root: string;
let dataDir: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'alertflow key '));
  dataDir = join(root, 'data');
  mkdirSync(dataDir);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const load = (path: string, guardedBySystemd = false) => loadSecretKey({ path, guardedBySystemd }, dataDir);
const modeOf = (path: string) => statSync(path).mode & 0o777;

describe('secret key file', () => {
  it('is made once, for its owner alone, in a folder for its owner alone', () => {
    const path = join(root, 'config', 'alertflow', 'secret.key');
    const key = load(path);
    expect(key).toHaveLength(32);
    expect(load(path)).toEqual(key);
    expect(modeOf(path)).toBe(0o600);
    expect(modeOf(join(path, '..'))).toBe(0o700);
    expect(readdirSync(join(path, '..'))).toEqual(['secret.key']);
  });

  it.each([0o640, 0o604, 0o660, 0o620, 0o602])('is refused with mode %o, naming path and mode', (mode) => {
    const path = join(root, 'secret.key');
    load(path);
    chmodSync(path, mode);
    expect(() => load(path)).toThrow(new RegExp(`${path}.*0${mode.toString(8)}`));
  });

  it.runIf(process.getuid?.() === 0)('is refused when another user owns it', () => {
    const path = join(root, 'secret.key');
    load(path);
    chownSync(path, 12_345, 12_345);
    expect(() => load(path)).toThrow(/belongs to user 12345/);
  });

  it('is refused inside the data directory, also behind a link, and not made there', () => {
    expect(() => load(join(dataDir, 'keys', 'secret.key'))).toThrow(/inside the data directory/);
    symlinkSync(dataDir, join(root, 'link'));
    expect(() => load(join(root, 'link', 'secret.key'))).toThrow(/inside the data directory/);
    expect(readdirSync(dataDir)).toEqual([]);
  });

  it('is refused where a folder stands, without asking for its mode', () => {
    expect(() => load(root)).toThrow(`${root} is refused: it is no file`);
  });

  it.each([0, 31, 33, 44])('is refused with %i bytes', (length) => {
    const path = join(root, 'secret.key');
    writeFileSync(path, Buffer.alloc(length), { mode: 0o600 });
    expect(() => load(path)).toThrow(`${length} bytes`);
  });

  it('may show group bits when systemd guards it, but not be open to all', () => {
    const path = join(root, 'alertflow-key');
    writeFileSync(path, Buffer.alloc(32), { mode: 0o440 });
    chmodSync(path, 0o440);
    expect(load(path, true)).toHaveLength(32);
    chmodSync(path, 0o444);
    expect(() => load(path, true)).toThrow(/0444/);
  });

  it('comes from the named file, else from systemd, else from the configuration folder', () => {
    const homeDir = '/home/ops';
    expect(chooseKeyFile({ homeDir }).path).toBe('/home/ops/.config/alertflow/secret.key');
    expect(chooseKeyFile({ homeDir, configHome: '/c' }).path).toBe('/c/alertflow/secret.key');
    expect(chooseKeyFile({ homeDir, credentialsDirectory: root }).path).toBe(
      '/home/ops/.config/alertflow/secret.key',
    );
    writeFileSync(join(root, 'alertflow-key'), Buffer.alloc(32));
    const credential = { path: join(root, 'alertflow-key'), guardedBySystemd: true };
    expect(chooseKeyFile({ homeDir, credentialsDirectory: root })).toEqual(credential);
    expect(chooseKeyFile({ homeDir, credentialsDirectory: root, file: '/k' }).path).toBe('/k');
  });
});
