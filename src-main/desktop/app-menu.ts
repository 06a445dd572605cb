/** The menu of the application. The roles carry each platform's own shortcuts; without a menu those would not work. */
import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { Language } from '../../src-shared/vocabulary.ts';
import { shellWords } from './shell-words.ts';

export interface MenuDeps {
  open: (path: string) => void;
  sendSample: () => void;
  openLogs: () => void;
  quit: () => void;
}

export const setAppMenu = (language: Language, deps: MenuDeps): void =>
  Menu.setApplicationMenu(Menu.buildFromTemplate(appMenu(language, deps, process.platform)));

export const appMenu = (
  language: Language,
  deps: MenuDeps,
  platform: NodeJS.Platform,
): MenuItemConstructorOptions[] => {
  const words = shellWords(language);
  const isMac = platform === 'darwin';
  const settings: MenuItemConstructorOptions = {
    id: 'settings',
    label: words.settings,
    accelerator: 'CmdOrCtrl+,',
    click: () => deps.open('/settings'),
  };
  const quit: MenuItemConstructorOptions = {
    id: 'quit',
    label: words.quit,
    accelerator: 'CmdOrCtrl+Q',
    click: deps.quit,
  };
  const about: MenuItemConstructorOptions = {
    id: 'about',
    label: words.about,
    click: () => deps.open('/about'),
  };
  const sample: MenuItemConstructorOptions = { id: 'sample', label: words.sample, click: deps.sendSample };
  const pages = [
    ['dashboard', '/'],
    ['alerts', '/alerts'],
    ['rules', '/rules'],
    ['channels', '/channels'],
    ['queues', '/queues'],
  ] as const;
  return [
    ...(isMac
      ? [
          {
            label: 'AlertFlow',
            submenu: [
              about,
              settings,
              { type: 'separator' },
              { role: 'services' },
              { type: 'separator' },
              { role: 'hide' },
              { role: 'hideOthers' },
              { role: 'unhide' },
              { type: 'separator' },
              quit,
            ],
          } satisfies MenuItemConstructorOptions,
        ]
      : []),
    {
      label: words.file,
      submenu: isMac ? [sample, { role: 'close' }] : [sample, settings, { type: 'separator' }, quit],
    },
    {
      label: words.edit,
      submenu: [
        { role: 'undo' },
        { role: 'redo' },
        { type: 'separator' },
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
      ],
    },
    {
      label: words.view,
      submenu: [
        { role: 'reload' },
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        // The key pad's plus is another key.
        { role: 'zoomIn', accelerator: 'CmdOrCtrl+numadd', visible: false, acceleratorWorksWhenHidden: true },
        { role: 'zoomOut' },
        {
          role: 'zoomOut',
          accelerator: 'CmdOrCtrl+numsub',
          visible: false,
          acceleratorWorksWhenHidden: true,
        },
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    {
      label: words.go,
      submenu: pages.map(([name, path], i) => ({
        id: `go-${name}`,
        label: words[name],
        accelerator: `CmdOrCtrl+${i + 1}`,
        click: () => deps.open(path),
      })),
    },
    { label: words.window, submenu: [{ role: 'minimize' }, { role: 'close' }] },
    {
      label: words.help,
      role: 'help',
      submenu: [{ id: 'logs', label: words.logs, click: deps.openLogs }, ...(isMac ? [] : [about])],
    },
  ];
};
