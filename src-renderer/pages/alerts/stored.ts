/** What this browser keeps of the alerts page: searches made, views saved, how dense the list is. */
import { useSyncExternalStore } from 'react';

export type Density = 'comfortable' | 'compact';

export interface SavedView {
  name: string;
  /** Parameters of the address: see filters.ts. */
  params: string;
}

export interface Stored {
  density: Density;
  /** Newest first. */
  searches: readonly string[];
  views: readonly SavedView[];
}

const storageKey = 'alertflow-alerts';
const maxSearches = 20;
const maxViews = 50;

const isText = (value: unknown): value is string => typeof value === 'string';
const isView = (value: unknown): value is SavedView =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  'params' in value &&
  isText(value.name) &&
  isText(value.params);

const load = (): Stored => {
  let found: Partial<Record<keyof Stored, unknown>> = {};
  try {
    found = JSON.parse(localStorage.getItem(storageKey) ?? '{}') ?? {};
  } catch {
    // Storage is off or damaged: an empty one holds for this visit.
  }
  return {
    density: found.density === 'compact' ? 'compact' : 'comfortable',
    searches: Array.isArray(found.searches) ? found.searches.filter(isText) : [],
    views: Array.isArray(found.views) ? found.views.filter(isView) : [],
  };
};

let current: Stored | undefined;
const listeners = new Set<() => void>();

const stored = (): Stored => {
  current ??= load();
  return current;
};

const change = (part: Partial<Stored>): void => {
  current = { ...stored(), ...part };
  try {
    localStorage.setItem(storageKey, JSON.stringify(current));
  } catch {
    // Holds until the page is left.
  }
  for (const listener of listeners) listener();
};

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useStored = (): Stored => useSyncExternalStore(subscribe, stored);

export const setDensity = (density: Density): void => change({ density });

export const rememberSearch = (query: string): void => {
  const text = query.trim();
  if (text === '') return;
  change({ searches: [text, ...stored().searches.filter((one) => one !== text)].slice(0, maxSearches) });
};

/** One of the same name is replaced. */
export const saveView = (view: SavedView): void => {
  const others = stored().views.filter(({ name }) => name !== view.name);
  change({ views: [...others, view].slice(-maxViews) });
};

export const removeView = (name: string): void =>
  change({ views: stored().views.filter((view) => view.name !== name) });
