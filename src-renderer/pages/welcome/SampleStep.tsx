import { Button, Group, Loader, Stack, Text } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Section } from '../../components/Section.tsx';
import { TestResultPanel } from '../../components/TestResultPanel.tsx';
import { useRecentAlerts } from '../../data/alerts.ts';
import { changeFirstRun, useFirstRun } from '../../data/first-run.ts';
import { useSendSample } from '../../data/operations.ts';
import { ArrivedAlert } from './ArrivedAlert.tsx';
import { Next } from './Next.tsx';
import type { StepProps } from './Welcome.page.tsx';

/** Sends the sample through the real port; it arrives here by the same live events as on every page. */
export const SampleStep = ({ onNext }: StepProps) => {
  const { t } = useTranslation('welcome');
  const { sampleId } = useFirstRun();
  const newest = useRecentAlerts({}, 1).data?.items[0];
  const send = useSendSample();
  const shownId = sampleId ?? newest?.id ?? null;
  return (
    <Section title={t('sample.title')} lead={t('sample.lead')}>
      <Stack gap="md">
        <Group gap="sm">
          <Button
            variant={shownId === null ? 'filled' : 'default'}
            leftSection={<IconSend size={16} className="flip-in-rtl" />}
            loading={send.isPending}
            onClick={() =>
              send.mutate(undefined, {
                onSuccess: ({ alertId }) => alertId !== null && changeFirstRun({ sampleId: alertId }),
              })
            }
          >
            {shownId === null ? t('sample.send') : t('sample.again')}
          </Button>
          {shownId === null && (
            <Group gap={6} role="status">
              <Loader size="xs" type="dots" />
              <Text size="sm" c="dimmed">
                {t('sample.waiting')}
              </Text>
            </Group>
          )}
        </Group>
        {(send.data?.ok === false || send.error !== null) && (
          <TestResultPanel result={send.data} error={send.error} />
        )}
        {shownId !== null && <ArrivedAlert id={shownId} />}
      </Stack>
      <Next onNext={onNext} isSkip={shownId === null} />
    </Section>
  );
};
