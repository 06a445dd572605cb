import { Accordion, Anchor, Button, Code, Drawer, Group, Stack, Text, Timeline } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Attempt } from '../../../src-shared/contract/alerts.ts';
import type { OpenDelivery } from '../../../src-shared/contract/deliveries.ts';
import { DeliveryBadge, SeverityBadge } from '../../components/badges.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Bdi, Ltr } from '../../components/ltr.tsx';
import { RelativeTime } from '../../components/RelativeTime.tsx';
import { useFormat } from '../../i18n/format.ts';
import { subjectOf } from './subject.ts';

interface DeliveryDrawerProps {
  delivery: OpenDelivery | undefined;
  onClose: () => void;
  actions: ReactNode;
}

const colors = {
  delivered: 'green',
  retry: 'yellow',
  unclear: 'yellow',
  dead: 'red',
} as const satisfies Record<Attempt['outcome'], string>;

/** One delivery: what about, to whom, every attempt with the remote's own words, and the record itself. */
export const DeliveryDrawer = ({ delivery, onClose, actions }: DeliveryDrawerProps) => {
  const { t } = useTranslation(['queues', 'common']);
  return (
    <Drawer
      opened={delivery !== undefined}
      onClose={onClose}
      position="right"
      size="lg"
      title={t('detail.title')}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      {delivery !== undefined && <Detail delivery={delivery} actions={actions} />}
    </Drawer>
  );
};

const Detail = ({ delivery, actions }: { delivery: OpenDelivery; actions: ReactNode }) => {
  const { t } = useTranslation('queues');
  const json = JSON.stringify(delivery, null, 2);
  return (
    <Stack gap="md">
      <Stack gap={4}>
        <Group gap="xs">
          {delivery.alert !== null && <SeverityBadge severity={delivery.alert.severity} />}
          <DeliveryBadge state={delivery.state} />
        </Group>
        <Anchor component={Link} to={`/alerts/${delivery.alertId}`} fw={600}>
          <Bdi>{subjectOf(delivery)}</Bdi>
        </Anchor>
        <Text size="sm" c="dimmed">
          {t('detail.to')} <Bdi>{delivery.destinationName}</Bdi> · <Bdi>{delivery.channelName}</Bdi>
        </Text>
        {delivery.nextAttemptAt !== null && (
          <Text size="sm">
            {t('detail.next')} <RelativeTime at={delivery.nextAttemptAt} />
          </Text>
        )}
        {delivery.possibleRepeat && <Text size="sm">{t('detail.possibleRepeat')}</Text>}
      </Stack>
      <Group>
        {actions}
        <Button component={Link} to={`/channels/${delivery.channelId}`} variant="default">
          {t('detail.editDestination')}
        </Button>
      </Group>
      <Attempts delivery={delivery} />
      <Accordion variant="contained">
        <Accordion.Item value="json">
          <Accordion.Control>{t('detail.record')}</Accordion.Control>
          <Accordion.Panel>
            <Group justify="flex-end" mb={4}>
              <CopyButton value={json} label={t('detail.record')} />
            </Group>
            <Code block dir="ltr" tabIndex={0} mah={360}>
              {json}
            </Code>
          </Accordion.Panel>
        </Accordion.Item>
      </Accordion>
    </Stack>
  );
};

const Attempts = ({ delivery: { attempts, attemptCount } }: { delivery: OpenDelivery }) => {
  const { t } = useTranslation('queues');
  const format = useFormat();
  if (attempts.length === 0) return <Text size="sm">{t('detail.noAttempts')}</Text>;
  return (
    <div>
      <Text fw={600} size="sm" mb="xs">
        {t('detail.attempts', { count: attemptCount })}
      </Text>
      <Timeline bulletSize={14} lineWidth={2} active={attempts.length}>
        {attempts.toReversed().map(({ at, outcome, error, durationMs }) => (
          <Timeline.Item key={at} color={colors[outcome]} title={t(`outcomes.${outcome}`)}>
            <Text size="xs" c="dimmed">
              <RelativeTime at={at} /> · {format.duration(durationMs)}
            </Text>
            {error !== null && (
              <Code block mt={4} dir="auto">
                <Ltr>{error}</Ltr>
              </Code>
            )}
          </Timeline.Item>
        ))}
      </Timeline>
    </div>
  );
};
