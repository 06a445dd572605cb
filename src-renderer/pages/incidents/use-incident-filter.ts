import { useSearchParams } from 'react-router';
import {
  type IncidentStatus,
  incidentStatusSchema,
  type Severity,
  severitySchema,
} from '../../../src-shared/vocabulary.ts';

export interface IncidentPageFilter {
  /** Undefined: all of them. Without a word in the address: those that are open. */
  status: IncidentStatus | undefined;
  severity: Severity | undefined;
}

/** What is shown, kept in the address: `?status=all&severity=critical&q=`. */
export const useIncidentFilter = () => {
  const [params, setParams] = useSearchParams();
  const named = params.get('status');
  const filter: IncidentPageFilter = {
    status: named === 'all' ? undefined : (incidentStatusSchema.safeParse(named).data ?? 'open'),
    severity: severitySchema.safeParse(params.get('severity')).data,
  };
  const set = (name: 'status' | 'severity', value: string | null): void =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        if (value === null) next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true },
    );
  return {
    filter,
    setStatus: (status: IncidentStatus | 'all') => set('status', status === 'open' ? null : status),
    setSeverity: (severity: string | null) => set('severity', severity),
    clear: () => setParams({ status: 'all' }, { replace: true }),
    isNarrowed: filter.severity !== undefined || (params.get('q') ?? '') !== '',
  };
};
