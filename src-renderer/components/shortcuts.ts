import { useEffect, useRef, useSyncExternalStore } from 'react';

/** What the cheat sheet groups by: keys of the namespace `shell`. */
export type ShortcutGroup = 'everywhere' | 'go' | 'list' | 'page';

export interface Shortcut {
  /** `mod+K`, `shift+R`, `j`, `?`, or two keys after one another: `g a`. Letters are places on the keyboard. */
  keys: string;
  /** Translated. */
  label: string;
  group: ShortcutGroup;
  run: () => void;
  /** Also while a field has the focus; for combinations with mod only. */
  worksInFields?: boolean;
  /** Acts only where this holds, and stands in the cheat sheet anyway: keys of a list that needs the focus. */
  when?: () => boolean;
}

interface Registered {
  current: Shortcut;
}

let registered: readonly Registered[] = [];
let snapshot: readonly Shortcut[] = [];
const listeners = new Set<() => void>();

const change = (next: readonly Registered[]): void => {
  registered = next;
  snapshot = next.map(({ current }) => current);
  for (const listener of listeners) listener();
};

/** Works as long as the component is there, and stands in the cheat sheet. The newest of the same keys wins. */
export const useShortcut = (shortcut: Shortcut, isOn = true): void => {
  const entry = useRef(shortcut);
  entry.current = shortcut;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the label is what the cheat sheet shows
  useEffect(() => {
    if (!isOn) return;
    change([...registered, entry]);
    return () => change(registered.filter((one) => one !== entry));
  }, [isOn, shortcut.keys, shortcut.label]);
};

export const useShortcutList = (): readonly Shortcut[] =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => snapshot,
  );

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

/** How keys are written on this reader's keyboard: `Ctrl K`, `⌘ K`. */
export const keyNames = (keys: string): string[] =>
  keys.split(/[+ ]/).map((key) => {
    if (key === 'mod') return isMac ? '⌘' : 'Ctrl';
    if (key === 'shift') return isMac ? '⇧' : 'Shift';
    return key.length === 1 ? key.toUpperCase() : key;
  });

/** A Persian layout sends Persian letters: the place of the key counts. */
const keyOf = (event: KeyboardEvent): string => {
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1];
  return (letter ?? event.key).toLowerCase();
};

const pressedOf = (event: KeyboardEvent): string => {
  const key = keyOf(event);
  const isLetter = /^[a-z]$/.test(key);
  return [
    ...((isMac ? event.metaKey : event.ctrlKey) ? ['mod'] : []),
    ...(event.altKey ? ['alt'] : []),
    // `?` is shift and something on every layout: only letters and named keys say shift.
    ...(event.shiftKey && (isLetter || event.key.length > 1) ? ['shift'] : []),
    key,
  ].join('+');
};

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));

const secondKeyWithinMs = 1_200;

/** Listens for all shortcuts until told to stop. */
export const startShortcuts = (): (() => void) => {
  let first = { key: '', at: 0 };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing) return;
    const pressed = pressedOf(event);
    const sequence = event.timeStamp - first.at < secondKeyWithinMs ? `${first.key} ${pressed}` : '';
    const inField = isField(event.target);
    const isCovered = document.querySelector('[role="dialog"][aria-modal="true"]') !== null;
    const found = registered.findLast(
      ({ current: { keys, worksInFields, when } }) =>
        [pressed, sequence].includes(keys.toLowerCase()) &&
        (worksInFields || !(inField || isCovered)) &&
        (when === undefined || when()),
    );
    first = { key: pressed, at: event.timeStamp };
    if (found === undefined) return;
    first = { key: '', at: 0 };
    event.preventDefault();
    found.current.run();
  };
  window.addEventListener('keydown', onKeyDown);
  return () => window.removeEventListener('keydown', onKeyDown);
};
