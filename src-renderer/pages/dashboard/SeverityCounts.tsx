import { SimpleGrid, Skeleton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Severity, severities } from '../../../src-shared/vocabulary.ts';
import { useNow } from '../../components/now.ts';
import { StatCard } from '../../components/StatCard.tsx';
import { useRecentAlerts } from '../../data/alerts.ts';
import { useFormat } from '../../i18n/format.ts';
import classes from './dashboard.module.css';

const hourMs = 3_600_000;
/** Counting ends here: "200+". */
const counted = 200;

/** How many alerts of each severity the last 24 hours brought; each leads to them. */
export const SeverityCounts = () => (
  <SimpleGrid cols={{ base: 2, sm: 5 }} spacing="sm" className={classes.five}>
    {severities.map((severity) => (
      <SeverityCount key={severity} severity={severity} />
    ))}
  </SimpleGrid>
);

const SeverityCount = ({ severity }: { severity: Severity }) => {
  const { t } = useTranslation(['dashboard', 'words']);
  const format = useFormat();
  // Moves by whole hours, so that the question stays the same one for a while.
  const since = Math.floor(useNow() / hourMs) * hourMs - 24 * hourMs;
  const { data } = useRecentAlerts({ severity, since }, counted);
  const isMore = data !== undefined && (data.nextCursor !== null || data.items.length > counted);
  return (
    <StatCard
      tone={severity}
      label={t(`words:severity.${severity}`)}
      value={
        data === undefined ? (
          <Skeleton width={40} height={24} component="span" />
        ) : isMore ? (
          t('severities.more', { number: format.number(counted) })
        ) : (
          format.number(data.items.length)
        )
      }
      hint={t('severities.lastDay')}
      to={`/alerts?severity=${severity}&since=${since}`}
    />
  );
};
