import { Button, Group, Stack, Text } from '@mantine/core';
import { IconSparkles } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { showRefusal } from '../../components/form.ts';
import { Section } from '../../components/Section.tsx';
import { useTestUnsavedProvider } from '../../data/providers.ts';
import { ProviderTestPanel } from './ProviderTestPanel.tsx';
import type { ProviderForm } from './use-provider-form.ts';

/** Analyses the sample mail with the form as it stands, saved or not. */
export const ProviderTrial = ({ provider }: { provider: ProviderForm }) => {
  const { t } = useTranslation('providers');
  const test = useTestUnsavedProvider();
  const { form, endpoint } = provider;

  const run = (): void => {
    test.reset();
    if (form.validate().hasErrors) return;
    const { name, model, timeoutMs, local } = form.getValues();
    test.mutate(
      { name, model, timeoutMs, local, ...endpoint() },
      { onError: (error) => showRefusal(form, error) },
    );
  };

  return (
    <Section title={t('test.title')} lead={t('test.lead')}>
      <Stack gap="sm">
        <Group>
          <Button
            variant="default"
            leftSection={<IconSparkles size={16} />}
            onClick={run}
            loading={test.isPending}
          >
            {t('test.run')}
          </Button>
          {test.isPending && (
            <Text size="sm" c="dimmed" role="status">
              {t('test.running')}
            </Text>
          )}
        </Group>
        <ProviderTestPanel result={test.isPending ? undefined : test.data} />
      </Stack>
    </Section>
  );
};
