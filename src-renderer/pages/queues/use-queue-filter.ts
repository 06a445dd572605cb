import { useSearchParams } from 'react-router';

const stages = ['waiting', 'active', 'retrying'] as const;
export type Stage = (typeof stages)[number];

export interface QueueFilter {
  tab: 'open' | 'dead';
  channelId: string | undefined;
  stage: Stage | undefined;
  /** The delivery whose detail is open. */
  openId: string | undefined;
}

/** What is shown, kept in the URL. */
export const useQueueFilter = () => {
  const [params, setParams] = useSearchParams();
  const filter: QueueFilter = {
    tab: params.get('tab') === 'dead' ? 'dead' : 'open',
    channelId: params.get('channel') ?? undefined,
    stage: stages.find((stage) => stage === params.get('stage')),
    openId: params.get('open') ?? undefined,
  };
  const setFilter = (change: Partial<QueueFilter>): void => {
    const { tab, channelId, stage, openId } = { ...filter, openId: undefined, ...change };
    const entries: [string, string | undefined][] = [
      ['tab', tab === 'dead' ? 'dead' : undefined],
      ['channel', channelId],
      ['stage', tab === 'open' ? stage : undefined],
      ['open', openId],
    ];
    setParams(
      entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as [string, string]])),
      {
        replace: true,
      },
    );
  };
  return { filter, setFilter };
};
