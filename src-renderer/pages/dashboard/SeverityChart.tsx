import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { Statistics } from '../../../src-shared/contract/alert-figures.ts';
import { severities } from '../../../src-shared/vocabulary.ts';
import type { StatisticsRange } from '../../data/statistics.ts';
import { useFormat } from '../../i18n/format.ts';
import { axes } from './chart-axes.ts';
import { chartHeight } from './chart-size.ts';

interface SeverityChartProps {
  statistics: Statistics;
  range: StatisticsRange;
}

/** Time runs as the language is read: towards the left in Persian. */
export const SeverityChart = ({ statistics, range }: SeverityChartProps) => {
  const { t, i18n } = useTranslation(['dashboard', 'words']);
  const format = useFormat();
  const navigate = useNavigate();
  const { blocks, blockMs } = statistics;
  const open = (index: unknown): void => {
    const block = blocks[Number(index)];
    if (block === undefined || block.received === 0) return;
    void navigate(`/alerts?since=${block.at}&until=${Math.round(block.at + blockMs)}`);
  };
  return (
    <BarChart
      role="img"
      aria-label={t('overTime.chart')}
      dir="ltr"
      h={chartHeight}
      data={blocks.map(({ at, severity }) => ({ at: format.block(at, range === 'week'), ...severity }))}
      dataKey="at"
      type="stacked"
      // The most urgent lies at the bottom, where lengths compare best.
      series={severities.map((name) => ({
        name,
        label: t(`words:severity.${name}`),
        color: `var(--tone-${name})`,
      }))}
      valueFormatter={(value) => format.number(value)}
      tickLine="none"
      gridAxis="x"
      maxBarWidth={36}
      {...axes(i18n.dir() === 'rtl')}
      barChartProps={{
        accessibilityLayer: false,
        onClick: ({ activeTooltipIndex }) => open(activeTooltipIndex),
        style: { cursor: 'pointer' },
      }}
      barProps={{ isAnimationActive: false }}
      tooltipAnimationDuration={0}
    />
  );
};
