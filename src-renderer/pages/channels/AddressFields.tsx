import { Stack, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ChannelKind } from '../../../src-shared/vocabulary.ts';
import { type AddressDraft, addressFields } from './address-draft.ts';

interface AddressFieldsProps {
  kind: ChannelKind;
  draft: AddressDraft;
  onChange: (draft: AddressDraft) => void;
  /** By `address.<field>`. */
  errors: Readonly<Record<string, string>>;
}

/** An address on a channel of this kind. */
export const AddressFields = ({ kind, draft, onChange, errors }: AddressFieldsProps) => {
  const { t } = useTranslation('channels');
  if (kind === 'desktop') {
    return (
      <Text size="sm" c="dimmed">
        {t('address.desktop')}
      </Text>
    );
  }
  return (
    <Stack gap="md">
      {addressFields[kind].map(({ name, placeholder, isRequired }) => (
        <TextInput
          key={name}
          label={t(`address.${name}.label`)}
          description={t(`address.${name}.help`)}
          placeholder={placeholder}
          value={draft[name] ?? ''}
          onChange={(event) => onChange({ ...draft, [name]: event.currentTarget.value })}
          error={errors[`address.${name}`]}
          withAsterisk={isRequired}
          dir="ltr"
          spellCheck={false}
          autoCapitalize="none"
          autoComplete="off"
        />
      ))}
    </Stack>
  );
};
