import { Stack, Tabs } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { PageHeader } from '../../components/PageHeader.tsx';
import { QueryGate } from '../../components/QueryGate.tsx';
import { useQueues } from '../../data/operations.ts';
import { useFormat } from '../../i18n/format.ts';
import { ChannelDepths } from './ChannelDepths.tsx';
import { DeadLetterList } from './DeadLetterList.tsx';
import { DepthCards } from './DepthCards.tsx';
import { OpenDeliveryList } from './OpenDeliveryList.tsx';
import { QueueWarnings } from './QueueWarnings.tsx';
import { useQueueFilter } from './use-queue-filter.ts';

/** What is on its way, what waits for its next attempt, and what was given up. */
export const QueuesPage = () => {
  const { t } = useTranslation('queues');
  const format = useFormat();
  const queues = useQueues();
  const { filter, setFilter } = useQueueFilter();
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      <Stack gap="md">
        <QueueWarnings />
        <QueryGate query={queues}>
          {(data) => (
            <>
              <DepthCards queues={data} />
              <ChannelDepths depths={data.deliveries} />
            </>
          )}
        </QueryGate>
        <Tabs value={filter.tab} onChange={(tab) => setFilter({ tab: tab === 'dead' ? 'dead' : 'open' })}>
          <Tabs.List mb="md">
            <Tabs.Tab value="open">{t('tabs.open')}</Tabs.Tab>
            <Tabs.Tab value="dead">
              {queues.data === undefined
                ? t('tabs.dead')
                : t('tabs.deadCount', { number: format.number(queues.data.dead) })}
            </Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="open">{filter.tab === 'open' && <OpenDeliveryList />}</Tabs.Panel>
          <Tabs.Panel value="dead">{filter.tab === 'dead' && <DeadLetterList />}</Tabs.Panel>
        </Tabs>
      </Stack>
    </>
  );
};
