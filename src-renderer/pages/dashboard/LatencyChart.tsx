import '@mantine/charts/styles.css';
import { LineChart } from '@mantine/charts';
import { useTranslation } from 'react-i18next';
import type { Statistics } from '../../../src-shared/contract/alert-figures.ts';
import { useFormat } from '../../i18n/format.ts';
import { axes } from './chart-axes.ts';
import { smallChartHeight } from './chart-size.ts';

export const LatencyChart = ({ blocks }: { blocks: Statistics['blocks'] }) => {
  const { t, i18n } = useTranslation('dashboard');
  const format = useFormat();
  const { xAxisProps, yAxisProps } = axes(i18n.dir() === 'rtl');
  return (
    <LineChart
      role="img"
      aria-label={t('speed.chart')}
      dir="ltr"
      h={smallChartHeight}
      data={blocks.map(({ at, latency }) => ({
        at: format.block(at, false),
        p50: latency?.p50Ms ?? null,
        p95: latency?.p95Ms ?? null,
      }))}
      dataKey="at"
      series={[
        { name: 'p50', label: t('speed.p50'), color: 'var(--tone-low)' },
        { name: 'p95', label: t('speed.p95'), color: 'var(--tone-high)' },
      ]}
      valueFormatter={(value) => format.duration(value)}
      curveType="monotone"
      connectNulls={false}
      dotProps={{ r: 2.5 }}
      activeDotProps={{ r: 4 }}
      tickLine="none"
      gridAxis="x"
      xAxisProps={xAxisProps}
      yAxisProps={{ ...yAxisProps, width: 96 }}
      lineChartProps={{ accessibilityLayer: false }}
      lineProps={{ isAnimationActive: false }}
      tooltipAnimationDuration={0}
    />
  );
};
