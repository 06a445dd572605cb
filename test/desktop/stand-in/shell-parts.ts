/** Tray, menu, notifications, dialogs: recorded, and worked by the test's commands. */
import { existsSync, statSync } from 'node:fs';
import { config, onCommand, report } from './control.ts';
import { KnownEmitter, needKeys, needReady, StandInError, strict } from './strict.ts';

// --- pictures

class NativeImage {
  readonly path: string;
  constructor(path: string) {
    this.path = path;
  }
  isEmpty(): boolean {
    return !existsSync(this.path) || statSync(this.path).size === 0;
  }
}

export const nativeImage = strict('nativeImage', {
  createFromPath: (path: string): NativeImage => strict('NativeImage', new NativeImage(path)),
});

/** Electron shows nothing for an empty picture; here that is an error. */
const needPicture = (image: NativeImage): void => {
  if (image.isEmpty()) throw new StandInError(`there is no picture at ${image.path}`);
};

// --- menu

interface Item {
  id?: string;
  label?: string;
  type?: string;
  role?: string;
  accelerator?: string;
  enabled?: boolean;
  visible?: boolean;
  click?: () => void;
  submenu?: Item[];
}

const itemKeys = [
  ...['id', 'label', 'type', 'role', 'accelerator', 'enabled', 'visible', 'acceleratorWorksWhenHidden'],
  ...['click', 'submenu'],
];
const roles = [
  ...['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll', 'reload', 'resetZoom', 'zoomIn', 'zoomOut'],
  ...['togglefullscreen', 'minimize', 'close', 'help', 'services', 'hide', 'hideOthers', 'unhide'],
];
const accelerator = /^(?:(?:CmdOrCtrl|Ctrl|Cmd|Alt|Shift)\+)*(?:[A-Z0-9,]|numadd|numsub|F\d{1,2})$/;

const needItems = (items: Item[]): void => {
  const ids = new Set<string>();
  for (const item of items) {
    needKeys('menu item', item, itemKeys);
    if (item.role !== undefined && !roles.includes(item.role)) throw new StandInError(`no role ${item.role}`);
    if (item.accelerator !== undefined && !accelerator.test(item.accelerator)) {
      throw new StandInError(`no accelerator ${item.accelerator}`);
    }
    if (item.label === undefined && item.role === undefined && item.type !== 'separator') {
      throw new StandInError('a menu item needs a label or a role');
    }
    if (item.id !== undefined && ids.has(item.id)) throw new StandInError(`two menu items ${item.id}`);
    if (item.id !== undefined) ids.add(item.id);
    if (item.submenu !== undefined) needItems(item.submenu);
  }
};

let appMenu: BuiltMenu | null = null;
class BuiltMenu {
  readonly items: Item[];
  constructor(items: Item[]) {
    this.items = items;
  }
}

export const Menu = strict('Menu', {
  buildFromTemplate(items: Item[]): BuiltMenu {
    needItems(items);
    return new BuiltMenu(items);
  },
  setApplicationMenu(menu: BuiltMenu | null): void {
    needReady('Menu.setApplicationMenu');
    appMenu = menu;
  },
});

const find = (items: Item[], id: string): Item | null => {
  for (const item of items) {
    if (item.id === id) return item;
    const below = find(item.submenu ?? [], id);
    if (below !== null) return below;
  }
  return null;
};

const click = (items: Item[], id: string): void => {
  const item = find(items, id);
  if (item === null) throw new Error(`there is no menu item ${id}`);
  if (item.enabled === false) throw new Error(`the menu item ${id} is not enabled`);
  item.click?.();
};

const shape = (items: Item[]): unknown[] =>
  items.map(({ id, label, role, accelerator: keys, enabled, submenu }) => ({
    ...{ id, label, role, accelerator: keys, enabled },
    ...(submenu === undefined ? {} : { submenu: shape(submenu) }),
  }));

onCommand('app-menu', () => (appMenu === null ? null : shape(appMenu.items)));
onCommand('click-app-menu', ({ id }) => click(appMenu?.items ?? [], String(id)));

// --- tray

let tray: Tray | null = null;

export class Tray extends KnownEmitter {
  picture: string;
  tooltip = '';
  menu: BuiltMenu | null = null;
  isDestroyed = false;

