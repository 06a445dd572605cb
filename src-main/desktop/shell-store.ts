/**
 * What this workstation's shell remembers, in electron-store's file beside the app. Each value is read by its schema: one
 * that does not fit falls back to its default and is named in the log; a file that is no JSON is kept aside.
 */
import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { app } from 'electron';
import Store from 'electron-store';
import { z } from 'zod';
import {
  type DesktopSettings,
  type DesktopSettingsPatch,
  desktopSettingFields,
} from '../../src-shared/contract/desktop.ts';

const placeSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(1).max(20_000),
  height: z.number().int().min(1).max(20_000),
  isMaximized: z.boolean(),
});
export type WindowPlace = z.infer<typeof placeSchema>;

/** Remembered, but on no settings page. */
const ownFields = {
  dataDir: z.string().min(1).max(4000).nullable().default(null),
  redisServer: z.string().min(1).max(4000).nullable().default(null),
  window: placeSchema.nullable().default(null),
  /** Epoch ms until which notices are paused. */
  pausedUntil: z.number().int().nullable().default(null),
  isTrayExplained: z.boolean().default(false),
} as const;
type OwnFields = { [K in keyof typeof ownFields]: z.output<(typeof ownFields)[K]> };

export interface ShellStore {
  settings(): DesktopSettings;
  update(change: DesktopSettingsPatch): DesktopSettings;
  own<K extends keyof OwnFields>(name: K): OwnFields[K];
  remember<K extends keyof OwnFields>(name: K, value: OwnFields[K]): void;
  onChange(listener: (now: DesktopSettings, before: DesktopSettings) => void): void;
  path: string;
  /** What was wrong with the file, for the log. */
  faults: readonly string[];
}

const fileName = 'settings';

export const createShellStore = (now: () => number): ShellStore => {
  const faults: string[] = [];
  const store = open(faults, now);
  const initialLanguage = app.getLocale().toLowerCase().startsWith('fa') ? 'fa' : 'en';

  const read = <T>(name: string, schema: z.ZodType<T>): T => {
    const kept = store.get(name);
    const result = schema.safeParse(kept);
    if (result.success) return result.data;
    faults.push(`${name} is not valid; its default holds`);
    store.delete(name);
    return schema.parse(undefined);
  };
  const initial = (name: string): unknown =>
    name === 'language' && store.get(name) === undefined ? initialLanguage : undefined;

  let settings = Object.fromEntries(
    Object.entries(desktopSettingFields).map(([name, schema]) => [
      name,
      initial(name) ?? read(name, schema as z.ZodType),
    ]),
  ) as DesktopSettings;
  const own = Object.fromEntries(
    Object.entries(ownFields).map(([name, schema]) => [name, read(name, schema as z.ZodType)]),
  ) as OwnFields;
  const listeners = new Set<(now: DesktopSettings, before: DesktopSettings) => void>();

  return {
    settings: () => settings,
    update(change) {
      const before = settings;
      const given = Object.entries(change).filter(([, value]) => value !== undefined);
      for (const [name, value] of given) store.set(name, value);
      settings = { ...settings, ...Object.fromEntries(given) };
      for (const listener of listeners) listener(settings, before);
      return settings;
    },
    own: (name) => own[name],
    remember(name, value) {
      own[name] = value;
      if (value === null) store.delete(name);
      else store.set(name, value);
    },
    onChange: (listener) => void listeners.add(listener),
    path: store.path,
    faults,
  };
};

const open = (faults: string[], now: () => number): Store => {
  const options = {
    name: fileName,
    configFileMode: 0o600,
    accessPropertiesByDotNotation: false,
    // It would empty a damaged file without a word.
    clearInvalidConfig: false,
  };
  try {
    return new Store(options);
  } catch (error) {
    const path = join(app.getPath('userData'), `${fileName}.json`);
    if (!existsSync(path)) throw error;
    const aside = `${path}.damaged-${now()}`;
    copyFileSync(path, aside);
    rmSync(path);
    faults.push(`${path} could not be read; it was kept as ${aside} and the defaults hold`);
    return new Store(options);
  }
};
