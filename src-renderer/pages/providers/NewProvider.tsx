import { Button, Group, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { showRefusal } from '../../components/form.ts';
import { PageHeader } from '../../components/PageHeader.tsx';
import { Section } from '../../components/Section.tsx';
import { toastDone } from '../../components/toasts.tsx';
import { useCreateProvider } from '../../data/providers.ts';
import { BackToProviders } from './BackToProviders.tsx';
import { ProviderFields } from './ProviderFields.tsx';
import { ProviderTrial } from './ProviderTrial.tsx';
import classes from './providers.module.css';
import { useProviderForm } from './use-provider-form.ts';

export const NewProvider = () => {
  const { t } = useTranslation(['providers', 'common']);
  const navigate = useNavigate();
  const create = useCreateProvider();
  const provider = useProviderForm(null);
  const { form } = provider;

  const save = form.onSubmit(({ apiKey, ...values }) =>
    create.mutate(
      { ...values, ...(apiKey === undefined || apiKey === null ? {} : { apiKey }) },
      {
        onSuccess: (saved) => {
          toastDone(t('form.created', { name: saved.name }));
          void navigate('/providers', { replace: true });
        },
        onError: (error) => showRefusal(form, error),
      },
    ),
  );

  return (
    <>
      <BackToProviders />
      <PageHeader title={t('form.new')} lead={t('form.newLead')} />
      <form onSubmit={save} noValidate>
        <div className={classes.columns}>
          <Section title={t('form.endpoint')}>
            <ProviderFields provider={provider} />
          </Section>
          <Stack gap="md">
            <ProviderTrial provider={provider} />
            <Group gap="xs">
              <Button type="submit" loading={create.isPending}>
                {t('form.create')}
              </Button>
              <Button variant="subtle" component={Link} to="/providers">
                {t('common:cancel')}
              </Button>
            </Group>
          </Stack>
        </div>
      </form>
    </>
  );
};
