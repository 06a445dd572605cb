import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toastDone, toastError, toastUndo } from '../../components/toasts.tsx';
import { useRefreshDeadLetters, workOnDeadLetters } from '../../data/dead-letters.ts';

export type WorkKind = keyof typeof workOnDeadLetters;

export interface Work {
  kind: WorkKind;
  total: number;
  done: number;
  failed: { id: string; reason: string }[];
  isRunning: boolean;
}

/** So many at a time: progress is seen, and no request takes long. */
const portion = 50;

const portionsOf = (ids: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(ids.length / portion) }, (_, i) =>
    ids.slice(i * portion, (i + 1) * portion),
  );

/** Retries, discards or restores many dead letters, portion by portion; what fails keeps no other back. */
export const useDeadLetterWork = () => {
  const { t } = useTranslation('queues');
  const [work, setWork] = useState<Work | null>(null);
  const isStopped = useRef(false);
  const refresh = useRefreshDeadLetters();

  const run = async (kind: WorkKind, ids: readonly string[]): Promise<void> => {
    if (ids.length === 0) return;
    isStopped.current = false;
    let now: Work = { kind, total: ids.length, done: 0, failed: [], isRunning: true };
    setWork(now);
    try {
      for (const some of portionsOf(ids)) {
        if (isStopped.current) break;
        const { done, failed } = await workOnDeadLetters[kind](some);
        now = { ...now, done: now.done + done, failed: [...now.failed, ...failed] };
        setWork(now);
      }
    } catch (error) {
      toastError(error);
    }
    refresh();
    // What went wrong stays until it was read.
    setWork(now.failed.length > 0 ? { ...now, isRunning: false } : null);
    if (now.done === 0) return;
    const words = t(`work.${kind}.done`, { count: now.done });
    const failed = new Set(now.failed.map(({ id }) => id));
    const touched = ids.slice(0, now.done + now.failed.length).filter((id) => !failed.has(id));
    if (kind === 'discard') toastUndo(words, () => void run('restore', touched));
    else toastDone(words);
  };

  return {
    work,
    run,
    stop: () => {
      isStopped.current = true;
    },
    dismiss: () => setWork(null),
  };
};
