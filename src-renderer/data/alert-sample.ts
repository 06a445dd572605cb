import { useQuery } from '@tanstack/react-query';
import type { AlertItem } from '../../src-shared/contract/alerts.ts';
import { client } from '../transport/client.ts';

const dayMs = 86_400_000;
const pageSize = 200;
const maxPages = 5;
const refreshMs = 120_000;

export const sampleDays = 7;

export interface AlertSample {
  /** Newest first. */
  items: readonly AlertItem[];
  /** False: there were more in the span than are looked at. */
  isComplete: boolean;
  /** Epoch ms from which on `items` holds every alert. */
  since: number;
}

const fetchSample = async (now: number, signal: AbortSignal): Promise<AlertSample> => {
  const since = now - sampleDays * dayMs;
  const items: AlertItem[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < maxPages; page++) {
    const answer = await client.alerts.list({ since, limit: pageSize, cursor }, { signal });
    items.push(...answer.items);
    if (answer.nextCursor === null) return { items, isComplete: true, since };
    cursor = answer.nextCursor;
  }
  return { items, isComplete: false, since: items.at(-1)?.receivedAt ?? since };
};

/**
 * Alerts of the last days, to try globs on: at most a thousand, the newest. What is counted among them is counted here,
 * not by the server; say so where it is shown.
 */
export const useAlertSample = () =>
  useQuery({
    queryKey: ['alertSample'],
    queryFn: ({ signal }) => fetchSample(Date.now(), signal),
    refetchInterval: refreshMs,
  });
