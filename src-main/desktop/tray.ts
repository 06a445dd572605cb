/** The icon in the tray. Its menu begins with opening the window: on Linux a click on the icon itself may do nothing. */

import { join } from 'node:path';
import { Menu, type MenuItemConstructorOptions, nativeImage, Tray } from 'electron';
import type { Language } from '../../src-shared/vocabulary.ts';
import { shellWords } from './shell-words.ts';
import { pictureOf, type Standing, tooltipOf } from './standing.ts';

export interface TrayDeps {
  imagesDir: string;
  language: () => Language;
  open: () => void;
  pauseFor: (ms: number | null) => void;
  sendSample: () => void;
  quit: () => void;
}

export interface TrayIcon {
  show(standing: Standing): void;
  remove(): void;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

export const createTray = (deps: TrayDeps): TrayIcon => {
  // macOS colours template images itself, and takes those named so.
  const file = (picture: string): string =>
    join(deps.imagesDir, process.platform === 'darwin' ? `${picture}Template.png` : `${picture}.png`);
  const tray = new Tray(nativeImage.createFromPath(file('starting')));
  tray.on('click', () => {
    if (process.platform !== 'darwin') deps.open();
  });

  return {
    show(standing) {
      const language = deps.language();
      tray.setImage(nativeImage.createFromPath(file(pictureOf(standing))));
      tray.setToolTip(tooltipOf(standing, language));
      tray.setContextMenu(Menu.buildFromTemplate(trayMenu(standing, language, deps)));
    },
    remove: () => tray.destroy(),
  };
};

const trayMenu = (standing: Standing, language: Language, deps: TrayDeps): MenuItemConstructorOptions[] => {
  const words = shellWords(language);
  const pausing: MenuItemConstructorOptions = standing.isPaused
    ? { id: 'resume', label: words.resume, click: () => deps.pauseFor(null) }
    : {
        id: 'pause',
        label: words.pause,
        submenu: [
          { id: 'pause-30', label: words.pauseHalfHour, click: () => deps.pauseFor(30 * minuteMs) },
          { id: 'pause-120', label: words.pauseTwoHours, click: () => deps.pauseFor(2 * hourMs) },
          { id: 'pause-480', label: words.pauseEightHours, click: () => deps.pauseFor(8 * hourMs) },
        ],
      };
  return [
    { id: 'open', label: words.open, click: deps.open },
    { id: 'state', label: tooltipOf(standing, language), enabled: false },
    { type: 'separator' },
    pausing,
    {
      id: 'sample',
      label: words.sample,
      enabled: standing.engine === 'running',
      click: deps.sendSample,
    },
    { type: 'separator' },
    { id: 'quit', label: words.quit, click: deps.quit },
  ];
};
