import { useTranslation } from 'react-i18next';
import type { IncidentItem } from '../../../src-shared/contract/incidents.ts';
import { toastUndo } from '../../components/toasts.tsx';
import {
  useAcknowledgeIncident,
  useNoteIncident,
  useReopenIncident,
  useResolveIncident,
  useUnacknowledgeIncident,
} from '../../data/incidents.ts';

/** What a person can say about an incident, and take back. */
export const useIncidentActions = () => {
  const { t } = useTranslation('incidents');
  const acknowledge = useAcknowledgeIncident();
  const unacknowledge = useUnacknowledgeIncident();
  const resolve = useResolveIncident();
  const reopen = useReopenIncident();
  const note = useNoteIncident();
  return {
    isBusy: [acknowledge, unacknowledge, resolve, reopen, note].some(({ isPending }) => isPending),
    acknowledge: ({ id }: Pick<IncidentItem, 'id'>): void =>
      acknowledge.mutate(
        { id },
        { onSuccess: () => toastUndo(t('done.acknowledged'), () => unacknowledge.mutate({ id }), id) },
      ),
    unacknowledge: ({ id }: Pick<IncidentItem, 'id'>): void =>
      unacknowledge.mutate(
        { id },
        { onSuccess: () => toastUndo(t('done.unacknowledged'), () => acknowledge.mutate({ id }), id) },
      ),
    resolve: (id: string, words: string, onDone: () => void): void =>
      resolve.mutate(
        { id, note: words },
        {
          onSuccess: () => {
            toastUndo(t('done.resolved'), () => reopen.mutate({ id }), id);
            onDone();
          },
        },
      ),
    reopen: ({ id }: Pick<IncidentItem, 'id'>): void =>
      reopen.mutate(
        { id },
        { onSuccess: () => toastUndo(t('done.reopened'), () => resolve.mutate({ id }), id) },
      ),
    note: (id: string, words: string, onDone: () => void): void =>
      note.mutate({ id, note: words }, { onSuccess: onDone }),
  };
};

export type IncidentActions = ReturnType<typeof useIncidentActions>;
