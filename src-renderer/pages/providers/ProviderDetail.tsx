import { Group, Stack, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { ProviderView } from '../../../src-shared/contract/providers.ts';
import { showRefusal } from '../../components/form.ts';
import { PageHeader } from '../../components/PageHeader.tsx';
import { QueryGate } from '../../components/QueryGate.tsx';
import { RemoveButton } from '../../components/RemoveButton.tsx';
import { SaveButtons } from '../../components/SaveButtons.tsx';
import { Section } from '../../components/Section.tsx';
import { toastDone, toastError } from '../../components/toasts.tsx';
import { useIsAdmin } from '../../data/auth.ts';
import { useProvider, useRemoveProvider, useUpdateProvider } from '../../data/providers.ts';
import { useRules } from '../../data/rules.ts';
import { BackToProviders } from './BackToProviders.tsx';
import { ProviderFields } from './ProviderFields.tsx';
import { ProviderScore } from './ProviderScore.tsx';
import { ProviderState } from './ProviderState.tsx';
import { ProviderTrial } from './ProviderTrial.tsx';
import classes from './providers.module.css';
import { useProviderForm } from './use-provider-form.ts';

export const ProviderDetail = ({ id }: { id: string }) => (
  <>
    <BackToProviders />
    <QueryGate query={useProvider(id)}>{(provider) => <Provider view={provider} />}</QueryGate>
  </>
);

const Provider = ({ view }: { view: ProviderView }) => {
  const { t } = useTranslation('providers');
  const isAdmin = useIsAdmin();
  const update = useUpdateProvider();
  const provider = useProviderForm(view);
  const { form, isMoved } = provider;
  const { id, name, enabled } = view;

  const save = form.onSubmit(({ apiKey, ...values }) => {
    // Moved without a new key: the old one is removed rather than sent elsewhere.
    const key = apiKey === undefined && isMoved ? null : apiKey;
    update.mutate(
      { id, ...values, ...(key === undefined ? {} : { apiKey: key }) },
      {
        onSuccess: (saved) => {
          provider.restart(saved);
          toastDone(t('form.saved', { name: saved.name }));
        },
        onError: (error) => showRefusal(form, error),
      },
    );
  });

  return (
    <>
      <PageHeader
        title={name}
        actions={
          isAdmin && (
            <Group gap="md">
              <Switch
                label={t('row.on')}
                checked={enabled}
                onChange={() => update.mutate({ id, enabled: !enabled }, { onError: toastError })}
              />
              <RemoveProvider provider={view} />
            </Group>
          )
        }
      />
      <div className={classes.columns}>
        <Section title={t('form.endpoint')}>
          <form onSubmit={save} noValidate aria-label={t('form.endpoint')}>
            <fieldset disabled={!isAdmin} className={classes.fieldset}>
              <Stack gap="md">
                <ProviderFields provider={provider} />
                {isAdmin && (
                  <SaveButtons
                    words={{ save: t('form.save'), discard: t('form.discard'), notSaved: t('form.notSaved') }}
                    isDirty={form.isDirty()}
                    isSaving={update.isPending}
                    onDiscard={() => provider.restart(view)}
                  />
                )}
              </Stack>
            </fieldset>
          </form>
        </Section>
        <Stack gap="md">
          <Section title={t('form.state')}>
            <ProviderState provider={view} />
          </Section>
          {isAdmin && <ProviderTrial provider={provider} />}
          {isAdmin && <ProviderScore id={id} />}
        </Stack>
      </div>
    </>
  );
};

const RemoveProvider = ({ provider: { id, name } }: { provider: ProviderView }) => {
  const { t } = useTranslation('providers');
  const navigate = useNavigate();
  const remove = useRemoveProvider();
  const rules = (useRules().data ?? []).filter(({ providerId }) => providerId === id);
  const onSuccess = (): void => {
    toastDone(t('remove.done', { name }));
    void navigate('/providers', { replace: true });
  };
  return (
    <RemoveButton
      label={t('remove.action')}
      title={t('remove.title', { name })}
      remove={{ ...remove, mutate: () => remove.mutate({ id }, { onSuccess }) }}
      users={rules.map((rule) => ({ key: rule.id, name: rule.name, to: `/rules/${rule.id}` }))}
    >
      {t('remove.what')}
    </RemoveButton>
  );
};
