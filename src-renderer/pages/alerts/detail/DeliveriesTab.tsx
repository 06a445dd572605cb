import { Alert, Button, Group, Paper, Stack, Table, Text } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { AlertDetail, Attempt, Delivery } from '../../../../src-shared/contract/alerts.ts';
import { channelKinds } from '../../../../src-shared/vocabulary.ts';
import { DeliveryBadge } from '../../../components/badges.tsx';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { Bdi, Ltr } from '../../../components/ltr.tsx';
import { RelativeTime } from '../../../components/RelativeTime.tsx';
import { ServerText } from '../../../components/ServerText.tsx';
import { ToneBadge, type ToneName } from '../../../components/Tone.tsx';
import { toastDone } from '../../../components/toasts.tsx';
import { useRetryDelivery } from '../../../data/alerts.ts';
import { useFormat } from '../../../i18n/format.ts';
import classes from '../alerts.module.css';

/** Whom it was told to, every attempt, and what the other side answered. */
export const DeliveriesTab = ({ alert }: { alert: AlertDetail }) => {
  const { t } = useTranslation('alerts');
  if (alert.deliveries.length === 0) {
    return (
      <EmptyState
        title={t('deliveries.none')}
        next={alert.status === 'suppressed' ? t('deliveries.suppressed') : t('deliveries.noneNext')}
      />
    );
  }
  return (
    <Stack gap="sm">
      {alert.deliveries.map((delivery) => (
        <DeliveryCard key={delivery.id} delivery={delivery} />
      ))}
    </Stack>
  );
};

const DeliveryCard = ({ delivery }: { delivery: Delivery }) => {
  const { t } = useTranslation(['alerts', 'words', 'common']);
  const retry = useRetryDelivery();
  const kind = channelKinds.find((known) => known === delivery.channelKind);
  return (
    <Paper p="sm">
      <Group justify="space-between" gap="xs">
        <Text size="sm">
          <b>
            <Bdi>{delivery.destinationName}</Bdi>
          </b>{' '}
          · <Bdi>{delivery.channelName}</Bdi>
          {kind !== undefined && ` · ${t(`words:channelKind.${kind}`)}`}
        </Text>
        <Group gap="xs">
          {delivery.purpose !== 'first' && (
            <ToneBadge tone="info">{t(`words:purpose.${delivery.purpose}`)}</ToneBadge>
          )}
          <DeliveryBadge state={delivery.state} />
          {delivery.state === 'dead' && (
            <Button
              size="compact-xs"
              variant="default"
              leftSection={<IconRefresh size={13} />}
              loading={retry.isPending}
              onClick={() =>
                retry.mutate({ id: delivery.id }, { onSuccess: () => toastDone(t('deliveries.retried')) })
              }
            >
              {t('common:retry')}
            </Button>
          )}
        </Group>
      </Group>
      <Text size="sm" c="dimmed" className={classes.breaks}>
        <ServerText>{delivery.reason}</ServerText>
      </Text>
      {delivery.note !== '' && (
        <Text size="sm" className={classes.breaks}>
          {t('deliveries.note')} <ServerText>{delivery.note}</ServerText>
        </Text>
      )}
      {delivery.nextAttemptAt !== null && delivery.state === 'retrying' && (
        <Text size="sm">
          {t('deliveries.next')} <RelativeTime at={delivery.nextAttemptAt} />
        </Text>
      )}
      {delivery.possibleRepeat && (
        <Alert color="yellow" mt="xs" p="xs">
          {t('deliveries.possibleRepeat')}
        </Alert>
      )}
      {delivery.attempts.length === 0 ? (
        <Text size="sm" mt={4}>
          {t('deliveries.notYet')}
        </Text>
      ) : (
        <Attempts delivery={delivery} />
      )}
      {delivery.remoteId !== null && (
        <Text size="xs" c="dimmed" mt={4} className={classes.breaks}>
          {t('common:test.remoteId')} <Ltr>{delivery.remoteId}</Ltr>
        </Text>
      )}
    </Paper>
  );
};

const outcomeTones = {
  delivered: 'ok',
  retry: 'medium',
  dead: 'critical',
  unclear: 'medium',
} as const satisfies Record<Attempt['outcome'], ToneName>;

const Attempts = ({ delivery: { attempts, attemptCount } }: { delivery: Delivery }) => {
  const { t } = useTranslation('alerts');
  const format = useFormat();
  return (
    <>
      <Table mt="xs" verticalSpacing={4} className={classes.attempts}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('deliveries.at')}</Table.Th>
            <Table.Th>{t('deliveries.outcome')}</Table.Th>
            <Table.Th>{t('deliveries.took')}</Table.Th>
            <Table.Th>{t('deliveries.answer')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {attempts.map(({ at, outcome, error, durationMs }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: attempts have no other name
            <Table.Tr key={index}>
              <Table.Td>
                <time dateTime={new Date(at).toISOString()} title={format.dateTime(at)}>
                  {format.moment(at)}
                </time>
              </Table.Td>
              <Table.Td>
                <ToneBadge tone={outcomeTones[outcome]}>{t(`deliveries.outcomes.${outcome}`)}</ToneBadge>
              </Table.Td>
              <Table.Td>{format.duration(durationMs)}</Table.Td>
              <Table.Td className={classes.breaks}>
                {error === null ? t('deliveries.accepted') : <ServerText>{error}</ServerText>}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {attemptCount > attempts.length && (
        <Text size="xs" c="dimmed">
          {t('deliveries.more', { count: attemptCount - attempts.length })}
        </Text>
      )}
    </>
  );
};
