import { SimpleGrid, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Navigate } from 'react-router';
import { AsOf } from '../../components/AsOf.tsx';
import { PageSkeleton } from '../../components/LoadingState.tsx';
import { PageHeader } from '../../components/PageHeader.tsx';
import { QueryGate } from '../../components/QueryGate.tsx';
import { Section } from '../../components/Section.tsx';
import { useIsAdmin } from '../../data/auth.ts';
import { useFirstRun, useIsFirstRun } from '../../data/first-run.ts';
import { useHealth, useLedger, useQueues } from '../../data/operations.ts';
import { useStatistics } from '../../data/statistics.ts';
import { AlertsOverTime } from './AlertsOverTime.tsx';
import { DeliverySpeed } from './DeliverySpeed.tsx';
import { LedgerSentence } from './LedgerSentence.tsx';
import { OpenIncidents } from './OpenIncidents.tsx';
import { OutletCards } from './OutletCards.tsx';
import { PartList } from './PartList.tsx';
import { Problems } from './Problems.tsx';
import { QueueDepths } from './QueueDepths.tsx';
import { RecentAlerts } from './RecentAlerts.tsx';
import { SeverityCounts } from './SeverityCounts.tsx';
import { TopSenders } from './TopSenders.tsx';

export const DashboardPage = () => {
  const isAdmin = useIsAdmin();
  const { isDismissed } = useFirstRun();
  return isAdmin && !isDismissed ? <FirstStepsOrDashboard /> : <Dashboard />;
};

/** Who comes to a server on which nothing is set up is led to the first steps. */
const FirstStepsOrDashboard = () => {
  const isFirstRun = useIsFirstRun();
  if (isFirstRun === 'asking') return <PageSkeleton />;
  return isFirstRun === 'yes' ? <Navigate to="/welcome" replace /> : <Dashboard />;
};

const Dashboard = () => {
  // The words of all parts at once, not one part after the other.
  const { t } = useTranslation(['dashboard', 'health', 'incidents', 'words']);
  const health = useHealth();
  const ledger = useLedger();
  const queues = useQueues();
  const lastDay = useStatistics('day');
  return (
    <>
      <PageHeader title={t('title')} />
      <Stack gap="md">
        <QueryGate query={health}>{(data) => <Problems problems={data.problems} />}</QueryGate>
        <Section title={t('ledger.title')} actions={<AsOf updatedAt={ledger.dataUpdatedAt} />}>
          <QueryGate query={ledger}>
            {(data) => <LedgerSentence ledger={data} updatedAt={ledger.dataUpdatedAt} />}
          </QueryGate>
        </Section>
        <SeverityCounts statistics={lastDay} />
        <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
          <OpenIncidents />
          <RecentAlerts />
        </SimpleGrid>
        <AlertsOverTime />
        <QueryGate query={queues}>
          {(data) => (
            <Stack gap={4} align="stretch">
              <QueueDepths queues={data} />
              <AsOf updatedAt={queues.dataUpdatedAt} />
            </Stack>
          )}
        </QueryGate>
        <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
          <TopSenders statistics={lastDay} />
          <DeliverySpeed statistics={lastDay} />
        </SimpleGrid>
        <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
          <Section title={t('parts.title')} lead={t('parts.lead')}>
            <QueryGate query={health}>{(data) => <PartList health={data} />}</QueryGate>
          </Section>
          <Stack gap="md">
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
          </Stack>
        </SimpleGrid>
      </Stack>
    </>
  );
};
