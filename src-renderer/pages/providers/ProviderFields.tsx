import { Alert, Checkbox, Fieldset, List, NumberInput, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SecretField } from '../../components/SecretField.tsx';
import { ModelField } from './ModelField.tsx';
import { type PresetName, presetNames, presetOf, presets } from './presets.ts';
import classes from './providers.module.css';
import { type ProviderForm, toMs, toSeconds } from './use-provider-form.ts';

const budgets = ['maxCallsPerMinute', 'maxCallsPerDay', 'maxTokensPerDay'] as const;
const exampleKey = 'sk-…';
const textOf = (error: unknown): string | null => (typeof error === 'string' ? error : null);

/** Every field of a provider, explained. */
export const ProviderFields = ({ provider }: { provider: ProviderForm }) => {
  const { t } = useTranslation('providers');
  const { form, isKeySet, isMoved } = provider;
  const { values, errors } = form;
  const [chosen, setChosen] = useState<PresetName>();
  const preset = chosen ?? presetOf(values.baseUrl);

  const choose = (name: PresetName): void => {
    setChosen(name);
    if (name === 'custom') return;
    form.setFieldValue('baseUrl', presets[name].baseUrl);
    form.setFieldValue('local', presets[name].local);
  };

  return (
    <Stack gap="md">
      <Select
        label={t('fields.preset.label')}
        description={t('fields.preset.help')}
        data={presetNames.map((name) => ({
          value: name,
          label: presets[name].brand ?? t('fields.preset.custom'),
        }))}
        value={preset}
        onChange={(next) => choose(presetNames.find((name) => name === next) ?? 'custom')}
        allowDeselect={false}
      />
      <TextInput
        label={t('fields.name.label')}
        description={t('fields.name.help')}
        placeholder={presets[preset].brand ?? t('fields.name.example')}
        withAsterisk
        dir={values.name === '' ? undefined : 'auto'}
        autoComplete="off"
        {...form.getInputProps('name')}
      />
      <TextInput
        label={t('fields.baseUrl.label')}
        description={t('fields.baseUrl.help')}
        placeholder={presets.openai.baseUrl}
        withAsterisk
        dir="ltr"
        spellCheck={false}
        autoCapitalize="none"
        autoComplete="off"
        {...form.getInputProps('baseUrl')}
      />
      {isMoved && (
        <Alert color="yellow" icon={<IconKey size={18} />} title={t('form.movedTitle')} role="status">
          {t('form.movedWhy')}
        </Alert>
      )}
      <SecretField
        label={t('fields.apiKey.label')}
        description={t('fields.apiKey.help')}
        isSet={isKeySet}
        value={values.apiKey}
        onChange={(next) => form.setFieldValue('apiKey', next)}
        onRemove={() => form.setFieldValue('apiKey', null)}
        error={textOf(errors.apiKey)}
        isRequired={presets[preset].needsKey}
        placeholder={exampleKey}
      />
      <ModelField provider={provider} example={presets[preset].exampleModel} />
      <div className={classes.pair}>
        <NumberInput
          label={t('fields.timeout.label')}
          description={t('fields.timeout.help')}
          value={toSeconds(values.timeoutMs)}
          onChange={(seconds) => form.setFieldValue('timeoutMs', toMs(seconds))}
          error={errors.timeoutMs}
          min={1}
          max={600}
          suffix={t('fields.timeout.unit')}
          allowNegative={false}
        />
        <NumberInput
          label={t('fields.concurrency.label')}
          description={t('fields.concurrency.help')}
          min={1}
          max={64}
          allowDecimal={false}
          allowNegative={false}
          {...form.getInputProps('concurrency')}
        />
      </div>
      <Fieldset legend={t('fields.budget.legend')}>
        <Text size="sm" c="dimmed" mb="xs">
          {t('fields.budget.help')}
        </Text>
        <div className={classes.pair}>
          {budgets.map((name) => (
            <NumberInput
              key={name}
              label={t(`fields.budget.${name}`)}
              value={values[name]}
              onChange={(next) => form.setFieldValue(name, Number(next) || 0)}
              error={errors[name]}
              min={0}
              allowDecimal={false}
              allowNegative={false}
              thousandSeparator=","
            />
          ))}
        </div>
      </Fieldset>
      <Checkbox
        label={t('fields.local.label')}
        description={t('fields.local.help')}
        checked={values.local}
        onChange={(event) => form.setFieldValue('local', event.currentTarget.checked)}
      />
      <WhatIsSent isLocal={values.local} />
    </Stack>
  );
};

/** What of a mail goes to the model. */
const WhatIsSent = ({ isLocal }: { isLocal: boolean }) => {
  const { t } = useTranslation('providers');
  return (
    <Alert color={isLocal ? 'gray' : 'yellow'} title={isLocal ? t('sent.titleLocal') : t('sent.title')}>
      <List size="sm">
        <List.Item>{t('sent.mail')}</List.Item>
        <List.Item>{t('sent.notSent')}</List.Item>
        {!isLocal && <List.Item>{t('sent.redacted')}</List.Item>}
      </List>
      {!isLocal && (
        <Text size="sm" mt="xs">
          {t('sent.thirdParty')}
        </Text>
      )}
    </Alert>
  );
};
