import { Button, Group, Paper, SimpleGrid, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Health } from '../../../src-shared/contract/operations.ts';
import { PartBadge } from '../../components/badges.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Bdi } from '../../components/ltr.tsx';
import { RelativeTime } from '../../components/RelativeTime.tsx';
import { ServerText } from '../../components/ServerText.tsx';
import { useVerdict } from '../../shell/HealthIndicator.tsx';
import classes from './dashboard.module.css';

type Outlet = Health['channels'][number] | Health['providers'][number];

interface OutletCardsProps {
  outlets: readonly Outlet[];
  page: string;
  empty: string;
  next: string;
}

/** Channels or providers: how each stands and what it last said. */
export const OutletCards = ({ outlets, page, empty, next }: OutletCardsProps) => {
  const { t } = useTranslation('dashboard');
  if (outlets.length === 0) {
    return (
      <EmptyState
        title={empty}
        next={next}
        action={
          <Button component={Link} to={page} variant="light" size="xs">
            {t('outlets.add')}
          </Button>
        }
      />
    );
  }
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
      {outlets.map((outlet) => (
        <OutletCard key={outlet.id} outlet={outlet} page={page} />
      ))}
    </SimpleGrid>
  );
};

const OutletCard = ({ outlet, page }: { outlet: Outlet; page: string }) => {
  const { t } = useTranslation('dashboard');
  const isStale = useVerdict().verdict === 'stale';
  return (
    <Paper component={Link} to={`${page}/${outlet.id}`} className={classes.outlet}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text fw={600} size="sm" truncate>
          <Bdi>{outlet.name}</Bdi>
        </Text>
        <PartBadge state={isStale ? 'unknown' : outlet.state} />
      </Group>
      <Text size="xs" c="dimmed" mt={4}>
        {outlet.lastSuccessAt !== null && (
          <>
            {t('outlets.lastSuccess')} <RelativeTime at={outlet.lastSuccessAt} />
          </>
        )}
        {/* One whose only attempts failed was used: its error says so. */}
        {outlet.lastSuccessAt === null && !outlet.lastError && t('outlets.never')}
      </Text>
      {outlet.lastError !== null && outlet.lastError !== undefined && outlet.lastError !== '' && (
        <Text size="xs" mt={2} lineClamp={2} className={classes.detail}>
          <ServerText>{outlet.lastError}</ServerText>
        </Text>
      )}
    </Paper>
  );
};
