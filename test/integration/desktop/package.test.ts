/** The app as electron-builder packs it, on a stand-in for Electron's archive: everything but the installers themselves. */
import { execFile } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import configuration, { fuses } from '../../../build/electron-builder.mjs';
import { mimeToMail } from '../../../src-main/engine/ingest/mime-to-mail.ts';
import { createParser } from '../../../src-main/engine/ingest/parse.ts';
import { systemClock } from '../../../src-main/platform/clock.ts';
import { extractAsar, listAsar } from '../../desktop/support/asar.ts';
import { startDesktop } from '../../desktop/support/desktop-rig.ts';
import { alertMails } from '../../support/corpus.ts';
import { createQuietLogger } from '../../support/quiet-logger.ts';

const root = resolve(import.meta.dirname, '..', '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'alertflow-package-'));
const unpacked = join(folder, 'dist', 'linux-unpacked');
const asar = join(unpacked, 'resources', 'app.asar');

/** @electron/fuses: the marker in the binary, then version, number of fuses, and one character for each. */
const fuseWire = Buffer.concat([
  Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'),
  Buffer.from([1, 9]),
  Buffer.from('101100011'),
]);

const placeholderElectron = (): string => {
  const dist = join(folder, 'electron');
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules/electron/package.json'), 'utf8'));
  mkdirSync(join(dist, 'resources'), { recursive: true });
  mkdirSync(join(dist, 'locales'));
  writeFileSync(join(dist, 'electron'), Buffer.concat([Buffer.from('#!/bin/sh\nexit 1\n'), fuseWire]));
  chmodSync(join(dist, 'electron'), 0o755);
  writeFileSync(join(dist, 'version'), version);
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'chrome-sandbox'])
    writeFileSync(join(dist, name), '');
  for (const name of ['en-US', 'fa', 'de']) writeFileSync(join(dist, 'locales', `${name}.pak`), '');
  return dist;
};

beforeAll(async () => {
  await promisify(execFile)(
    process.execPath,
    [
      join(root, 'node_modules/electron-builder/cli.js'),
      ...['--linux', '--dir', '--publish', 'never', '--config', join(root, 'build/electron-builder.mjs')],
      `-c.electronDist=${placeholderElectron()}`,
      `-c.directories.output=${join(folder, 'dist')}`,
    ],
    { cwd: root, timeout: 120_000, maxBuffer: 8 * 1024 * 1024 },
  );
}, 150_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the packaged app', () => {
  it('holds what it runs, and nothing of how it is made', () => {
    const files = listAsar(asar);
    for (const path of [
      'package.json',
      'out/main/desktop.js',
      'out/main/parse-worker.cjs',
      'out/preload/index.cjs',
      'out/renderer/index.html',
      'node_modules/bullmq/package.json',
      'node_modules/electron-store/package.json',
    ]) {
      expect(files, path).toContain(path);
    }
    const foreign = files.filter((path) => !/^(?:out|node_modules)\/|^(?:package\.json|LICENSE)$/.test(path));
    expect(foreign).toEqual([]);
    const own = files.filter((path) => path.startsWith('out/'));
    expect(own.filter((path) => path.endsWith('.map'))).toEqual([]);
    expect(
      files.filter((path) =>
        /^node_modules\/(?:electron|vite|typescript|@playwright|redis-memory-server)\//.test(path),
      ),
    ).toEqual([]);
    for (const picture of ['tray/critical.png', 'tray/critical@2x.png', 'icons/256x256.png']) {
      expect(existsSync(join(unpacked, 'resources', picture)), picture).toBe(true);
    }
    expect(statSync(asar).size).toBeLessThan(120 * 1024 * 1024);
  });

  it('has every fuse as it must be', async () => {
    const wire = await getCurrentFuseWire(join(unpacked, 'alertflow'));
    const on = (fuse: FuseV1Options): boolean => String.fromCharCode(wire[fuse] ?? 0) === '1';
    expect({
      runAsNode: on(FuseV1Options.RunAsNode),
      enableCookieEncryption: on(FuseV1Options.EnableCookieEncryption),
      enableNodeOptionsEnvironmentVariable: on(FuseV1Options.EnableNodeOptionsEnvironmentVariable),
      enableNodeCliInspectArguments: on(FuseV1Options.EnableNodeCliInspectArguments),
      enableEmbeddedAsarIntegrityValidation: on(FuseV1Options.EnableEmbeddedAsarIntegrityValidation),
      onlyLoadAppFromAsar: on(FuseV1Options.OnlyLoadAppFromAsar),
      loadBrowserProcessSpecificV8Snapshot: on(FuseV1Options.LoadBrowserProcessSpecificV8Snapshot),
      grantFileProtocolExtraPrivileges: on(FuseV1Options.GrantFileProtocolExtraPrivileges),
    }).toEqual(fuses);
    expect(fuses).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
    });
  });

  it('runs as it is packed: engine, window and mail', async () => {
    const program = join(folder, 'app');
    extractAsar(asar, program);
    const beside = `${asar}.unpacked`;
    if (existsSync(beside)) cpSync(beside, program, { recursive: true });
    const rig = await startDesktop({
      program: join(program, 'out', 'main', 'desktop.js'),
      config: { isPackaged: true, resourcesPath: join(unpacked, 'resources') },
    });
    try {
      expect((await rig.engine('running')).smtpPort).toBeGreaterThan(0);
      await rig.happened('protocol-client', ({ scheme }) => scheme === 'alertflow');
      const client = await rig.connect();
      expect((await client.operations.sendSample({})).ok).toBe(true);
      await client.users.create({ username: 'someone', password: 'correct horse battery', role: 'operator' });
    } finally {
      await rig.stop();
    }
  });
});

