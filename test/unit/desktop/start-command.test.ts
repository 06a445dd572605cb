import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { whyNotBuilt } from '../../../build/commands/package.mjs';
import { electronProgram, electronRemedy, whyNoElectron } from '../../../build/electron-binary.mjs';

const folder = mkdtempSync(join(tmpdir(), 'alertflow-electron-'));
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

describe('without the Electron program', () => {
  it('says why there is no window, and names what helps', () => {
    vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', join(folder, 'none'));
    if (electronProgram() !== undefined) return;
    expect(whyNoElectron()).toContain(join(folder, 'none'));
    const remedy = electronRemedy().join('\n');
    expect(remedy).toContain('ELECTRON_MIRROR');
    expect(remedy).toContain('ELECTRON_OVERRIDE_DIST_PATH');
  });

  it('says in one line what could not be packaged', () => {
    const fetched = whyNotBuilt('getaddrinfo ENOTFOUND github.com', false);
    expect(fetched).toMatch(/^Not packaged: the archive of Electron [\d.]+ is not here.*ELECTRON_MIRROR/);
    expect(fetched).not.toContain('\n');
    expect(whyNotBuilt('Invalid configuration object', false)).toContain('last lines');
  });
});

describe('with one', () => {
  it('takes the folder that is named, and needs a display on Linux', () => {
    const name = { linux: 'electron', win32: 'electron.exe' }[process.platform as 'linux' | 'win32'];
    if (name === undefined) return;
    const dist = mkdtempSync(join(tmpdir(), 'alertflow-electron-'));
    writeFileSync(join(dist, name), '');
    vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', dist);
    expect(electronProgram()).toBe(join(dist, name));
    vi.stubEnv('DISPLAY', '');
    vi.stubEnv('WAYLAND_DISPLAY', '');
    expect(whyNoElectron()).toBe(
      process.platform === 'linux'
        ? 'there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)'
        : undefined,
    );
    vi.stubEnv('DISPLAY', ':0');
    expect(whyNoElectron()).toBeUndefined();
    rmSync(dist, { recursive: true });
  });
});
