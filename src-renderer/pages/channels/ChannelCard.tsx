import { Anchor, Button, Group, Paper, Stack, Switch, Text, ThemeIcon } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ChannelView } from '../../../src-shared/contract/channels.ts';
import { Bdi } from '../../components/ltr.tsx';
import { TestResultPanel } from '../../components/TestResultPanel.tsx';
import { toastError } from '../../components/toasts.tsx';
import { useIsAdmin } from '../../data/auth.ts';
import { useTestChannel, useUpdateChannel } from '../../data/channels.ts';
import { ChannelHealth } from './ChannelHealth.tsx';
import classes from './channels.module.css';
import { kindIcons } from './kind-icons.tsx';

export const ChannelCard = ({ channel }: { channel: ChannelView }) => {
  const { t } = useTranslation(['channels', 'words']);
  const isAdmin = useIsAdmin();
  const update = useUpdateChannel();
  const test = useTestChannel();
  const { id, name, kind, enabled, usedBy } = channel;
  const Icon = kindIcons[kind];
  return (
    <Paper className={classes.card}>
      <Group gap="sm" wrap="nowrap" align="flex-start">
        <ThemeIcon
          variant="light"
          color={enabled ? undefined : 'gray'}
          size={36}
          radius="md"
          aria-hidden="true"
        >
          <Icon size={20} stroke={1.6} />
        </ThemeIcon>
        <Stack gap={0} flex={1} miw={0}>
          <Anchor component={Link} to={`/channels/${id}`} className={classes.name}>
            <Bdi>{name}</Bdi>
          </Anchor>
          <Text size="sm" c="dimmed">
            {t(`words:channelKind.${kind}`)} · {t('card.destinations', { count: usedBy.destinations })}
          </Text>
        </Stack>
        {isAdmin && (
          <Switch
            checked={enabled}
            onChange={() => update.mutate({ id, enabled: !enabled }, { onError: toastError })}
            disabled={update.isPending}
            aria-label={t('card.enabledThis', { name })}
          />
        )}
      </Group>
      <div className={classes.health}>
        <ChannelHealth id={id} />
      </div>
      {isAdmin && (
        <div className={classes.footer}>
          <Button
            component={Link}
            to={`/channels/${id}`}
            variant="subtle"
            size="xs"
            aria-label={t('card.openThis', { name })}
          >
            {t('card.open')}
          </Button>
          {usedBy.destinations > 0 && (
            <Button
              variant="default"
              size="xs"
              leftSection={<IconSend size={14} />}
              loading={test.isPending}
              onClick={() => test.mutate({ id })}
              aria-label={t('card.testThis', { name })}
            >
              {t('destinations.test')}
            </Button>
          )}
        </div>
      )}
      <TestResultPanel result={test.isPending ? undefined : test.data} error={test.error} />
    </Paper>
  );
};
