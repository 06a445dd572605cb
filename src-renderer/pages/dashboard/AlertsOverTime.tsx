import { Group, SegmentedControl, Skeleton, Text } from '@mantine/core';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { Statistics } from '../../../src-shared/contract/alert-figures.ts';
import { AsOf } from '../../components/AsOf.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { QueryGate } from '../../components/QueryGate.tsx';
import { Section } from '../../components/Section.tsx';
import { WhenSeen } from '../../components/WhenSeen.tsx';
import { lazily } from '../../data/page-code.ts';
import { type StatisticsRange, useStatistics } from '../../data/statistics.ts';
import { useFormat } from '../../i18n/format.ts';
import { chartHeight } from './chart-size.ts';

// The chart library is larger than the rest of the page: it comes when it is looked at.
const SeverityChart = lazily(async () => (await import('./SeverityChart.tsx')).SeverityChart);

/** Alerts by severity in blocks of an hour, or of six over a week; a block leads to its alerts. */
export const AlertsOverTime = () => {
  const { t } = useTranslation('dashboard');
  const [search, setSearch] = useSearchParams();
  const range: StatisticsRange = search.get('range') === 'week' ? 'week' : 'day';
  const statistics = useStatistics(range);
  return (
    <Section
      title={t('overTime.title')}
      actions={
        <Group gap="xs">
          <AsOf updatedAt={statistics.dataUpdatedAt} />
          <SegmentedControl
            size="xs"
            aria-label={t('overTime.range')}
            value={range}
            onChange={(next) => setSearch(next === 'week' ? { range: 'week' } : {}, { replace: true })}
            data={[
              { value: 'day', label: t('overTime.day') },
              { value: 'week', label: t('overTime.week') },
            ]}
          />
        </Group>
      }
    >
      <QueryGate query={statistics} loading={<Skeleton height={chartHeight} />}>
        {(data) =>
          data.received === 0 ? (
            <EmptyState title={t('overTime.none')} next={t('overTime.noneNext')} />
          ) : (
            <>
              <WhenSeen height={chartHeight}>
                <Suspense fallback={<Skeleton height={chartHeight} />}>
                  <SeverityChart statistics={data} range={range} />
                </Suspense>
              </WhenSeen>
              <Summary statistics={data} range={range} />
            </>
          )
        }
      </QueryGate>
    </Section>
  );
};

/** What the chart shows, for those who do not see it. */
const Summary = ({ statistics, range }: { statistics: Statistics; range: StatisticsRange }) => {
  const { t } = useTranslation('dashboard');
  const format = useFormat();
  const most = statistics.blocks.reduce((top, block) => (block.received > top.received ? block : top));
  return (
    <Text size="xs" c="dimmed" mt="xs">
      {t('overTime.received', { count: statistics.received })}
      {' · '}
      {t('overTime.most', {
        time: format.block(most.at, range === 'week'),
        number: format.number(most.received),
      })}
      {' · '}
      {t('overTime.openBlock')}
    </Text>
  );
};
