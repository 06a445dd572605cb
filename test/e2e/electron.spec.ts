/** With a real Electron where there is one: the packaged shell's promises that a stand-in cannot prove. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { _electron, expect, test } from '@playwright/test';
import { electronProgram, whyNoElectron } from '../../build/electron-binary.mjs';

const root = resolve(import.meta.dirname, '..', '..');

test('starts in a real Electron, sandboxed, and shows the console', async () => {
  const program = electronProgram();
  test.skip(program === undefined || whyNoElectron() !== undefined, whyNoElectron());
  const folder = mkdtempSync(join(tmpdir(), 'alertflow-electron-'));
  writeFileSync(join(folder, 'settings.json'), JSON.stringify({ smtpHost: '127.0.0.1', smtpPort: 0 }));
  const app = await _electron.launch({
    executablePath: program,
    args: [root, `--user-data-dir=${folder}`, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  });
  try {
    const page = await app.firstWindow();
    await expect(page.getByRole('main')).toBeVisible({ timeout: 60_000 });
    expect(page.url()).toMatch(/^app:\/\/alertflow\/index\.html/);
    expect(await page.evaluate(() => Object.keys(window.alertflow ?? {}))).toEqual(['requestPort']);
    expect(await page.evaluate(() => typeof Reflect.get(window, 'require'))).toBe('undefined');
  } finally {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
