/** What every window is made with, and the check that none has anything weaker (reliability E1). */
import type { WebPreferences } from 'electron';

export const securePreferences = {
  contextIsolation: true,
  sandbox: true,
  webSecurity: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  plugins: false,
  spellcheck: false,
} as const satisfies WebPreferences;

/**
 * What Electron's record of a window tells (SaveLastPreferences in its web_contents_preferences.cc): these and a few of
 * no weight. The rest, the preload among it, is known from what the window was made with alone.
 */
const recorded = [
  'contextIsolation',
  'sandbox',
  'webSecurity',
  'nodeIntegration',
  'nodeIntegrationInSubFrames',
  'allowRunningInsecureContent',
  'experimentalFeatures',
  'webviewTag',
] as const satisfies (keyof typeof securePreferences)[];

/** Not asked for by name above, but weakening all the same. */
const mustBeEmpty = ['enableBlinkFeatures', 'disableBlinkFeatures', 'additionalArguments'] as const;
const mustNotBeTrue = ['offscreen', 'enableDeprecatedPaste'] as const;

type Preferences = Readonly<Record<string, unknown>>;

/**
 * What a window has that it must not have, one sentence each. `asked`: what it was made with, all of it by name.
 * `record`: what Electron made of that; what it tells must be right, and what it always tells must be there.
 */
export const weaknesses = (
  asked: Preferences,
  record: Preferences | null | undefined,
  preload: string,
): string[] => {
  if (record === null || record === undefined) return ['its web preferences are not known'];
  const askedWrongly = Object.entries(securePreferences)
    .filter(([name, wanted]) => asked[name] !== wanted)
    .map(([name, wanted]) => `${name} is ${String(asked[name])} instead of ${wanted}`);
  const made = Object.entries(securePreferences)
    .filter(([name, wanted]) =>
      name in record || isRecorded(name) ? asked[name] === wanted && record[name] !== wanted : false,
    )
    .map(([name, wanted]) => `${name} became ${String(record[name])} instead of ${wanted}`);
  const extra = mustBeEmpty.filter((name) => isFilled(asked[name]) || isFilled(record[name]));
  const on = mustNotBeTrue.filter((name) => asked[name] === true || record[name] === true);
  const other = [asked.preload, record.preload ?? preload].every((path) => path === preload)
    ? []
    : ['its preload is not ours'];
  return [
    ...[...askedWrongly, ...made],
    ...extra.map((name) => `${name} is set`),
    ...on.map((name) => `${name} is on`),
    ...other,
  ];
};

const isRecorded = (name: string): boolean => recorded.some((one) => one === name);

const isFilled = (value: unknown): boolean =>
  Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null && value !== '';
