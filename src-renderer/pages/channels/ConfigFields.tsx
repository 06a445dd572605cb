import {
  Alert,
  Button,
  Input,
  NumberInput,
  SegmentedControl,
  Select,
  Stack,
  Switch,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { SecretField } from '../../components/SecretField.tsx';
import { channelFields, type FieldSpec, smsProviders } from './channel-fields.ts';
import classes from './channels.module.css';
import { HeadersField } from './HeadersField.tsx';
import { SmsPreviewPanel } from './SmsPreviewPanel.tsx';
import { type ChannelForm, variantOfForm } from './use-channel-form.ts';

/** The fields of one kind, each explained. */
export const ConfigFields = ({ form }: { form: ChannelForm }) => {
  const { t } = useTranslation('channels');
  const variant = variantOfForm(form);
  return (
    <Stack gap="md">
      <TextInput
        label={t('form.name')}
        description={t('form.nameHelp')}
        placeholder={t(`kinds.${form.kind}.example`)}
        value={form.name}
        onChange={(event) => form.setName(event.currentTarget.value)}
        error={form.errors.name}
        withAsterisk
        dir={form.name === '' ? undefined : 'auto'}
        autoComplete="off"
      />
      {form.kind === 'sms' && (
        <Stack gap={4}>
          <Input.Label labelElement="div" id="sms-provider">
            {t('form.provider')}
          </Input.Label>
          <SegmentedControl
            aria-labelledby="sms-provider"
            value={variant}
            onChange={form.setProvider}
            data={smsProviders.map((provider) => ({
              value: provider,
              label: t(`providers.${provider}.name`),
            }))}
            fullWidth
          />
          <Text size="xs" c="dimmed">
            {t(`providers.${variant === 'twilio' || variant === 'http' ? variant : 'kavenegar'}.help`)}
          </Text>
        </Stack>
      )}
      {form.kind === 'desktop' && <Text size="sm">{t('form.desktopNothing')}</Text>}
      {form.moved !== null && (
        <Alert color="yellow" icon={<IconKey size={18} />} title={t('form.movedTitle')} role="status">
          {t('form.movedWhy')}
        </Alert>
      )}
      {channelFields[variant].map((field) => (
        <Fragment key={`${variant}.${field.name}`}>
          <ConfigField form={form} field={field} />
          {field.input === 'template' && <SmsPreviewPanel form={form} />}
        </Fragment>
      ))}
    </Stack>
  );
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const ConfigField = ({ form, field }: { form: ChannelForm; field: FieldSpec }) => {
  const { t } = useTranslation('channels');
  const { name, words, placeholder, isRequired = false } = field;
  const value = form.draft[name];
  const shared = {
    label: t(`fields.${words}.label`),
    description: t(`fields.${words}.help`),
    error: form.errors[`config.${name}`] ?? null,
    ...(placeholder === undefined ? {} : { placeholder }),
  };
  const setText = (text: string): void => form.set(name, text);

  switch (field.input) {
    case 'secret': {
      const isSet = form.kept.includes(name);
      return (
        <SecretField
          {...shared}
          isSet={isSet}
          isRequired={isRequired}
          value={typeof value === 'string' || value === null ? value : undefined}
          onChange={(next) => form.set(name, next)}
          {...(isRequired || !isSet ? {} : { onRemove: () => form.set(name, null) })}
          actions={
            field.canBeMade === true && (
              <Button variant="default" onClick={() => form.set(name, newSigningSecret())}>
                {t('form.makeSecret')}
              </Button>
            )
          }
        />
      );
    }
    case 'headers':
      return <HeadersField {...shared} form={form} name={name} />;
    case 'number':
      return (
        <NumberInput
          {...shared}
          value={typeof value === 'number' ? value : textOf(value)}
          onChange={(next) => form.set(name, next === '' ? '' : Number(next))}
          min={1}
          allowDecimal={false}
          allowNegative={false}
          withAsterisk={isRequired}
          w={{ base: '100%', xs: 220 }}
        />
      );
    case 'switch':
      return (
        <Switch
          {...shared}
          checked={value === true}
          onChange={(event) => form.set(name, event.currentTarget.checked)}
        />
      );
    case 'choice':
      return (
        <Select
          {...shared}
          data={field.options.map((option) => ({ value: option, label: choiceLabel(option, t) }))}
          value={textOf(value)}
          onChange={(next) => next !== null && setText(next)}
          allowDeselect={false}
        />
      );
    case 'template':
      return (
        <Textarea
          {...shared}
          value={textOf(value)}
          onChange={(event) => setText(event.currentTarget.value)}
          autosize
          minRows={3}
          maxRows={12}
          dir="ltr"
          classNames={{ input: classes.template }}
          spellCheck={false}
        />
      );
    case 'text':
      return (
        <TextInput
          {...shared}
          value={textOf(value)}
          onChange={(event) => setText(event.currentTarget.value)}
          withAsterisk={isRequired}
          dir="ltr"
          spellCheck={false}
          autoCapitalize="none"
          autoComplete="off"
        />
      );
    default:
      return field satisfies never;
  }
};

const choiceLabel = (option: string, t: ReturnType<typeof useTranslation<'channels'>>['t']): string =>
  option === 'e164' || option === 'digits' || option === 'local' ? t(`phoneFormat.${option}`) : option;

const signingKeyBytes = 32;

/** A key after Standard Webhooks: `whsec_` and Base64. */
const newSigningSecret = (): string => {
  const bytes = crypto.getRandomValues(new Uint8Array(signingKeyBytes));
  return `whsec_${btoa(String.fromCharCode(...bytes))}`;
};
