import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlertBulkAction, AlertItem } from '../../../src-shared/contract/alerts.ts';
import { toastDone, toastError, toastUndo } from '../../components/toasts.tsx';
import { useBulkAlerts } from '../../data/alerts.ts';

export interface Failure {
  item: AlertItem | undefined;
  id: string;
  reason: string;
}

export interface Failures {
  action: AlertBulkAction;
  done: number;
  failed: readonly Failure[];
}

/** What takes an action back; what was told cannot be untold. */
const opposites = {
  acknowledge: 'unacknowledge',
  unacknowledge: 'acknowledge',
  resolve: 'unresolve',
  unresolve: 'resolve',
  resend: null,
} as const satisfies Record<AlertBulkAction, AlertBulkAction | null>;

/** Whether it would change this alert: only what was changed is taken back. */
const changes = (action: AlertBulkAction, item: AlertItem): boolean => {
  switch (action) {
    case 'acknowledge':
      return item.acknowledged === null;
    case 'unacknowledge':
      return item.acknowledged !== null;
    case 'resolve':
      return item.resolved === null;
    case 'unresolve':
      return item.resolved !== null;
    case 'resend':
      return true;
    default:
      return action satisfies never;
  }
};

/** Actions on one alert or many: progress, undo, and those they failed for. */
export const useAlertActions = () => {
  const { t } = useTranslation('alerts');
  const bulk = useBulkAlerts();
  const [progress, setProgress] = useState<{ done: number; total: number } | null>(null);
  const [failures, setFailures] = useState<Failures | null>(null);

  const run = async (action: AlertBulkAction, items: readonly AlertItem[]): Promise<void> => {
    const affected = items.filter((item) => changes(action, item));
    if (affected.length === 0) {
      toastDone(t(`actions.already.${action}`, { count: items.length }));
      return;
    }
    setFailures(null);
    setProgress({ done: 0, total: affected.length });
    try {
      const { done, failed } = await bulk.mutateAsync({
        action,
        ids: affected.map(({ id }) => id),
        onProgress: (count) => setProgress({ done: count, total: affected.length }),
      });
      const failedIds = new Set(failed.map(({ id }) => id));
      if (failed.length > 0) {
        const byId = new Map(affected.map((item) => [item.id, item]));
        setFailures({ action, done, failed: failed.map((one) => ({ ...one, item: byId.get(one.id) })) });
      }
      if (done > 0)
        announce(
          action,
          affected.filter(({ id }) => !failedIds.has(id)),
        );
    } catch (error) {
      toastError(error);
    } finally {
      setProgress(null);
    }
  };

  const announce = (action: AlertBulkAction, items: readonly AlertItem[]): void => {
    const message = t(`actions.done.${action}`, { count: items.length });
    const opposite = opposites[action];
    if (opposite === null) toastDone(message);
    else {
      toastUndo(message, () => {
        void bulk
          .mutateAsync({ action: opposite, ids: items.map(({ id }) => id) })
          .then(() => toastDone(t(`actions.done.${opposite}`, { count: items.length })), toastError);
      });
    }
  };

  return { run, progress, failures, forgetFailures: () => setFailures(null), isBusy: progress !== null };
};

export type AlertActions = ReturnType<typeof useAlertActions>;
