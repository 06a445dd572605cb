import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../transport/api-error.ts';
import { ServerText } from './ServerText.tsx';

interface ErrorStateProps {
  error: unknown;
  onRetry?: () => void;
  isRetrying?: boolean;
}

/** What went wrong, in the reader's language and in the server's own words, and a way on. */
export const ErrorState = ({ error, onRetry, isRetrying = false }: ErrorStateProps) => {
  const { t } = useTranslation();
  const { code, message } = toApiError(error);
  return (
    <Alert color="red" icon={<IconAlertTriangle size={18} />} title={t(`errors.${code}`)} role="alert">
      <Stack gap="xs" align="flex-start">
        {message !== '' && (
          <Text size="sm">
            <ServerText>{message}</ServerText>
          </Text>
        )}
        {onRetry !== undefined && (
          <Group>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconRefresh size={14} />}
              onClick={onRetry}
              loading={isRetrying}
            >
              {t('retry')}
            </Button>
          </Group>
        )}
      </Stack>
    </Alert>
  );
};
