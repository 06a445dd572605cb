import { Anchor, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { IncidentItem } from '../../../src-shared/contract/incidents.ts';
import { SeverityBadge } from '../../components/badges.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Ltr, OneLine } from '../../components/ltr.tsx';
import { QueryGate } from '../../components/QueryGate.tsx';
import { RelativeTime } from '../../components/RelativeTime.tsx';
import { Section } from '../../components/Section.tsx';
import { useIncidentCounts, useIncidents } from '../../data/incidents.ts';
import { useFormat } from '../../i18n/format.ts';
import classes from './dashboard.module.css';

const shown = 8;

/** What nobody has taken on yet, the newest few, and how many are in hand. */
export const OpenIncidents = () => {
  const { t } = useTranslation('incidents');
  const format = useFormat();
  const counts = useIncidentCounts().data?.status;
  const query = useIncidents({ status: 'open' });
  return (
    <Section
      title={
        counts === undefined ? t('card.title') : t('card.counted', { number: format.number(counts.open) })
      }
      lead={counts === undefined ? undefined : t('card.hint', { count: counts.acknowledged })}
      actions={
        <Anchor component={Link} to="/incidents" size="sm">
          {t('all_incidents')}
        </Anchor>
      }
    >
      <QueryGate query={query}>
        {({ pages }) =>
          pages[0]?.items.length ? (
            <div>
              {pages[0].items.slice(0, shown).map((item) => (
                <IncidentLine key={item.id} item={item} />
              ))}
            </div>
          ) : (
            <EmptyState title={t('none.open')} next={t('none.openNext')} />
          )
        }
      </QueryGate>
    </Section>
  );
};

const IncidentLine = ({ item }: { item: IncidentItem }) => (
  <Link to={`/incidents/${item.id}`} className={classes.alert}>
    <SeverityBadge severity={item.severity} />
    <OneLine className={classes.subject}>{item.summary || item.condition}</OneLine>
    <Text size="xs" c="dimmed">
      <RelativeTime at={item.lastAt} />
    </Text>
    <span />
    <Text size="xs" c="dimmed" truncate>
      <Ltr>{[item.host, item.resource].filter(Boolean).join(' · ')}</Ltr>
    </Text>
  </Link>
);
