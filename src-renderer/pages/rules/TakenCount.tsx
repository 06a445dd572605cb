import { Anchor, Skeleton, Text, Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '../../i18n/format.ts';
import classes from './rules.module.css';
import type { RuleInsight } from './use-rule-insight.ts';

interface TakenCountProps {
  count: number;
  insight: RuleInsight;
  to: string;
}

/** How many of the newest alerts go here, and among how many that was counted. */
export const TakenCount = ({ count, insight: { counted }, to }: TakenCountProps) => {
  const { t } = useTranslation('rules');
  const format = useFormat();
  if (counted === null) return <Skeleton height={16} width={48} className={classes.taken} />;
  const hint = counted.isComplete
    ? t('taken.hint', { count: counted.alerts })
    : t('taken.hintPart', { count: counted.alerts, since: format.dateTime(counted.since) });
  return (
    <Tooltip label={hint} w={280}>
      <Anchor
        component={Link}
        to={`${to}${to.includes('?') ? '&' : '?'}since=${counted.since}`}
        size="sm"
        c={count === 0 ? 'dimmed' : undefined}
        className={classes.taken}
      >
        {t('taken.count', { count })}
        <Text size="xs" c="dimmed" component="span" className={classes.takenSpan}>
          {counted.isComplete ? t('taken.week') : t('taken.newest', { count: counted.alerts })}
        </Text>
      </Anchor>
    </Tooltip>
  );
};