describe('the parse worker', () => {
  it('is one file that needs nothing beside it', async () => {
    const workerUrl = pathToFileURL(join(folder, 'alone', 'parse-worker.cjs'));
    mkdirSync(join(folder, 'alone'));
    cpSync(join(root, 'out', 'main', 'parse-worker.cjs'), workerUrl);
    const parser = createParser({ clock: systemClock, logger: createQuietLogger() }, { workerUrl });
    try {
      for (const { file, raw } of alertMails().slice(0, 12)) {
        const mail = await parser.parse(raw, '');
        expect(mail, file).toEqual(await mimeToMail(raw));
      }
      expect(parser.stats()).toMatchObject({ parsed: 12, degraded: 0 });
    } finally {
      await parser.stop();
    }
  });
});

describe('the headless program', () => {
  it('loads nothing of Electron', () => {
    const folder = join(root, 'out', 'main');
    const seen = new Set<string>();
    const imported: string[] = [];
    const follow = (file: string): void => {
      if (seen.has(file)) return;
      seen.add(file);
      const source = readFileSync(join(folder, file), 'utf8');
      for (const [, specifier = ''] of source.matchAll(/(?:from|import)\s*\(?["']([^"']+)["']/g)) {
        imported.push(specifier);
        if (specifier.startsWith('./')) follow(specifier.slice(2));
      }
    };
    follow('headless.js');
    expect(imported).toContain('bullmq');
    expect(imported.filter((name) => /^electron/.test(name))).toEqual([]);
    seen.clear();
    follow('desktop.js');
    expect(imported).toContain('electron');
  });
});

describe('the installers', () => {
  it('are made for every platform, with a scheme of links and scripts that set the sandbox helper', () => {
    expect(configuration.linux?.target).toEqual(['deb', 'rpm', 'AppImage']);
    expect(configuration.win?.target).toEqual(['nsis']);
    expect(configuration.mac?.target).toEqual(['dmg']);
    expect(configuration.protocols).toEqual([{ name: 'AlertFlow alert', schemes: ['alertflow'] }]);
    for (const kind of [configuration.deb, configuration.rpm]) {
      const script = readFileSync(join(root, kind?.afterInstall ?? ''), 'utf8');
      expect(script).toContain('chmod 4755 "$app/chrome-sandbox"');
      expect(script).not.toMatch(/setcap|no-sandbox/);
    }
  });

  it('put an entry on the desktop that opens the app and its links', async () => {
    const need = createRequire(createRequire(import.meta.url).resolve('electron-builder'));
    const { LinuxTargetHelper } = need('app-builder-lib/out/targets/LinuxTargetHelper.js');
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const packager = {
      config: configuration,
      platformSpecificBuildOptions: configuration.linux,
      executableName: configuration.linux?.executableName,
      appInfo: { productName: 'AlertFlow', sanitizedProductName: 'AlertFlow', description: '' },
      info: { metadata: manifest },
      fileAssociations: [],
    };
    const entry: string = await new LinuxTargetHelper(packager).computeDesktopEntry(configuration.linux);
    const lines = Object.fromEntries(
      entry
        .split('\n')
        .slice(1)
        .filter(Boolean)
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );
    expect(entry.split('\n')[0]).toBe('[Desktop Entry]');
    expect(lines).toMatchObject({
      Type: 'Application',
      Name: 'AlertFlow',
      Exec: '/opt/AlertFlow/alertflow %U',
      Icon: 'alertflow',
      Terminal: 'false',
      StartupWMClass: 'alertflow',
      Categories: 'System;Monitor;',
      MimeType: 'x-scheme-handler/alertflow;',
    });
  });

  it('have icons that are what their names say', () => {
    const png = Buffer.from([0x89, 0x50, 0x4e, 0x47]);
    for (const size of [16, 32, 48, 64, 128, 256, 512, 1024]) {
      const file = readFileSync(join(root, 'resources', 'icons', `${size}x${size}.png`));
      expect(file.subarray(0, 4)).toEqual(png);
      expect([file.readUInt32BE(16), file.readUInt32BE(20)]).toEqual([size, size]);
    }
    const ico = readFileSync(join(root, 'resources', 'icons', 'icon.ico'));
    expect([ico.readUInt16LE(2), ico.readUInt16LE(4)]).toEqual([1, 6]);
    const firstAt = ico.readUInt32LE(6 + 12);
    expect(ico.subarray(firstAt, firstAt + 4)).toEqual(png);
    const icns = readFileSync(join(root, 'resources', 'icons', 'icon.icns'));
    expect(icns.subarray(0, 4).toString()).toBe('icns');
    expect(icns.readUInt32BE(4)).toBe(icns.length);
    for (const name of ['ok', 'attention', 'down', 'critical', 'paused', 'starting']) {
      for (const ending of ['.png', '@2x.png', 'Template.png', 'Template@2x.png']) {
        expect(existsSync(join(root, 'resources', 'tray', `${name}${ending}`)), `${name}${ending}`).toBe(
          true,
        );
      }
    }
  });
});
