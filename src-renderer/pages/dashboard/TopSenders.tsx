import { Skeleton, Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Statistics } from '../../../src-shared/contract/alert-figures.ts';
import { AsOf } from '../../components/AsOf.tsx';
import { QueryGate } from '../../components/QueryGate.tsx';
import { Section } from '../../components/Section.tsx';
import { useFormat } from '../../i18n/format.ts';
import classes from './dashboard.module.css';

const shown = 8;

/** Who sends most; each leads to what it sent. */
export const TopSenders = ({ statistics }: { statistics: UseQueryResult<Statistics> }) => {
  const { t } = useTranslation('dashboard');
  const format = useFormat();
  return (
    <Section
      title={t('senders.title')}
      lead={t('senders.lead')}
      actions={<AsOf updatedAt={statistics.dataUpdatedAt} />}
    >
      <QueryGate query={statistics} loading={<Skeleton height={120} />}>
        {({ senders, since }) =>
          senders.length === 0 ? (
            <Text size="sm" c="dimmed">
              {t('senders.none')}
            </Text>
          ) : (
            <ol className={classes.senders}>
              {senders.slice(0, shown).map(({ value, count }) => (
                <li key={value}>
                  <Link to={`/alerts?q=${encodeURIComponent(`from:${value}`)}&since=${since}`}>
                    <bdi dir="ltr" className="one-line">
                      {value === '' ? '<>' : value}
                    </bdi>
                    <span className="tabular">{format.number(count)}</span>
                    <meter min={0} max={senders[0]?.count ?? count} value={count} aria-hidden="true" />
                  </Link>
                </li>
              ))}
            </ol>
          )
        }
      </QueryGate>
    </Section>
  );
};
