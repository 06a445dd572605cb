import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import type { Incident, IncidentListInput } from '../../src-shared/contract/incidents.ts';
import { orpc } from '../transport/client.ts';

const pageSize = 50;

export type IncidentFilter = Partial<Omit<IncidentListInput, 'cursor' | 'limit'>>;

/** Those with the newest alerts first; live events have what is shown asked for again. */
export const useIncidents = (filter: IncidentFilter) =>
  useInfiniteQuery(
    orpc.incidents.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ ...filter, limit: pageSize, cursor }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      placeholderData: keepPreviousData,
    }),
  );

export const useIncidentCounts = () =>
  useQuery(orpc.incidents.counts.queryOptions({ placeholderData: keepPreviousData }));

export const useIncident = (id: string) => useQuery(orpc.incidents.get.queryOptions({ input: { id } }));

/** What a person says about an incident; the answer is how it stands then. */
const useTaking = () => {
  const queries = useQueryClient();
  return {
    onSuccess: (incident: Incident): void => {
      queries.setQueryData(orpc.incidents.get.queryKey({ input: { id: incident.id } }), incident);
      void queries.invalidateQueries({ queryKey: orpc.incidents.list.key() });
      void queries.invalidateQueries({ queryKey: orpc.incidents.counts.key() });
      void queries.invalidateQueries({ queryKey: orpc.alerts.get.key() });
    },
  };
};

export const useAcknowledgeIncident = () =>
  useMutation(orpc.incidents.acknowledge.mutationOptions(useTaking()));
export const useUnacknowledgeIncident = () =>
  useMutation(orpc.incidents.unacknowledge.mutationOptions(useTaking()));
export const useResolveIncident = () => useMutation(orpc.incidents.resolve.mutationOptions(useTaking()));
export const useReopenIncident = () => useMutation(orpc.incidents.reopen.mutationOptions(useTaking()));
export const useNoteIncident = () => useMutation(orpc.incidents.note.mutationOptions(useTaking()));
