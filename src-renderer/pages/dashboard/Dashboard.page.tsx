import { SimpleGrid, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { PageHeader } from '../../components/PageHeader.tsx';
import { QueryGate } from '../../components/QueryGate.tsx';
import { Section } from '../../components/Section.tsx';
import { useHealth, useLedger, useQueues } from '../../data/operations.ts';
import { LedgerSentence } from './LedgerSentence.tsx';
import { OutletCards } from './OutletCards.tsx';
import { PartList } from './PartList.tsx';
import { Problems } from './Problems.tsx';
import { QueueDepths } from './QueueDepths.tsx';
import { RecentAlerts } from './RecentAlerts.tsx';
import { SeverityCounts } from './SeverityCounts.tsx';

export const DashboardPage = () => {
  const { t } = useTranslation('dashboard');
  const health = useHealth();
  return (
    <>
      <PageHeader title={t('title')} />
      <Stack gap="md">
        <QueryGate query={health}>{(data) => <Problems problems={data.problems} />}</QueryGate>
        <Section title={t('ledger.title')}>
          <QueryGate query={useLedger()}>{(ledger) => <LedgerSentence ledger={ledger} />}</QueryGate>
        </Section>
        <SeverityCounts />
        <QueryGate query={useQueues()}>{(queues) => <QueueDepths queues={queues} />}</QueryGate>
        <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
          <RecentAlerts />
          <Section title={t('parts.title')} lead={t('parts.lead')}>
            <QueryGate query={health}>{(data) => <PartList health={data} />}</QueryGate>
          </Section>
        </SimpleGrid>
        <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
          <Section title={t('channels.title')}>
            <QueryGate query={health}>
              {({ channels }) => (
                <OutletCards
                  outlets={channels}
                  page="/channels"
                  empty={t('channels.empty')}
                  next={t('channels.next')}
                />
              )}
            </QueryGate>
          </Section>
          <Section title={t('providers.title')}>
            <QueryGate query={health}>
              {({ providers }) => (
                <OutletCards
                  outlets={providers}
                  page="/providers"
                  empty={t('providers.empty')}
                  next={t('providers.next')}
                />
              )}
            </QueryGate>
          </Section>
        </SimpleGrid>
      </Stack>
    </>
  );
};
