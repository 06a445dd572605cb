import { SimpleGrid, Skeleton } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Statistics } from '../../../src-shared/contract/alert-figures.ts';
import { severities } from '../../../src-shared/vocabulary.ts';
import { useIsStale } from '../../components/AsOf.tsx';
import { StatCard } from '../../components/StatCard.tsx';
import { useFormat } from '../../i18n/format.ts';
import classes from './dashboard.module.css';

/** How many alerts of each severity the last 24 hours brought; each leads to them. */
export const SeverityCounts = ({ statistics }: { statistics: UseQueryResult<Statistics> }) => {
  const { t } = useTranslation(['dashboard', 'words', 'common']);
  const format = useFormat();
  const { data, dataUpdatedAt } = statistics;
  const isStale = useIsStale(dataUpdatedAt);
  return (
    <SimpleGrid cols={{ base: 2, sm: 5 }} spacing="sm" className={classes.five}>
      {severities.map((severity) => (
        <StatCard
          key={severity}
          tone={severity}
          label={t(`words:severity.${severity}`)}
          value={
            data === undefined ? (
              <Skeleton width={40} height={24} component="span" />
            ) : (
              format.number(data.severity[severity])
            )
          }
          hint={
            isStale ? t('common:asOf.time', { time: format.time(dataUpdatedAt) }) : t('severities.lastDay')
          }
          to={`/alerts?severity=${severity}${data === undefined ? '' : `&since=${data.since}`}`}
        />
      ))}
    </SimpleGrid>
  );
};
