import { Button, Group, List, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { showRefusal } from '../../components/form.ts';
import { Bdi, Ltr } from '../../components/ltr.tsx';
import { QueryGate } from '../../components/QueryGate.tsx';
import { Section } from '../../components/Section.tsx';
import { toastDone } from '../../components/toasts.tsx';
import { useCreateProvider, useProviders } from '../../data/providers.ts';
import { ProviderFields } from '../providers/ProviderFields.tsx';
import { ProviderTrial } from '../providers/ProviderTrial.tsx';
import { useProviderForm } from '../providers/use-provider-form.ts';
import { Next } from './Next.tsx';
import type { StepProps } from './Welcome.page.tsx';
import classes from './welcome.module.css';

/** A model that reads alerts. Nothing needs one. */
export const ProviderStep = ({ onNext }: StepProps) => {
  const { t } = useTranslation('welcome');
  const providers = useProviders();
  return (
    <Section title={t('provider.title')} lead={t('provider.lead')}>
      <QueryGate query={providers}>
        {(items) =>
          items.length === 0 ? (
            <>
              <Next onNext={onNext} isSkip />
              <FirstProvider />
            </>
          ) : (
            <>
              <List size="sm">
                {items.map(({ id, name, model }) => (
                  <List.Item key={id}>
                    <Bdi>{name}</Bdi> · <Ltr>{model}</Ltr>
                  </List.Item>
                ))}
              </List>
              <Next onNext={onNext} />
            </>
          )
        }
      </QueryGate>
    </Section>
  );
};

const FirstProvider = () => {
  const { t } = useTranslation('welcome');
  const create = useCreateProvider();
  const provider = useProviderForm(null);
  const { form } = provider;
  const save = form.onSubmit(({ apiKey, ...values }) =>
    create.mutate(
      { ...values, ...(apiKey === undefined || apiKey === null ? {} : { apiKey }) },
      {
        onSuccess: ({ name }) => toastDone(t('provider.connected', { name })),
        onError: (error) => showRefusal(form, error),
      },
    ),
  );
  return (
    <form onSubmit={save} noValidate>
      <div className={classes.columns}>
        <ProviderFields provider={provider} />
        <Stack gap="md">
          <ProviderTrial provider={provider} />
          <Group>
            <Button type="submit" loading={create.isPending}>
              {t('provider.connect')}
            </Button>
          </Group>
          <Text size="xs" c="dimmed">
            {t('provider.without')}
          </Text>
        </Stack>
      </div>
    </form>
  );
};
