/** How this browser's reader likes to see things. Kept in the browser, read by public/first-paint.js too. */
import { useSyncExternalStore } from 'react';
import type { Language } from '../../src-shared/vocabulary.ts';

export interface Preferences {
  language: Language;
  /** `auto`: the language's own. */
  calendar: 'auto' | 'gregory' | 'persian';
  digits: 'auto' | 'latn' | 'arabext';
  /** An IANA zone, or empty for the browser's. */
  timeZone: string;
  isSidebarNarrow: boolean;
}

const storageKey = 'alertflow-preferences';

const defaults = (): Preferences => ({
  language: document.documentElement.lang === 'fa' ? 'fa' : 'en',
  calendar: 'auto',
  digits: 'auto',
  timeZone: '',
  isSidebarNarrow: false,
});

const load = (): Preferences => {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '{}');
    return { ...defaults(), ...(typeof stored === 'object' ? stored : {}) };
  } catch {
    // Storage is off or damaged: the defaults hold for this visit.
    return defaults();
  }
};

let current: Preferences | undefined;
const listeners = new Set<() => void>();

export const preferences = (): Preferences => {
  current ??= load();
  return current;
};

export const setPreferences = (change: Partial<Preferences>): void => {
  current = { ...preferences(), ...change };
  try {
    localStorage.setItem(storageKey, JSON.stringify(current));
  } catch {
    // Holds until the page is left.
  }
  for (const listener of listeners) listener();
};

export const subscribePreferences = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const usePreferences = (): Preferences => useSyncExternalStore(subscribePreferences, preferences);