  constructor(image: NativeImage) {
    needReady('new Tray');
    super('Tray', ['click', 'double-click', 'right-click']);
    needPicture(image);
    this.picture = image.path;
    tray = this;
  }
  #need(): void {
    if (this.isDestroyed) throw new StandInError('the tray icon is gone');
  }
  setImage(image: NativeImage): void {
    this.#need();
    needPicture(image);
    this.picture = image.path;
  }
  setToolTip(tooltip: string): void {
    this.#need();
    this.tooltip = tooltip;
  }
  setContextMenu(menu: BuiltMenu): void {
    this.#need();
    if (!(menu instanceof BuiltMenu)) throw new StandInError('a tray takes a built menu');
    this.menu = menu;
  }
  destroy(): void {
    this.isDestroyed = true;
  }
}

onCommand('tray', () =>
  tray === null
    ? null
    : {
        picture: tray.picture,
        tooltip: tray.tooltip,
        menu: shape(tray.menu?.items ?? []),
        isDestroyed: tray.isDestroyed,
      },
);
onCommand('click-tray-menu', ({ id }) => click(tray?.menu?.items ?? [], String(id)));
onCommand('click-tray', () => tray?.emit('click'));

// --- notifications

const shown: Notification[] = [];
const noticeKeys = ['title', 'body', 'silent', 'urgency', 'timeoutType', 'icon'];

export class Notification extends KnownEmitter {
  static isSupported(): boolean {
    needReady('Notification.isSupported');
    return config.hasNotifications;
  }
  readonly options: { title?: string; body?: string; silent?: boolean; urgency?: string };

  constructor(options: { title?: string; body?: string; silent?: boolean; urgency?: string } = {}) {
    needReady('new Notification');
    super('Notification', ['show', 'click', 'close', 'failed', 'action', 'reply']);
    needKeys('Notification', options, noticeKeys);
    this.options = options;
  }
  show(): void {
    shown.push(this);
    report({ kind: 'notification', index: shown.length - 1, ...this.options });
    setImmediate(() => this.emit('show', {}));
  }
  close(): void {
    setImmediate(() => this.emit('close', { reason: 'applicationHidden' }));
  }
}

onCommand('notifications', () => shown.map(({ options }) => options));
onCommand('click-notification', ({ index }) => shown[Number(index)]?.emit('click', {}));

// --- dialogs and the world outside

interface Waiting {
  kind: string;
  resolve: (answer: never) => void;
}
const waiting: Waiting[] = [];
const ask = (kind: string, details: object): Promise<never> => {
  needReady(`dialog.${kind}`);
  return new Promise((resolve) => {
    waiting.push({ kind, resolve });
    report({ kind: `dialog-${kind}`, ...details });
  });
};
onCommand('answer-dialog', ({ kind, answer }) => {
  const index = waiting.findIndex((one) => one.kind === kind);
  const [one] = index < 0 ? [] : waiting.splice(index, 1);
  if (one === undefined) throw new Error(`no dialog ${String(kind)} waits`);
  one.resolve(answer as never);
});

const boxKeys = [
  'type',
  'message',
  'detail',
  'buttons',
  'defaultId',
  'cancelId',
  'checkboxLabel',
  'checkboxChecked',
];
const isPlain = (value: object): boolean => Object.getPrototypeOf(value) === Object.prototype;
const lastPlain = (given: object[]): Record<string, unknown> => {
  const last = given.at(-1);
  if (last === undefined || !isPlain(last)) throw new StandInError('a dialog needs options');
  return last as Record<string, unknown>;
};

export const dialog = strict('dialog', {
  showMessageBox(...given: object[]) {
    const options = lastPlain(given);
    needKeys('showMessageBox', options, boxKeys);
    return ask('message', options);
  },
  showOpenDialog(...given: object[]) {
    const options = lastPlain(given);
    needKeys('showOpenDialog', options, ['properties', 'filters', 'title', 'defaultPath']);
    return ask('open', options);
  },
  showErrorBox: (title: string, content: string): void => report({ kind: 'error-box', title, content }),
});

export const shell = strict('shell', {
  async openExternal(url: string): Promise<void> {
    report({ kind: 'opened-outside', url });
  },
  async openPath(path: string): Promise<string> {
    report({ kind: 'opened-path', path });
    return '';
  },
});
