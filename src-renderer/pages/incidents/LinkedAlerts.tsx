import { Anchor, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { AlertItem } from '../../../src-shared/contract/alerts.ts';
import type { Incident } from '../../../src-shared/contract/incidents.ts';
import { StateBadge, StatusBadge, SuppressedBy } from '../../components/badges.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { OneLine } from '../../components/ltr.tsx';
import { QueryGate } from '../../components/QueryGate.tsx';
import { RelativeTime } from '../../components/RelativeTime.tsx';
import { Section } from '../../components/Section.tsx';
import { useRecentAlerts } from '../../data/alerts.ts';
import classes from './incidents.module.css';

const shown = 10;

/** The newest alerts of the incident, and the way to all of them. */
export const LinkedAlerts = ({ incident }: { incident: Incident }) => {
  const { t } = useTranslation('incidents');
  const q = `incident:${incident.id}`;
  const query = useRecentAlerts({ q }, shown);
  return (
    <Section
      title={t('alerts.title')}
      actions={
        <Anchor component={Link} to={`/alerts?q=${encodeURIComponent(q)}`} size="sm">
          {t('alerts.all')}
        </Anchor>
      }
    >
      <QueryGate query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title={t('alerts.none')} next={t('alerts.noneNext')} />
          ) : (
            <ul className={classes.alerts}>
              {items.map((item) => (
                <AlertLine key={item.id} item={item} />
              ))}
            </ul>
          )
        }
      </QueryGate>
    </Section>
  );
};

const AlertLine = ({ item }: { item: AlertItem }) => (
  <li className={classes.alert}>
    <StateBadge state={item.state} />
    <Anchor component={Link} to={`/alerts/${item.id}`} size="sm" className={classes.subject}>
      <OneLine>{item.subject || item.summary || item.id}</OneLine>
    </Anchor>
    <span className={classes.alertStatus}>
      <StatusBadge status={item.status} /> <SuppressedBy alert={item} />
    </span>
    <Text size="xs" c="dimmed">
      <RelativeTime at={item.receivedAt} />
    </Text>
  </li>
);
