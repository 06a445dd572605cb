import { SimpleGrid } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Queues } from '../../../src-shared/contract/operations.ts';
import { StatCard } from '../../components/StatCard.tsx';
import { useFormat } from '../../i18n/format.ts';

/** How much is where, from the disk to the dead letters. */
export const DepthCards = ({ queues }: { queues: Queues }) => {
  const { t } = useTranslation('queues');
  const format = useFormat();
  const { spool, alerts, analyses, deliveries, dead } = queues;
  const owed = Object.values(deliveries).reduce(
    (sum, { waiting, active, retrying }) => sum + waiting + active + retrying,
    0,
  );
  return (
    <SimpleGrid cols={{ base: 2, sm: 3, lg: 5 }} spacing="sm">
      <StatCard label={t('cards.spool')} value={format.number(spool)} hint={t('cards.spoolHint')} />
      <StatCard
        label={t('cards.alerts')}
        value={format.number(alerts.waiting + alerts.active)}
        hint={t('cards.alertsHint', { count: alerts.retrying })}
      />
      <StatCard
        label={t('cards.analyses')}
        value={format.number(analyses.waiting + analyses.active)}
        hint={t('cards.analysesHint', { count: analyses.active })}
      />
      <StatCard label={t('cards.deliveries')} value={format.number(owed)} hint={t('cards.deliveriesHint')} />
      <StatCard
        label={t('cards.dead')}
        value={format.number(dead)}
        hint={t('cards.deadHint')}
        tone={dead > 0 ? 'critical' : 'ok'}
        to="/queues?tab=dead"
      />
    </SimpleGrid>
  );
};
