import { useTranslation } from 'react-i18next';
import type { IncidentItem } from '../../../src-shared/contract/incidents.ts';
import { toastDone, toastUndo } from '../../components/toasts.tsx';
import {
  useAcknowledgeIncident,
  useNoteIncident,
  useResolveIncident,
  useUnacknowledgeIncident,
} from '../../data/incidents.ts';

/** What a person can say about an incident. An acknowledgement is taken back at once; a resolution was told. */
export const useIncidentActions = () => {
  const { t } = useTranslation('incidents');
  const acknowledge = useAcknowledgeIncident();
  const unacknowledge = useUnacknowledgeIncident();
  const resolve = useResolveIncident();
  const note = useNoteIncident();
  return {
    isBusy: acknowledge.isPending || unacknowledge.isPending || resolve.isPending || note.isPending,
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
            toastDone(t('done.resolved'));
            onDone();
          },
        },
      ),
    note: (id: string, words: string, onDone: () => void): void =>
      note.mutate({ id, note: words }, { onSuccess: onDone }),
  };
};

export type IncidentActions = ReturnType<typeof useIncidentActions>;
