import { ActionIcon, Anchor, Button, Group, Stack, Switch, Text, Tooltip } from '@mantine/core';
import { IconPencil, IconSend, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ChannelView } from '../../../src-shared/contract/channels.ts';
import type { DestinationView } from '../../../src-shared/contract/destinations.ts';
import { Bdi, Ltr } from '../../components/ltr.tsx';
import { RemoveDialog, type User } from '../../components/RemoveDialog.tsx';
import { TestResultPanel } from '../../components/TestResultPanel.tsx';
import { toastDone, toastError } from '../../components/toasts.tsx';
import { useIsAdmin } from '../../data/auth.ts';
import { useTestChannel } from '../../data/channels.ts';
import { useRemoveDestination, useUpdateDestination } from '../../data/destinations.ts';
import { useRules } from '../../data/rules.ts';
import { addressText } from './address-draft.ts';
import classes from './channels.module.css';
import { DestinationForm } from './DestinationForm.tsx';

interface DestinationRowProps {
  channel: ChannelView;
  destination: DestinationView;
}

export const DestinationRow = ({ channel, destination }: DestinationRowProps) => {
  const { t } = useTranslation(['channels', 'common']);
  const isAdmin = useIsAdmin();
  const [isEditing, setEditing] = useState(false);
  const [isRemoving, setRemoving] = useState(false);
  const test = useTestChannel();
  const update = useUpdateDestination();
  const remove = useRemoveDestination();
  const users = useUsersOf(destination);
  const { id, name, address, enabled } = destination;

  if (isEditing) {
    return (
      <div className={classes.destination}>
        <DestinationForm channel={channel} destination={destination} onClose={() => setEditing(false)} />
      </div>
    );
  }
  const text = addressText(address);
  return (
    <Stack className={classes.destination} gap="xs">
      <Group justify="space-between" gap="sm">
        <Stack gap={0} flex={1} miw={180}>
          <Text size="sm" fw={600} className={classes.address}>
            <Bdi>{name}</Bdi>
          </Text>
          <Text size="sm" c="dimmed" className={classes.address}>
            {text === '' ? t('address.thisComputer') : <Ltr>{text}</Ltr>}
            {address.threadId !== undefined && <> · {t('address.topic', { id: String(address.threadId) })}</>}
          </Text>
          <UsedBy users={users} />
        </Stack>
        {isAdmin && (
          <Group gap={6}>
            <Switch
              checked={enabled}
              onChange={() => update.mutate({ id, enabled: !enabled }, { onError: toastError })}
              disabled={update.isPending}
              aria-label={t('destinations.enabled', { name })}
              size="sm"
            />
            <Button
              variant="default"
              size="xs"
              leftSection={<IconSend size={14} />}
              loading={test.isPending}
              onClick={() => test.mutate({ id: channel.id, destinationId: id })}
              aria-label={t('destinations.testThis', { name })}
            >
              {t('destinations.test')}
            </Button>
            <Tooltip label={t('destinations.edit')}>
              <ActionIcon
                variant="subtle"
                color="gray"
                onClick={() => setEditing(true)}
                aria-label={t('destinations.editThis', { name })}
              >
                <IconPencil size={16} />
              </ActionIcon>
            </Tooltip>
            <Tooltip label={t('common:removeStored')}>
              <ActionIcon
                variant="subtle"
                color="gray"
                onClick={() => setRemoving(true)}
                aria-label={t('destinations.removeThis', { name })}
              >
                <IconTrash size={16} />
              </ActionIcon>
            </Tooltip>
          </Group>
        )}
      </Group>
      <TestResultPanel result={test.isPending ? undefined : test.data} error={test.error} />
      <RemoveDialog
        isOpen={isRemoving}
        title={t('destinations.removeTitle', { name })}
        confirmLabel={t('destinations.remove')}
        onClose={() => {
          setRemoving(false);
          remove.reset();
        }}
        onConfirm={() =>
          remove.mutate({ id }, { onSuccess: () => toastDone(t('destinations.removed', { name })) })
        }
        isPending={remove.isPending}
        error={remove.error}
        users={users}
      >
        {t('destinations.removeWhat')}
      </RemoveDialog>
    </Stack>
  );
};

/** Rules and settings that name this destination. */
const useUsersOf = ({ usedBy }: DestinationView): User[] => {
  const { t } = useTranslation('channels');
  const rules = useRules().data ?? [];
  return [
    ...usedBy.rules.map((id) => ({
      key: id,
      name: rules.find((rule) => rule.id === id)?.name ?? id,
      to: `/rules/${id}`,
    })),
    ...usedBy.settings.map((setting) => ({
      key: setting,
      name: setting === 'defaultDestinationIds' ? t('usedBy.default') : t('usedBy.overrides'),
      to: '/settings',
    })),
  ];
};

const shownUsers = 3;

const UsedBy = ({ users }: { users: readonly User[] }) => {
  const { t } = useTranslation('channels');
  if (users.length === 0) {
    return (
      <Text size="xs" c="dimmed">
        {t('usedBy.nothing')}
      </Text>
    );
  }
  return (
    <Text size="xs" c="dimmed">
      {t('usedBy.by')}{' '}
      {users.slice(0, shownUsers).map(({ key, name, to }, index) => (
        <span key={key}>
          {index > 0 && t('usedBy.separator')}
          <Anchor component={Link} to={to} size="xs">
            <Bdi>{name}</Bdi>
          </Anchor>
        </span>
      ))}
      {users.length > shownUsers && <> {t('usedBy.more', { count: users.length - shownUsers })}</>}
    </Text>
  );
};
