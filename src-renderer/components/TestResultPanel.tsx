import { Alert, Code, Group, Stack, Text } from '@mantine/core';
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { TestResult } from '../../src-shared/contract/channels.ts';
import { useFormat } from '../i18n/format.ts';
import { useServerWords } from '../i18n/server-words.ts';
import { ErrorState } from './ErrorState.tsx';
import { Ltr } from './ltr.tsx';

interface TestResultPanelProps {
  result: (Pick<TestResult, 'ok' | 'latencyMs' | 'answer'> & { remoteId?: string | null }) | undefined;
  /** One of our own: the test did not take place. */
  error?: unknown;
}

/** How a test went, with what the remote itself said, word for word. */
export const TestResultPanel = ({ result, error }: TestResultPanelProps) => {
  const { t } = useTranslation();
  const inWords = useServerWords();
  const format = useFormat();
  if (error !== undefined && error !== null) return <ErrorState error={error} />;
  if (result === undefined) return null;
  const { ok, latencyMs, answer, remoteId } = result;
  return (
    <Alert
      role="status"
      color={ok ? 'green' : 'red'}
      icon={ok ? <IconCircleCheck size={18} /> : <IconCircleX size={18} />}
      title={ok ? t('test.passed') : t('test.failed')}
    >
      <Stack gap="xs">
        <Group gap="md">
          <Text size="sm">{t('test.took', { duration: format.duration(latencyMs) })}</Text>
          {remoteId !== null && remoteId !== undefined && (
            <Text size="sm">
              {t('test.remoteId')} <Ltr>{remoteId}</Ltr>
            </Text>
          )}
        </Group>
        <Text size="sm" fw={600}>
          {t('test.answer')}
        </Text>
        <Code block dir="auto" tabIndex={0} mah={240}>
          {answer === '' ? t('test.noAnswer') : inWords(answer)}
        </Code>
      </Stack>
    </Alert>
  );
};
