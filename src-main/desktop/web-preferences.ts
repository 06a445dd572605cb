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

/** Not asked for by name above, but weakening all the same. */
const mustBeEmpty = ['enableBlinkFeatures', 'disableBlinkFeatures', 'additionalArguments'] as const;
const mustNotBeTrue = ['offscreen', 'enableDeprecatedPaste'] as const;

/** What a window has that it must not have, one sentence each. Left-out values count as wrong: nothing is assumed. */
export const weaknesses = (
  preferences: Readonly<Record<string, unknown>> | null | undefined,
  preload: string,
): string[] => {
  if (preferences === null || preferences === undefined) return ['its web preferences are not known'];
  const differing = Object.entries(securePreferences)
    .filter(([name, wanted]) => preferences[name] !== wanted)
    .map(([name, wanted]) => `${name} is ${String(preferences[name])} instead of ${wanted}`);
  const extra = mustBeEmpty
    .filter((name) => {
      const value = preferences[name];
      return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null && value !== '';
    })
    .map((name) => `${name} is set`);
  const on = mustNotBeTrue.filter((name) => preferences[name] === true).map((name) => `${name} is on`);
  const other = preferences.preload === preload ? [] : ['its preload is not ours'];
  return [...differing, ...extra, ...on, ...other];
};
