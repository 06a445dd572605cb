import { Group, SimpleGrid, Skeleton, Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { Statistics } from '../../../src-shared/contract/alert-figures.ts';
import { AsOf } from '../../components/AsOf.tsx';
import { QueryGate } from '../../components/QueryGate.tsx';
import { Section } from '../../components/Section.tsx';
import { WhenSeen } from '../../components/WhenSeen.tsx';
import { lazily } from '../../data/page-code.ts';
import { useFormat } from '../../i18n/format.ts';
import { smallChartHeight } from './chart-size.ts';
import classes from './dashboard.module.css';

const LatencyChart = lazily(async () => (await import('./LatencyChart.tsx')).LatencyChart);

/** How long it took until somebody was told, and how much goes through. */
export const DeliverySpeed = ({ statistics }: { statistics: UseQueryResult<Statistics> }) => {
  const { t } = useTranslation('dashboard');
  return (
    <Section
      title={t('speed.title')}
      lead={t('speed.lead')}
      actions={<AsOf updatedAt={statistics.dataUpdatedAt} />}
    >
      <QueryGate query={statistics} loading={<Skeleton height={smallChartHeight} />}>
        {(data) => (
          <>
            <Latency statistics={data} />
            <Throughput throughput={data.throughput} />
          </>
        )}
      </QueryGate>
    </Section>
  );
};

const Latency = ({ statistics }: { statistics: Statistics }) => {
  const { t } = useTranslation('dashboard');
  const format = useFormat();
  const { told, latency } = statistics.delivery;
  if (latency === null) {
    return (
      <Text size="sm" c="dimmed">
        {t('speed.none')}
      </Text>
    );
  }
  return (
    <>
      <SimpleGrid cols={3} spacing="xs" mb="xs">
        <Figure label={t('speed.p50')} value={format.duration(latency.p50Ms)} />
        <Figure label={t('speed.p95')} value={format.duration(latency.p95Ms)} />
        <Figure label={t('speed.max')} value={format.duration(latency.maxMs)} />
      </SimpleGrid>
      <WhenSeen height={smallChartHeight}>
        <Suspense fallback={<Skeleton height={smallChartHeight} />}>
          <LatencyChart blocks={statistics.blocks} />
        </Suspense>
      </WhenSeen>
      <Text size="xs" c="dimmed" mt={4}>
        {t('speed.told', { count: told })}
      </Text>
    </>
  );
};

const Throughput = ({ throughput }: { throughput: Statistics['throughput'] }) => {
  const { t } = useTranslation('dashboard');
  const format = useFormat();
  return (
    <Group gap="lg" mt="sm" align="baseline" className={classes.throughput}>
      <Text size="sm">
        <b>{format.number(throughput.receivedPerMinute)}</b> {t('speed.in')}
      </Text>
      <Text size="sm">
        <b>{format.number(throughput.toldPerMinute)}</b> {t('speed.out')}
      </Text>
      <Text size="xs" c="dimmed">
        {t('speed.rateOver', { duration: format.duration(throughput.overMs) })}
      </Text>
    </Group>
  );
};

const Figure = ({ label, value }: { label: string; value: string }) => (
  <div>
    <Text size="xs" c="dimmed">
      {label}
    </Text>
    <Text fw={600} className="tabular">
      {value}
    </Text>
  </div>
);
