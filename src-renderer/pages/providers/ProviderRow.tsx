import { ActionIcon, Anchor, Button, Group, Switch, Text, Tooltip } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconSparkles } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ProviderView } from '../../../src-shared/contract/providers.ts';
import { Bdi, Ltr } from '../../components/ltr.tsx';
import { SortableRow } from '../../components/sortable/SortableRow.tsx';
import { ToneBadge } from '../../components/Tone.tsx';
import { toastError } from '../../components/toasts.tsx';
import { useIsAdmin } from '../../data/auth.ts';
import { useTestProvider, useUpdateProvider } from '../../data/providers.ts';
import { ProviderState } from './ProviderState.tsx';
import { ProviderTestPanel } from './ProviderTestPanel.tsx';
import classes from './providers.module.css';

interface ProviderRowProps {
  provider: ProviderView;
  /** Of providers in all. */
  count: number;
  isMovable: boolean;
  move: (id: string, to: number) => void;
}

export const ProviderRow = ({ provider, count, isMovable, move }: ProviderRowProps) => {
  const { t } = useTranslation('providers');
  const isAdmin = useIsAdmin();
  const update = useUpdateProvider();
  const test = useTestProvider();
  const { id, name, model, baseUrl, enabled, local, position } = provider;
  return (
    <SortableRow
      id={id}
      className={classes.row}
      role={t('drag.role')}
      handleLabel={isAdmin ? t('row.drag', { name }) : null}
      isMovable={isMovable}
      isOff={!enabled}
      position={position}
    >
      <div>
        <Group gap="xs">
          <Anchor component={Link} to={`/providers/${id}`} fw={600} className={classes.name}>
            <Bdi>{name}</Bdi>
          </Anchor>
          {!enabled && <ToneBadge tone="info">{t('row.off')}</ToneBadge>}
          <ToneBadge tone={local ? 'ok' : 'info'}>{local ? t('row.local') : t('row.remote')}</ToneBadge>
        </Group>
        <Text size="sm" className={classes.line}>
          <Ltr>{model}</Ltr>
          <Text span size="sm" c="dimmed">
            {' · '}
            <Ltr>{baseUrl}</Ltr>
          </Text>
        </Text>
        <ProviderState provider={provider} />
      </div>
      {isAdmin && (
        <div className={classes.actions}>
          <Tooltip label={t('row.up')}>
            <ActionIcon
              variant="subtle"
              color="gray"
              disabled={!isMovable || position === 0}
              onClick={() => move(id, position - 1)}
              aria-label={t('row.upThis', { name })}
            >
              <IconArrowUp size={16} />
            </ActionIcon>
          </Tooltip>
          <Tooltip label={t('row.down')}>
            <ActionIcon
              variant="subtle"
              color="gray"
              disabled={!isMovable || position === count - 1}
              onClick={() => move(id, position + 1)}
              aria-label={t('row.downThis', { name })}
            >
              <IconArrowDown size={16} />
            </ActionIcon>
          </Tooltip>
          <Switch
            checked={enabled}
            onChange={() => update.mutate({ id, enabled: !enabled }, { onError: toastError })}
            disabled={update.isPending}
            aria-label={t('row.use', { name })}
          />
          <Button
            variant="default"
            size="xs"
            leftSection={<IconSparkles size={14} />}
            loading={test.isPending}
            onClick={() => test.mutate({ id })}
            aria-label={t('row.testThis', { name })}
          >
            {t('row.test')}
          </Button>
        </div>
      )}
      <div className={classes.result}>
        <ProviderTestPanel result={test.isPending ? undefined : test.data} error={test.error} />
      </div>
    </SortableRow>
  );
};
