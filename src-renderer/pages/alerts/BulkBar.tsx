import { Alert, Anchor, Button, Group, List, Progress, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBellOff, IconCheck, IconCircleCheck, IconSend } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { AlertItem } from '../../../src-shared/contract/alerts.ts';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { Bdi, Ltr } from '../../components/ltr.tsx';
import { ServerText } from '../../components/ServerText.tsx';
import { useFormat } from '../../i18n/format.ts';
import classes from './alerts.module.css';
import { MuteSendersDialog } from './MuteSendersDialog.tsx';
import type { AlertActions, Failures } from './use-alert-actions.ts';

interface BulkBarProps {
  selected: readonly AlertItem[];
  onClear: () => void;
  actions: AlertActions;
  /** All that are loaded are selected and there are more. Null: not offered. */
  onSelectAll: (() => void) | null;
  isSelectingAll: boolean;
  /** The selection is all that match, or the most that is taken at once. */
  isAllMatching: boolean;
}

/** What can be done to all that are selected. */
export const BulkBar = (props: BulkBarProps) => {
  const { selected, onClear, actions, onSelectAll, isSelectingAll, isAllMatching } = props;
  const { t } = useTranslation('alerts');
  const [isResending, resendDialog] = useDisclosure(false);
  const [isMuting, muteDialog] = useDisclosure(false);
  const count = selected.length;
  const senders = [...new Set(selected.map(({ from }) => from))].filter((sender) => sender !== '');
  return (
    <Stack gap={6} className={classes.bulk} role="region" aria-label={t('bulk.label')}>
      <Group gap="xs">
        <Text size="sm" fw={600} role="status">
          {isAllMatching ? t('bulk.allSelected', { count }) : t('bulk.selected', { count })}
        </Text>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconCheck size={14} />}
          disabled={actions.isBusy}
          onClick={() => void actions.run('acknowledge', selected)}
        >
          {t('bulk.acknowledge', { count })}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconCircleCheck size={14} />}
          disabled={actions.isBusy}
          onClick={() => void actions.run('resolve', selected)}
        >
          {t('bulk.resolve', { count })}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconSend size={14} className="flip-in-rtl" />}
          disabled={actions.isBusy}
          onClick={resendDialog.open}
        >
          {t('bulk.resend', { count })}
        </Button>
        {senders.length > 0 && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconBellOff size={14} />}
            disabled={actions.isBusy}
            onClick={muteDialog.open}
          >
            {t('bulk.mute', { count: senders.length })}
          </Button>
        )}
        {onSelectAll !== null && (
          <Button size="compact-sm" variant="subtle" onClick={onSelectAll} loading={isSelectingAll}>
            {t('bulk.selectAll')}
          </Button>
        )}
        <Button size="compact-sm" variant="subtle" color="gray" onClick={onClear}>
          {t('bulk.clear')}
        </Button>
      </Group>
      <ConfirmDialog
        isOpen={isResending}
        title={t('bulk.resendTitle')}
        confirmLabel={t('bulk.resend', { count })}
        onClose={resendDialog.close}
        onConfirm={() => {
          resendDialog.close();
          void actions.run('resend', selected);
        }}
      >
        {t('bulk.resendWhat', { count })}
      </ConfirmDialog>
      <MuteSendersDialog isOpen={isMuting} onClose={muteDialog.close} senders={senders} />
    </Stack>
  );
};

export const BulkProgress = ({ progress }: { progress: AlertActions['progress'] }) => {
  const { t } = useTranslation('alerts');
  const format = useFormat();
  if (progress === null || progress.total < 2) return null;
  const { done, total } = progress;
  const label = t('bulk.progress', { done: format.number(done), total: format.number(total) });
  return (
    <Group gap="sm" mb="xs" role="status">
      <Progress value={(100 * done) / total} flex={1} aria-label={label} animated />
      <Text size="sm">{label}</Text>
    </Group>
  );
};

const shownFailures = 20;

/** Those an action failed for, and why. */
export const BulkFailures = ({ actions, search }: { actions: AlertActions; search: string }) => {
  const { failures } = actions;
  return failures === null ? null : <FailureList failures={failures} actions={actions} search={search} />;
};

const FailureList = ({
  failures: { action, failed },
  actions,
  search,
}: {
  failures: Failures;
  actions: AlertActions;
  search: string;
}) => {
  const { t } = useTranslation(['alerts', 'common']);
  const again = failed.flatMap(({ item }) => item ?? []);
  return (
    <Alert
      color="red"
      mb="xs"
      role="alert"
      title={t(`actions.failed.${action}`, { count: failed.length })}
      withCloseButton
      closeButtonLabel={t('common:close')}
      onClose={actions.forgetFailures}
    >
      <List size="sm" spacing={2}>
        {failed.slice(0, shownFailures).map(({ id, item, reason }) => (
          <List.Item key={id}>
            <Anchor href={`#/alerts/${id}${search}`} size="sm">
              {item === undefined ? <Ltr>{id}</Ltr> : <Bdi>{item.summary || item.subject}</Bdi>}
            </Anchor>
            : <ServerText>{reason}</ServerText>
          </List.Item>
        ))}
      </List>
      {failed.length > shownFailures && (
        <Text size="sm">{t('bulk.moreFailures', { count: failed.length - shownFailures })}</Text>
      )}
      {again.length > 0 && (
        <Button size="compact-sm" variant="default" mt="xs" onClick={() => void actions.run(action, again)}>
          {t('bulk.tryAgain', { count: again.length })}
        </Button>
      )}
    </Alert>
  );
};
