import { Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { AlertItem } from '../../../src-shared/contract/alerts.ts';
import { SeverityBadge } from '../../components/badges.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Ltr, OneLine } from '../../components/ltr.tsx';
import { QueryGate } from '../../components/QueryGate.tsx';
import { RelativeTime } from '../../components/RelativeTime.tsx';
import { Section } from '../../components/Section.tsx';
import { useRecentAlerts } from '../../data/alerts.ts';
import { useIsAdmin } from '../../data/auth.ts';
import { addressToGive } from '../../data/first-run.ts';
import { useHealth } from '../../data/operations.ts';
import classes from './dashboard.module.css';

const shown = 8;

/** The newest alerts, as they come in. */
export const RecentAlerts = () => {
  const { t } = useTranslation('dashboard');
  const recent = useRecentAlerts({}, shown);
  const isAdmin = useIsAdmin();
  const smtp = useHealth().data?.smtp;
  const address = smtp?.port ? `${addressToGive(smtp) ?? ''}:${smtp.port}` : '';
  return (
    <Section title={t('recent.title')}>
      <QueryGate query={recent}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState
              title={t('recent.empty')}
              next={t('recent.next', { address })}
              action={
                isAdmin && (
                  <Button component={Link} to="/welcome" variant="light" size="xs">
                    {t('recent.guide')}
                  </Button>
                )
              }
            />
          ) : (
            <div>
              {items.map((item) => (
                <AlertLine key={item.id} item={item} />
              ))}
            </div>
          )
        }
      </QueryGate>
    </Section>
  );
};

const AlertLine = ({ item }: { item: AlertItem }) => (
  <Link to={`/alerts/${item.id}`} className={classes.alert}>
    <SeverityBadge severity={item.severity} />
    <OneLine className={classes.subject}>{item.summary === '' ? item.subject : item.summary}</OneLine>
    <Text size="xs" c="dimmed">
      <RelativeTime at={item.receivedAt} />
    </Text>
    <span />
    <Text size="xs" c="dimmed" truncate>
      <Ltr>{item.host === '' ? item.from : item.host}</Ltr>
    </Text>
  </Link>
);
