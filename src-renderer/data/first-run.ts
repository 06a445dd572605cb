/** How far somebody came in setting it up. What is there is asked of the server; what was passed over stays in the browser. */
import { useEffect, useSyncExternalStore } from 'react';
import type { Health } from '../../src-shared/contract/operations.ts';
import { useRecentAlerts } from './alerts.ts';
import { useChannels } from './channels.ts';

export const stepNames = ['language', 'mail', 'sample', 'channel', 'provider', 'rule', 'done'] as const;
export type StepName = (typeof stepNames)[number];

export interface FirstRun {
  /** Steps that were gone through or passed over. */
  passed: readonly StepName[];
  /** Not shown by itself any more. */
  isDismissed: boolean;
  /** The sample that was sent last. */
  sampleId: string | null;
}

const storageKey = 'alertflow-first-run';
const nothingYet: FirstRun = { passed: [], isDismissed: false, sampleId: null };

/** What a browser kept, whatever it is. */
export const readFirstRun = (stored: string | null): FirstRun => {
  try {
    const { passed, isDismissed, sampleId } = JSON.parse(stored ?? '{}') as Record<string, unknown>;
    return {
      passed: Array.isArray(passed) ? stepNames.filter((name) => passed.includes(name)) : [],
      isDismissed: isDismissed === true,
      sampleId: typeof sampleId === 'string' ? sampleId : null,
    };
  } catch {
    return nothingYet;
  }
};

let current: FirstRun | undefined;
const listeners = new Set<() => void>();

const firstRun = (): FirstRun => {
  if (current === undefined) {
    try {
      current = readFirstRun(localStorage.getItem(storageKey));
    } catch {
      // Storage is off: it holds for this visit.
      current = nothingYet;
    }
  }
  return current;
};

export const changeFirstRun = (change: Partial<FirstRun>): void => {
  current = { ...firstRun(), ...change };
  try {
    localStorage.setItem(storageKey, JSON.stringify(current));
  } catch {
    // Holds until the page is left.
  }
  for (const listener of listeners) listener();
};

export const passStep = (name: StepName): void =>
  changeFirstRun({ passed: [...new Set([...firstRun().passed, name])] });

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
export const useFirstRun = (): FirstRun => useSyncExternalStore(subscribe, firstRun);

/** An address before a name: not every network resolves this machine's. */
export const addressToGive = ({ addresses, host }: Health['smtp']): string | null =>
  addresses.find((one) => /^[\d.]+$/.test(one)) ?? addresses[0] ?? host;

/** `yes`: nothing is set up and nothing has come in. Once something has, this browser does not ask again. */
export const useIsFirstRun = (): 'yes' | 'no' | 'asking' => {
  const channels = useChannels().data;
  const alerts = useRecentAlerts({}, 1).data;
  const isKnown = channels !== undefined && alerts !== undefined;
  const isNew = channels?.length === 0 && alerts?.items.length === 0;
  useEffect(() => {
    if (isKnown && !isNew) changeFirstRun({ isDismissed: true });
  }, [isKnown, isNew]);
  if (!isKnown) return 'asking';
  return isNew ? 'yes' : 'no';
};
