import { SimpleGrid } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Queues } from '../../../src-shared/contract/operations.ts';
import { StatCard } from '../../components/StatCard.tsx';
import { useFormat } from '../../i18n/format.ts';
import classes from './dashboard.module.css';

/** What is on its way, and what is stuck. */
export const QueueDepths = ({ queues }: { queues: Queues }) => {
  const { t } = useTranslation('dashboard');
  const format = useFormat();
  const deliveries = Object.values(queues.deliveries);
  const sum = (field: 'waiting' | 'active' | 'retrying') =>
    deliveries.reduce((total, depth) => total + depth[field], 0);
  const retrying = sum('retrying');
  return (
    <SimpleGrid cols={{ base: 2, sm: 5 }} spacing="sm" className={classes.five}>
      <StatCard
        label={t('queues.spool')}
        value={format.number(queues.spool)}
        hint={t('queues.spoolHint')}
        to="/queues"
      />
      <StatCard
        label={t('queues.alerts')}
        value={format.number(queues.alerts.waiting + queues.alerts.active)}
        hint={t('queues.alertsHint', { count: queues.alerts.retrying })}
        to="/queues"
      />
      <StatCard
        label={t('queues.analyses')}
        value={format.number(queues.analyses.waiting + queues.analyses.active)}
        hint={t('queues.analysesHint', { count: queues.analyses.active })}
        to="/queues"
      />
      <StatCard
        label={t('queues.deliveries')}
        value={format.number(sum('waiting') + sum('active') + retrying)}
        hint={t('queues.deliveriesHint', { count: retrying })}
        tone={retrying > 0 ? 'medium' : undefined}
        to="/queues"
      />
      <StatCard
        label={t('queues.dead')}
        value={format.number(queues.dead)}
        hint={t('queues.deadHint')}
        tone={queues.dead > 0 ? 'critical' : undefined}
        to="/queues"
      />
    </SimpleGrid>
  );
};
