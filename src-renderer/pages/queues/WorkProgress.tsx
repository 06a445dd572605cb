import { Alert, Button, Group, List, Progress, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ServerText } from '../../components/ServerText.tsx';
import { useFormat } from '../../i18n/format.ts';
import type { Work } from './use-dead-letter-work.ts';

interface WorkProgressProps {
  work: Work;
  onStop: () => void;
  onDismiss: () => void;
}

const shownFailures = 20;

/** How far it is, and what could not be done and why. */
export const WorkProgress = ({ work, onStop, onDismiss }: WorkProgressProps) => {
  const { t } = useTranslation(['queues', 'common']);
  const format = useFormat();
  const { kind, total, done, failed, isRunning } = work;
  const reached = done + failed.length;
  const words = t(`work.${kind}.running`, { reached: format.number(reached), total: format.number(total) });
  return (
    <Stack gap="xs" mb="sm">
      {isRunning && (
        <Group gap="sm">
          <Text size="sm" role="status">
            {words}
          </Text>
          <Progress value={(100 * reached) / total} flex="1 1 160px" animated aria-label={words} />
          <Button size="xs" variant="default" onClick={onStop}>
            {t('work.stop')}
          </Button>
        </Group>
      )}
      {failed.length > 0 && (
        <Alert
          color="red"
          icon={<IconAlertTriangle size={18} />}
          title={t('work.failed', { count: failed.length })}
          withCloseButton={!isRunning}
          closeButtonLabel={t('common:close')}
          onClose={onDismiss}
          role="alert"
        >
          <List size="sm">
            {failed.slice(0, shownFailures).map(({ id, reason }) => (
              <List.Item key={id}>
                <ServerText>{reason}</ServerText>
              </List.Item>
            ))}
          </List>
          {failed.length > shownFailures && (
            <Text size="sm">{t('work.moreFailed', { count: failed.length - shownFailures })}</Text>
          )}
        </Alert>
      )}
    </Stack>
  );
};
