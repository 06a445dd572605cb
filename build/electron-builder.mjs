// What the installers of the desktop app hold, and how the Electron in them is locked down.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeUpdateManifests } from './desktop/update-manifest.mjs';
import { root } from './project.mjs';

/** What the app is for other programs: links of this scheme open it. */
const linkScheme = 'alertflow';
const name = 'alertflow';
const about = 'Takes the mail of monitoring tools and tells the right people';

/** Reliability E4. Named one by one, none left to its default. */
export const fuses = {
  runAsNode: false,
  enableCookieEncryption: true,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  loadBrowserProcessSpecificV8Snapshot: false,
  grantFileProtocolExtraPrivileges: false,
};

/** The redis-server of a platform, where `node build/desktop/bundle-redis.mjs` or a person put it. */
const redisOf = (platform) => {
  const below = join(root, 'resources', 'redis');
  const isThere = existsSync(below) && readdirSync(below).some((folder) => folder.startsWith(`${platform}-`));
  return isThere ? [{ from: `resources/redis/${platform}-\${arch}`, to: `redis/${platform}-\${arch}` }] : [];
};

/** @type {import('electron-builder').Configuration} */
const configuration = {
  appId: 'net.alertflow.desktop',
  productName: 'AlertFlow',
  copyright: 'MIT License',
  directories: { output: 'dist', buildResources: 'resources/icons' },
  files: [
    'out/**',
    '!out/**/*.map',
    '!out/.built-from',
    'package.json',
    'LICENSE',
    '!node_modules/redis-memory-server/**',
  ],
  extraResources: [
    { from: 'resources/tray', to: 'tray' },
    { from: 'resources/icons', to: 'icons', filter: ['*.png'] },
    // The key that updates from a file must be signed with; left out, their checksum has to do.
    ...(existsSync(join(root, 'resources', 'update-key.pem'))
      ? [{ from: 'resources/update-key.pem', to: 'update-key.pem' }]
      : []),
  ],
  asar: true,
  // Everything native comes built.
  npmRebuild: false,
  electronFuses: fuses,
  electronLanguages: ['en-US', 'fa'],
  protocols: [{ name: 'AlertFlow alert', schemes: [linkScheme] }],
  publish: null,
  artifactName: `${name}-\${version}-\${os}-\${arch}.\${ext}`,
  afterAllArtifactBuild: writeUpdateManifests,
  linux: {
    target: ['deb', 'rpm', 'AppImage'],
    executableName: name,
    icon: 'resources/icons',
    category: 'System;Monitor',
    // The windows' name on the desktop is that of the entry: package.json's desktopName.
    syncDesktopName: true,
    synopsis: about,
    description: about,
    maintainer: 'AlertFlow <alertflow@localhost>',
    vendor: 'AlertFlow',
    desktop: {
      entry: {
        Name: 'AlertFlow',
        Comment: about,
        Keywords: 'monitoring;alert;smtp;',
        StartupNotify: 'true',
      },
    },
    extraResources: redisOf('linux'),
  },
  deb: {
    // Used where none is bundled.
    recommends: ['redis-server', 'libnotify4'],
    afterInstall: 'build/desktop/after-install.sh',
    afterRemove: 'build/desktop/after-remove.sh',
  },
  rpm: { afterInstall: 'build/desktop/after-install.sh', afterRemove: 'build/desktop/after-remove.sh' },
  win: { target: ['nsis'], icon: 'resources/icons/icon.ico', extraResources: redisOf('win32') },
  nsis: {
    oneClick: false,
    perMachine: false,
    allowToChangeInstallationDirectory: true,
    deleteAppDataOnUninstall: false,
  },
  mac: {
    target: ['dmg'],
    icon: 'resources/icons/icon.icns',
    category: 'public.app-category.utilities',
    hardenedRuntime: true,
    extraResources: redisOf('darwin'),
  },
};

export default configuration;
