import { Anchor, Group, Loader, Paper, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { AlertDetail } from '../../../src-shared/contract/alerts.ts';
import { DeliveryBadge, SeverityBadge, StatusBadge } from '../../components/badges.tsx';
import { DestinationChips } from '../../components/DestinationChips.tsx';
import { Bdi, Ltr } from '../../components/ltr.tsx';
import { RelativeTime } from '../../components/RelativeTime.tsx';
import { useAlert } from '../../data/alerts.ts';
import classes from './welcome.module.css';

/** One alert as it stands, kept true by live events: what was read in it, and who was told. */
export const ArrivedAlert = ({ id }: { id: string }) => {
  const { t } = useTranslation('welcome');
  const alert = useAlert(id);
  if (alert.data === undefined || alert.data.id !== id) {
    return (
      <Group gap={6} role="status">
        <Loader size="xs" type="dots" />
        <Text size="sm" c="dimmed">
          {t('sample.onItsWay')}
        </Text>
      </Group>
    );
  }
  return <Arrived alert={alert.data} />;
};

const Arrived = ({ alert }: { alert: AlertDetail }) => {
  const { t } = useTranslation(['welcome', 'words']);
  return (
    <Paper p="md" className={classes.arrived} role="group" aria-label={t('sample.arrived')}>
      <Stack gap={8}>
        <Group gap="xs">
          <SeverityBadge severity={alert.severity} />
          <StatusBadge status={alert.status} />
          <Text size="xs" c="dimmed">
            <RelativeTime at={alert.receivedAt} />
          </Text>
        </Group>
        <Text fw={600}>
          <Bdi>{alert.subject}</Bdi>
        </Text>
        <Text size="sm" c="dimmed">
          {t('sample.readAs')} {t(`words:category.${alert.category}`)}
          {alert.host !== '' && (
            <>
              {' · '}
              <Ltr>{alert.host}</Ltr>
            </>
          )}
          {' · '}
          <Ltr>{alert.from}</Ltr>
        </Text>
        {alert.deliveries.length === 0 ? (
          <Text size="sm">{t(alert.status === 'unrouted' ? 'sample.nobody' : 'sample.deciding')}</Text>
        ) : (
          alert.deliveries.map(({ id, destinationId, state }) => (
            <Group key={id} gap="xs">
              <DestinationChips ids={[destinationId]} />
              <DeliveryBadge state={state} />
            </Group>
          ))
        )}
        <Anchor component={Link} to={`/alerts/${alert.id}`} size="sm">
          {t('sample.open')}
        </Anchor>
      </Stack>
    </Paper>
  );
};
