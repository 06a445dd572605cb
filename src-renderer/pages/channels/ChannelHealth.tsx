import { Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PartHealth } from '../../../src-shared/contract/operations.ts';
import { PartBadge } from '../../components/badges.tsx';
import { useNow } from '../../components/now.ts';
import { RelativeTime } from '../../components/RelativeTime.tsx';
import { ServerText } from '../../components/ServerText.tsx';
import { useHealth } from '../../data/operations.ts';
import { useVerdict } from '../../shell/HealthIndicator.tsx';
import classes from './channels.module.css';

const useChannelHealth = (id: string): PartHealth | undefined =>
  useHealth().data?.channels.find((channel) => channel.id === id);

export const ChannelHealth = ({ id }: { id: string }) => {
  const { t } = useTranslation('channels');
  return <OutletHealth health={useChannelHealth(id)} never={t('card.neverWorked')} />;
};

/** When it last worked, when it last failed and with which words. */
export const OutletHealth = ({ health, never }: { health: PartHealth | undefined; never: string }) => {
  const { t } = useTranslation('channels');
  const now = useNow();
  const isStale = useVerdict().verdict === 'stale';
  if (health === undefined) return null;
  const { state, lastSuccessAt, lastErrorAt, lastError } = health;
  // What came a moment ago is no later than the shared clock's last tick.
  const past = (at: number): number => Math.min(at, now);
  return (
    <Stack gap={4}>
      <Group gap="xs">
        <PartBadge state={isStale ? 'unknown' : state} />
        <Text size="sm" c="dimmed">
          {lastSuccessAt !== null && (
            <>
              {t('card.lastSuccess')} <RelativeTime at={past(lastSuccessAt)} />
            </>
          )}
          {lastSuccessAt === null && (lastErrorAt === null || lastErrorAt === undefined) && never}
        </Text>
      </Group>
      {lastErrorAt !== null && lastErrorAt !== undefined && (
        <Text size="sm" c="dimmed" className={classes.error}>
          {t('card.lastError')} <RelativeTime at={past(lastErrorAt)} />
          {lastError !== null && lastError !== undefined && lastError !== '' && (
            <>
              {': '}
              <ServerText>{lastError}</ServerText>
            </>
          )}
        </Text>
      )}
    </Stack>
  );
};
