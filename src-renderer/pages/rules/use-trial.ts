import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { AlertDetail } from '../../../src-shared/contract/alerts.ts';
import { type Severity, severitySchema } from '../../../src-shared/vocabulary.ts';
import { useUrlText } from '../../components/url-text.ts';
import { orpc } from '../../transport/client.ts';

interface TrialInput {
  from: string[];
  to: string[];
  severity?: Severity;
}

type TrialField = 'severity' | 'alert' | 'try';

const splitAddresses = (text: string): string[] =>
  text
    .split(/[\s,;]+/)
    .filter((one) => one !== '')
    .slice(0, 100);

const distinct = (addresses: readonly string[]): string[] => {
  const named = [...new Set(addresses.filter((address) => address !== ''))];
  return named.length > 0 ? named : [''];
};

/** As the server saw it: the envelope before the headers. */
const inputOf = ({ envelope, headerFrom, to, severity }: AlertDetail): TrialInput => ({
  from: distinct([envelope.mailFrom, headerFrom]),
  to: distinct([...envelope.rcptTo, ...to]).slice(0, 100),
  severity,
});

/** What is tried, kept in the address: `?from=&to=&severity=`, `?alert=<id>` or `?try=mail` (the mail itself is too long for it). */
export const useTrial = () => {
  const [params, setParams] = useSearchParams();
  const alertId = params.get('alert');
  const from = params.get('from') ?? '';
  const to = params.get('to') ?? '';
  const severity = severitySchema.safeParse(params.get('severity')).data ?? null;
  const alert = useQuery(
    orpc.alerts.get.queryOptions({ input: { id: alertId ?? '' }, enabled: alertId !== null }),
  );
  const typed = useMemo<TrialInput | null>(
    () =>
      from.trim() === '' && to.trim() === ''
        ? null
        : { from: [from.trim()], to: splitAddresses(to), severity: severity ?? undefined },
    [from, to, severity],
  );
  const stored = useMemo(() => (alert.data === undefined ? null : inputOf(alert.data)), [alert.data]);
  const set = (change: Partial<Record<TrialField, string>>): void =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [name, value] of Object.entries(change)) {
          if (value === '') next.delete(name);
          else next.set(name, value);
        }
        return next;
      },
      { replace: true },
    );
  const [typedFrom, typeFrom] = useUrlText('from');
  const [typedTo, typeTo] = useUrlText('to');
  return {
    ...{ alertId, alert, severity, set },
    ...{ typedFrom, typeFrom, typedTo, typeTo },
    kind: params.get('try') === 'mail' ? ('mail' as const) : ('addresses' as const),
    input: alertId === null ? typed : stored,
  };
};

export type Trial = ReturnType<typeof useTrial>;
